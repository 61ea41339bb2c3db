"""``gotosocial admin media prune all``: everything that the scheduled cleaning does, at once."""

from collections.abc import Sequence
from typing import ClassVar

import attrs

from gotosocial.app.commands.media_command import PruneCommand, counted
from gotosocial.handlers.housekeeping.clean_media import MediaCleaner


@attrs.frozen
class AdminMediaPruneAll(PruneCommand):
    """Removes what is too old, too much, unused or without a row."""

    words: ClassVar = ("admin", "media", "prune", "all")
    help: ClassVar = "Remove old files of other servers, what nothing uses, and files without a row."

    async def prune(self, cleaner: MediaCleaner, *, is_dry: bool) -> Sequence[str]:
        """Clean everything."""
        cleaned = await cleaner.clean(is_dry=is_dry)
        return [
            counted("of other servers, fetched again when wanted", cleaned.remote),
            counted("that nothing uses", cleaned.unused),
            counted("files without a row", cleaned.orphans.files),
            f"rows without their file: {cleaned.orphans.lost}",
        ]
