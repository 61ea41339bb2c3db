"""As whom another server reads: the rules are those of ``models/rules/visibility.py``, as everywhere.

The reader is the account whose key signed. Servers also fetch for their people with an account of their own
(Mastodon's secure mode signs with the instance actor), so whatever any account at the same host may see is
shown to every signer from there: that server holds it already, or could ask again in the right name.
Somebody whom the author blocks is refused all the same. Who does not sign sees what strangers see on the web.
"""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

import attrs

from gotosocial.errors import NotAllowed
from gotosocial.federation.gate import Sender
from gotosocial.handlers.shared.access import Access
from gotosocial.models.account import Account
from gotosocial.models.rules.visibility import Seen, may_see_status
from gotosocial.models.viewer import FollowSwitches, Viewer
from gotosocial.util.domains import host_of

NOBODY = "-"
"""The id of an account that is not known here; an empty one stands for "none" in statuses."""
_MOST_NAMED = 20
"""How many mentioned accounts of the reader's host are asked on whose behalf it may read."""


@attrs.frozen(kw_only=True)
class Visitor:
    """Who reads: the relations of the signer (None: nobody signed) and ``https://host`` of its server."""

    viewer: Viewer | None
    origin: str = ""

    @property
    def is_signed(self) -> bool:
        """Whether somebody vouches for the request."""
        return self.viewer is not None

    def is_cut_from(self, account_id: str) -> bool:
        """Tell whether a block stands between the signer and the account."""
        return self.viewer is not None and self.viewer.is_cut_from(account_id)


STRANGER = Visitor(viewer=None)
"""Somebody who does not sign."""


@attrs.frozen
class Readership:
    """Decides what a visitor may read."""

    access: Access

    async def visitor(self, sender: Sender | None) -> Visitor:
        """Return who reads; an actor that is not known here is a stranger who signs."""
        if sender is None:
            return STRANGER
        account = await self.access.known.find_by_uri(sender.actor_uri)
        viewer = await self.access.viewer(account.id) if account else Viewer(account_id=NOBODY)
        parts = urlsplit(sender.actor_uri)
        return Visitor(viewer=viewer, origin=f"{parts.scheme}://{parts.netloc}")

    def refuse_blocked(self, visitor: Visitor, account: Account) -> None:
        """Raise NotAllowed where a block stands between the signer and the account."""
        if visitor.is_cut_from(account.id):
            raise NotAllowed("this account is not shown to you")

    async def visible(self, ids: Sequence[str], visitor: Visitor) -> list[Seen]:
        """Return those of the statuses that the visitor may read, in the given order."""
        found = await self.access.seen(ids, visitor.viewer)
        found = [seen for seen in found if seen.status.is_federated]
        shown = {seen.status.id for seen in found if may_see_status(seen, visitor.viewer)}
        hidden = [one for one in found if one.status.id not in shown and not _is_cut(visitor, one)]
        if visitor.origin and hidden:
            shown |= await self._shown_to_host(hidden, visitor.origin)
        return [seen for seen in found if seen.status.id in shown]

    async def _shown_to_host(self, hidden: Sequence[Seen], origin: str) -> set[str]:
        authors = [seen.author.id for seen in hidden]
        followed = await self.access.db.follower_hosts.followed(authors, origin)
        anybody = Viewer(account_id=NOBODY, following=dict.fromkeys(followed, FollowSwitches()))
        readers = [anybody, *await self._named_there(hidden, origin)]
        return {
            seen.status.id
            for seen in hidden
            for reader in readers
            if may_see_status(_as_followed(seen, followed), reader)
        }

    async def _named_there(self, hidden: Sequence[Seen], origin: str) -> list[Viewer]:
        named = await self.access.accounts({one for seen in hidden for one in _named_in(seen)})
        host = host_of(origin)
        there = [one for one in named.values() if host_of(one.uri) == host and not one.is_suspended]
        return list((await self.access.viewers(one.id for one in there[:_MOST_NAMED])).values())


def _named_in(seen: Seen) -> Iterable[str]:
    status = seen.status
    answered = (status.in_reply_to_account_id, status.boost_of_account_id)
    return (*status.mentioned_ids, *(one for one in answered if one))


def _is_cut(visitor: Visitor, seen: Seen) -> bool:
    return visitor.is_cut_from(seen.author.id)


def _as_followed(seen: Seen, followed: Mapping[str, bool]) -> Seen:
    return attrs.evolve(seen, follows_viewer=followed.get(seen.author.id, False))
