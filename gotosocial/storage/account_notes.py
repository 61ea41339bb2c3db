"""Private notes that accounts keep about others."""

import attrs

from gotosocial.storage.database import Querier

_PUT = """
INSERT INTO account_notes (account_id, target_id, comment) VALUES (:account_id, :target_id, :comment)
ON CONFLICT (account_id, target_id) DO UPDATE SET comment = :comment"""


@attrs.frozen
class AccountNotes:
    """Notes by writer and target; ``viewers.py`` reads them for relationships."""

    querier: Querier

    async def find(self, account_id: str, target_id: str) -> str:
        """Return the note, or an empty text."""
        found = await self.querier.value(
            "SELECT comment FROM account_notes WHERE account_id = :account_id AND target_id = :target_id",
            account_id=account_id,
            target_id=target_id,
        )
        return found or ""

    async def put(self, account_id: str, target_id: str, comment: str) -> None:
        """Keep the note; an empty one is removed."""
        self.querier.tell("viewer", account_id)
        if comment:
            await self.querier.run(_PUT, account_id=account_id, target_id=target_id, comment=comment)
            return
        await self.querier.run(
            "DELETE FROM account_notes WHERE account_id = :account_id AND target_id = :target_id",
            account_id=account_id,
            target_id=target_id,
        )
