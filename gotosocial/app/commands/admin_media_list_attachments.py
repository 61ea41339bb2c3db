"""``gotosocial admin media list-attachments``: prints where attachments and avatars lie (row CL-13)."""

from collections.abc import Sequence
from typing import ClassVar

import attrs

from gotosocial.app.commands.media_command import PathCommand
from gotosocial.app.instance import Instance
from gotosocial.models.kept_file import KeptFile

_PART = 500


@attrs.frozen
class AdminMediaListAttachments(PathCommand):
    """Prints a path a line."""

    words: ClassVar = ("admin", "media", "list-attachments")
    help: ClassVar = "Print the paths of all attachments, avatars and headers that are here."

    async def part(self, instance: Instance, after: str) -> Sequence[KeptFile]:
        """Return some of them."""
        return await instance.cellar.db.kept_files.list_media(after, _PART)
