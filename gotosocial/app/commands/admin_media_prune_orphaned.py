"""``gotosocial admin media prune orphaned``: removes files that no row names."""

from collections.abc import Sequence
from typing import ClassVar

import attrs

from gotosocial.app.commands.media_command import PruneCommand, counted
from gotosocial.handlers.housekeeping.clean_media import MediaCleaner


@attrs.frozen
class AdminMediaPruneOrphaned(PruneCommand):
    """Compares rows and files; young files are left alone, so that a server may run meanwhile."""

    words: ClassVar = ("admin", "media", "prune", "orphaned")
    help: ClassVar = "Remove files that no row names, and note which rows have lost their file."

    async def prune(self, cleaner: MediaCleaner, *, is_dry: bool) -> Sequence[str]:
        """Clean orphans."""
        orphans = await cleaner.orphans.sweep(is_dry=is_dry)
        return [
            counted("files without a row", orphans.files),
            f"rows without their file: {orphans.lost}",
        ]
