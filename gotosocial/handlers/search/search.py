"""Finding accounts and tags that are known here (rows A-21, A-22, R-01 to R-06 without the network)."""

from collections.abc import Sequence

import attrs

from gotosocial.errors import Invalid, NotFound
from gotosocial.handlers.shared.access import Access
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.requester import Requester
from gotosocial.models.rules.visibility import Seen, may_open_account
from gotosocial.models.tag import Tag
from gotosocial.models.viewer import Viewer
from gotosocial.text.hashtags import normal_hashtag
from gotosocial.util.domains import normal

LONGEST_QUERY = 1_000


@attrs.frozen(kw_only=True)
class Search:
    """What is searched: a text, and how much of which kinds is wanted."""

    text: str
    kind: str = ""
    limit: int = 20
    offset: int = 0
    only_following: bool = False
    author_id: str = ""
    """Whose statuses are wanted; empty: everybody's."""


@attrs.frozen(kw_only=True)
class Found:
    """What a search found."""

    accounts: Sequence[Account] = ()
    statuses: Sequence[Seen] = ()
    tags: Sequence[Tag] = ()


@attrs.frozen
class Searcher:
    """Searches what the database knows; asking other servers comes with federation."""

    access: Access
    addresses: Addresses

    async def lookup(self, requester: Requester, handle: str) -> Account:
        """Return the account with exactly this name, or raise NotFound."""
        viewer = await self.access.viewer(requester.account_id)
        account = await self._by_handle(handle.strip().removeprefix("@"), viewer)
        if account is None:
            raise NotFound("account not found")
        return account

    async def accounts(self, requester: Requester, search: Search) -> list[Account]:
        """Return accounts whose name contains the text, an exact handle first."""
        name = _checked(search.text).lstrip("@")
        if not name:
            return []
        viewer = await self.access.viewer(requester.account_id)
        exact = await self._by_handle(name, viewer) if search.offset == 0 else None
        ids = await self.access.db.accounts.search(
            name,
            viewer_id=requester.account_id,
            only_following=search.only_following,
            limit=search.limit,
            offset=search.offset,
        )
        found = await self.access.visible_accounts(ids, viewer)
        if exact is not None and not (search.only_following and exact.id not in viewer.following):
            found = [exact, *(account for account in found if account.id != exact.id)]
        return found[: search.limit]

    async def everything(self, requester: Requester, search: Search) -> Found:
        """Return accounts, statuses and tags: a handle, an address and a #tag are taken as what they are."""
        if requester.has_moved:
            return Found()
        text = _checked(search.text)
        if text.startswith(("https://", "http://")):
            return await self._by_address(requester, text, search)
        if text.startswith("#"):
            return Found(tags=await self._tags(text, search))
        accounts = await self.accounts(requester, search) if search.kind in ("", "accounts") else []
        is_handle = text.startswith("@") or "@" in text
        return Found(accounts=accounts, tags=() if is_handle else await self._tags(text, search))

    async def _by_handle(self, handle: str, viewer: Viewer) -> Account | None:
        username, _, written = handle.partition("@")
        try:
            domain = normal(written) if written else ""
        except ValueError:
            return None
        if domain in (self.addresses.host, self.addresses.account_domain):
            domain = ""
        account = await self.access.db.accounts.find_by_name(username, domain)
        if account is None or (account.uri == self.addresses.instance_actor and not domain):
            return None
        return account if may_open_account(account, viewer) else None

    async def _by_address(self, requester: Requester, url: str, search: Search) -> Found:
        if search.offset:
            return Found()
        viewer = await self.access.viewer(requester.account_id)
        if search.kind in ("", "accounts"):
            account = await self.access.db.accounts.find_by_uri(url)
            account = account or await self.access.db.accounts.find_by_url(url)
            if account is not None and may_open_account(account, viewer):
                return Found(accounts=[account])
        if search.kind in ("", "statuses"):
            status = await self.access.db.statuses.find_by_uri(url)
            status = status or await self.access.db.statuses.find_by_url(url)
            if status is not None and search.author_id in ("", status.account_id):
                return Found(statuses=await self.access.visible([status.id], viewer))
        return Found()

    async def _tags(self, text: str, search: Search) -> Sequence[Tag]:
        prefix = normal_hashtag(text)
        if search.kind not in ("", "hashtags") or prefix is None:
            return ()
        return await self.access.db.tags.search(prefix, search.limit, search.offset)


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid("q must not be empty")
    if len(text) > LONGEST_QUERY:
        raise Invalid(f"q must not be longer than {LONGEST_QUERY} characters")
    return text
