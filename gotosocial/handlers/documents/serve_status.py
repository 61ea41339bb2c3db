"""The documents of statuses and boosts, and what is left of deleted ones (rows Z-18, U-15)."""

import attrs

from gotosocial.activitypub.write.context import Document
from gotosocial.activitypub.write.delete import write_tombstone
from gotosocial.errors import NotFound, Unauthorized
from gotosocial.handlers.documents.read_as import Readership, Visitor
from gotosocial.handlers.shared.documents import Documents
from gotosocial.models.rules.visibility import Seen


@attrs.frozen
class StatusDocuments:
    """Serves local statuses to whoever may read them."""

    readership: Readership
    documents: Documents

    async def status(self, username: str, status_id: str, visitor: Visitor) -> Document:
        """Return the Note, Question or Announce, or the Tombstone of what was deleted.

        Raises what ``find`` raises.
        """
        try:
            return await self.documents.of(await self.find(username, status_id, visitor))
        except (NotFound, Unauthorized):
            uri = self.documents.addresses.status(username.lower(), status_id)
            deleted_at = await self.readership.access.db.tombstones.find(uri)
            if deleted_at is None:
                raise
            return write_tombstone(uri, deleted_at)

    async def find(self, username: str, status_id: str, visitor: Visitor) -> Seen:
        """Return a local status by its author's name.

        Raises NotFound, NotAllowed where a block stands between, and Unauthorized where nobody signed:
        a signature might help, and nothing is said about whether there is such a status.
        """
        author = await self.readership.access.known.find_local(username)
        if author is not None:
            # Whatever they ask for: who is blocked does not learn what there is.
            self.readership.refuse_blocked(visitor, author)
        found = await self.readership.access.seen((status_id,), visitor.viewer)
        if author is not None and found and found[0].author.id == author.id:
            visible = await self.readership.visible((status_id,), visitor)
            if visible:
                return visible[0]
        if not visitor.is_signed:
            raise Unauthorized("sign the request to read this")
        raise NotFound("there is no such status here")
