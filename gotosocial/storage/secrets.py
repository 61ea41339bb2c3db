"""Keys that the instance made for itself: cookies, web push."""

import attrs

from gotosocial.storage.database import Querier

_FIND = "SELECT value FROM secrets WHERE name = :name"


@attrs.frozen
class Secrets:
    """Secrets by name."""

    querier: Querier

    async def find(self, name: str) -> str | None:
        """Return the secret, or None."""
        value: str | None = await self.querier.value(_FIND, name=name)
        return value

    async def put_if_absent(self, name: str, value: str) -> str:
        """Keep the secret unless there is one, and return the one that is kept."""
        await self.querier.run(
            "INSERT INTO secrets (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING",
            name=name,
            value=value,
        )
        return str(await self.querier.value(_FIND, name=name))
