"""The rules of the instance, in the order in which they are shown."""

from collections.abc import Sequence

import attrs

from gotosocial.models.instance import Rule
from gotosocial.storage.database import Querier


@attrs.frozen
class Rules:
    """The rules that hold; deleted ones stay as rows for the reports that name them."""

    querier: Querier

    async def list(self) -> Sequence[Rule]:
        """Return the rules that hold, in their order."""
        rows = await self.querier.all(
            "SELECT id, text, position FROM rules WHERE NOT is_deleted ORDER BY position, id LIMIT 200"
        )
        return [Rule(id=row["id"], text=row["text"], position=row["position"]) for row in rows]

    async def insert(self, rule: Rule) -> None:
        """Add a rule."""
        await self.querier.run(
            "INSERT INTO rules (id, text, position) VALUES (:id, :text, :position)",
            id=rule.id,
            text=rule.text,
            position=rule.position,
        )
        self.querier.tell("instance", "")

    async def update(self, rule: Rule) -> None:
        """Change a rule's text and place."""
        await self.querier.run(
            "UPDATE rules SET text = :text, position = :position WHERE id = :id",
            id=rule.id,
            text=rule.text,
            position=rule.position,
        )
        self.querier.tell("instance", "")

    async def delete(self, rule_id: str) -> None:
        """Take a rule out of force."""
        await self.querier.run("UPDATE rules SET is_deleted = TRUE WHERE id = :id", id=rule_id)
        self.querier.tell("instance", "")
