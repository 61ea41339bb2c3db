"""Finding accounts, posts and tags, here and on other servers (rows A-21, A-22, R-01 to R-06)."""

import re
from collections.abc import Sequence

import attrs

from gotosocial.errors import Invalid, NotFound
from gotosocial.handlers.search.remote import RemoteFinder
from gotosocial.handlers.shared.access import Access
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.requester import Requester
from gotosocial.models.rules.visibility import Seen, may_open_account
from gotosocial.models.status import Status
from gotosocial.models.tag import Tag
from gotosocial.models.viewer import Viewer
from gotosocial.text.hashtags import normal_hashtag
from gotosocial.util.domains import host_of, normal

LONGEST_QUERY = 1_000
_PROFILE = re.compile(r"https?://([^/?#]+)/(?:web/)?@([^@/?#]+)(?:@([^@/?#]+))?/?(?:[?#].*)?")
"""A profile page: of somebody there, or of somebody elsewhere as a server shows them to its own people."""


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
    resolve: bool = False
    """Whether other servers are asked for a handle or an address that is not known here."""


@attrs.frozen(kw_only=True)
class Found:
    """What a search found."""

    accounts: Sequence[Account] = ()
    statuses: Sequence[Seen] = ()
    tags: Sequence[Tag] = ()


@attrs.frozen
class Searcher:
    """Searches what the database knows, and other servers where that is wanted.

    Without ``remote`` other servers are never asked.
    """

    access: Access
    addresses: Addresses
    remote: RemoteFinder | None = None

    async def by_id(self, requester: Requester, account_id: str) -> Account:
        """Return an account that somebody opens, or raise NotFound; an old one is fetched anew meanwhile."""
        viewer = await self.access.viewer(requester.account_id)
        account = await self.access.account(account_id, viewer)
        if self.remote is not None and not account.is_local:
            await self.remote.looked_at(account)
        return account

    async def lookup(self, requester: Requester, handle: str) -> Account:
        """Return the account with exactly this name that is known here, or raise NotFound."""
        viewer = await self.access.viewer(requester.account_id)
        account = await self._by_handle(_name_in(handle.strip()), viewer)
        if account is None:
            raise NotFound("account not found")
        return account

    async def accounts(self, requester: Requester, search: Search) -> list[Account]:
        """Return accounts whose name contains the text, an exact handle first."""
        name = _name_in(_checked(search.text))
        if not name:
            return []
        viewer = await self.access.viewer(requester.account_id)
        exact = None
        if search.offset == 0:
            exact = await self._by_handle(name, viewer, resolve=search.resolve)
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

    async def _by_handle(self, handle: str, viewer: Viewer, *, resolve: bool = False) -> Account | None:
        username, _, written = handle.partition("@")
        try:
            domain = normal(written) if written else ""
        except ValueError:
            return None
        if domain in (self.addresses.host, self.addresses.account_domain):
            domain = ""
        account = await self.access.db.accounts.find_by_name(username, domain)
        if account is None and domain and username and resolve and self.remote is not None:
            account = await self.remote.by_handle(username, domain, as_=viewer.account_id)
        if account is None or (account.uri == self.addresses.instance_actor and not domain):
            return None
        return account if may_open_account(account, viewer) else None

    async def _by_address(self, requester: Requester, url: str, search: Search) -> Found:
        if search.offset:
            return Found()
        viewer = await self.access.viewer(requester.account_id)
        if self._is_here(url):
            # Pages here are the same whatever apps hang on to their addresses.
            url = url.partition("#")[0].partition("?")[0].rstrip("/")
        found = await self._known(url, search) or await self._by_profile(url, viewer, search)
        if found is None and search.resolve and self.remote is not None and not self._is_here(url):
            # Where there was no time for its whole thread, the post itself is here by now.
            found = await self.remote.by_address(url, as_=viewer.account_id) or await self._known(url, search)
        if isinstance(found, Account):
            is_wanted = search.kind in ("", "accounts") and may_open_account(found, viewer)
            return Found(accounts=[found]) if is_wanted else Found()
        if found is None or search.kind not in ("", "statuses"):
            return Found()
        if search.author_id not in ("", found.account_id):
            return Found()
        return Found(statuses=await self.access.visible([found.id], viewer))

    async def _known(self, url: str, search: Search) -> Account | Status | None:
        """Return what is known here under the address, as an id or as a page."""
        db = self.access.db
        if search.kind in ("", "accounts"):
            account = await db.accounts.find_by_uri(url) or await db.accounts.find_by_url(url)
            if account is not None:
                return account
        if search.kind in ("", "statuses"):
            return await db.statuses.find_by_uri(url) or await db.statuses.find_by_url(url)
        return None

    async def _by_profile(self, url: str, viewer: Viewer, search: Search) -> Account | None:
        """Return whose profile page this is, where the address alone says so: ``/@name`` of ours, or
        ``/@name@elsewhere`` of anybody, which leads to no document.
        """
        match = _PROFILE.fullmatch(url) if search.kind in ("", "accounts") else None
        if match is None or not (match[3] or self._is_here(url)):
            return None
        return await self._by_handle(f"{match[2]}@{match[3] or match[1]}", viewer, resolve=search.resolve)

    def _is_here(self, url: str) -> bool:
        return host_of(url) in (self.addresses.host, self.addresses.account_domain)

    async def _tags(self, text: str, search: Search) -> Sequence[Tag]:
        prefix = normal_hashtag(text)
        if search.kind not in ("", "hashtags") or prefix is None:
            return ()
        return await self.access.db.tags.search(prefix, search.limit, search.offset)


def _name_in(text: str) -> str:
    """Return the ``name@domain`` of what was typed, which may begin with ``@``, or ``acct:`` as in links."""
    return text.removeprefix("acct:").lstrip("@")


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid("q must not be empty")
    if len(text) > LONGEST_QUERY:
        raise Invalid(f"q must not be longer than {LONGEST_QUERY} characters")
    return text
