"""The instance's own words: one row that admins edit while the server runs."""

from typing import Any

import attrs

from gotosocial.models.instance import InstanceTexts
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.statements import insert_into, update_of
from gotosocial.util.clock import from_millis, to_millis

_ROW_ID = "instance"
_COLUMNS = (
    *("title", "short_description", "short_description_text", "description", "description_text"),
    *("terms", "terms_text", "contact_email", "contact_account_id", "thumbnail_media_id", "custom_css"),
    "updated_at",
)
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM instance_texts WHERE id = :id"
_INSERT = f"{insert_into('instance_texts', ('id', *_COLUMNS))} ON CONFLICT (id) DO NOTHING"
_UPDATE = update_of("instance_texts", ("id", *_COLUMNS), "id")


@attrs.frozen
class InstanceTextsShelf:
    """The one row of texts."""

    querier: Querier

    async def get(self) -> InstanceTexts:
        """Return the texts; raise NotFound before the first start has written them."""
        return _texts_from_row(await self.querier.one(_SELECT, id=_ROW_ID))

    async def update(self, texts: InstanceTexts) -> None:
        """Replace the texts."""
        await self.querier.run(_UPDATE, **_columns_of_texts(texts))
        self.querier.tell("instance", "")

    async def insert_if_absent(self, texts: InstanceTexts) -> None:
        """Write the texts of a new instance, unless there are some."""
        await self.querier.run(_INSERT, **_columns_of_texts(texts))
        self.querier.tell("instance", "")


def _columns_of_texts(texts: InstanceTexts) -> dict[str, Any]:
    values = {column: getattr(texts, column) for column in _COLUMNS}
    values.update(id=_ROW_ID, updated_at=to_millis(texts.updated_at))
    return values


def _texts_from_row(row: Row) -> InstanceTexts:
    return InstanceTexts(
        title=row["title"],
        short_description=row["short_description"],
        short_description_text=row["short_description_text"],
        description=row["description"],
        description_text=row["description_text"],
        terms=row["terms"],
        terms_text=row["terms_text"],
        contact_email=row["contact_email"],
        contact_account_id=row["contact_account_id"],
        thumbnail_media_id=row["thumbnail_media_id"],
        custom_css=row["custom_css"],
        updated_at=from_millis(row["updated_at"]),
    )
