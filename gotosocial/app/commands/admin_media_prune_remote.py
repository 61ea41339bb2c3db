"""``gotosocial admin media prune remote``: removes old files of other servers, and what nothing uses."""

from collections.abc import Sequence
from typing import ClassVar

import attrs

from gotosocial.app.commands.media_command import PruneCommand, counted
from gotosocial.handlers.housekeeping.clean_media import MediaCleaner


@attrs.frozen
class AdminMediaPruneRemote(PruneCommand):
    """Keeps the bounds that the configuration sets: days, and room."""

    words: ClassVar = ("admin", "media", "prune", "remote")
    help: ClassVar = "Remove files of other servers that are too old or too much, and what nothing uses."

    async def prune(self, cleaner: MediaCleaner, *, is_dry: bool) -> Sequence[str]:
        """Clean by age and room, and what nothing uses."""
        return [
            counted("of other servers, fetched again when wanted", await cleaner.trim(is_dry=is_dry)),
            counted("that nothing uses", await cleaner.unneeded(is_dry=is_dry)),
        ]
