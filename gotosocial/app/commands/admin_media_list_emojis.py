"""``gotosocial admin media list-emojis``: prints where the pictures of emojis lie (row CL-13)."""

from collections.abc import Sequence
from typing import ClassVar

import attrs

from gotosocial.app.commands.media_command import PathCommand
from gotosocial.app.instance import Instance
from gotosocial.models.kept_file import KeptFile

_PART = 500


@attrs.frozen
class AdminMediaListEmojis(PathCommand):
    """Prints a path a line: moving and still pictures."""

    words: ClassVar = ("admin", "media", "list-emojis")
    help: ClassVar = "Print the paths of all custom emojis that are here."

    async def part(self, instance: Instance, after: str) -> Sequence[KeptFile]:
        """Return some of them."""
        return await instance.cellar.db.kept_files.list_emojis(after, _PART)
