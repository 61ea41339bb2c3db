"""Whether a reply from elsewhere may stand under what it answers (rows V-11, V-19 to V-22)."""

import attrs

from gotosocial.activitypub.note import RemoteNote
from gotosocial.errors import NotAllowed
from gotosocial.handlers.shared.access import Access
from gotosocial.models.account import Account
from gotosocial.models.rules.interaction import Permission, asker_of, may_reply


@attrs.frozen(kw_only=True)
class Permit:
    """How a reply enters: at once, or pending until the author of its parent decides."""

    is_pending: bool = False
    approved_by_uri: str = ""


@attrs.frozen
class ReplyPermits:
    """Asks the policy of the parent."""

    access: Access

    async def find(self, note: RemoteNote, author: Account) -> Permit:
        """Return how the reply enters, or raise NotAllowed."""
        parent = (
            await self.access.db.statuses.find_by_uri(note.in_reply_to_uri) if note.in_reply_to_uri else None
        )
        if parent is None or not parent.is_local:
            return Permit(approved_by_uri=note.approved_by_uri)
        viewer = await self.access.viewer(author.id)
        seen = await self.access.status(parent.id, viewer)
        if may_reply(seen.status, asker_of(author.id, author.uri, viewer, seen)) is not Permission.ALWAYS:
            raise NotAllowed("the author of that status does not allow this reply")
        return Permit()
