"""What the commands of ``gotosocial admin media`` have in common: an open database and the files."""

import os
from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import attrs

from gotosocial.app.build import lay_foundations
from gotosocial.app.commands.command import Command
from gotosocial.app.instance import Instance
from gotosocial.app.media_works import clean_media
from gotosocial.app.opened import opened
from gotosocial.config.config import Config
from gotosocial.config.sections.command_line import Arguments
from gotosocial.errors import Misconfigured
from gotosocial.handlers.housekeeping.clean_media import MediaCleaner
from gotosocial.models.kept_file import KeptFile, Swept

ONLY_COUNTED = "nothing was changed; --dry-run=false really does it"
_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB")


@attrs.frozen
class MediaCommand(Command):
    """A command about media; a server may run beside it."""

    async def run(self, config: Config, arguments: Arguments) -> int:
        """Open the database and the store, do the deed and say what was done."""
        async with opened(lay_foundations(config, self.process.reactor)) as instance:
            await instance.cellar.blobs.start()
            self.process.say(await self.decide(instance, arguments))
        return 0

    @abstractmethod
    async def decide(self, instance: Instance, arguments: Arguments) -> str:
        """Do the deed; return the lines that say so."""


@attrs.frozen
class PruneCommand(MediaCommand):
    """A command that removes files, or only counts them."""

    takes: ClassVar[tuple[str, ...]] = ("dry-run",)

    async def decide(self, instance: Instance, arguments: Arguments) -> str:
        """Clean."""
        cleaner = clean_media(instance.base, instance.cellar)
        lines = await self.prune(cleaner, is_dry=arguments.dry_run)
        return "\n".join([*lines, *([ONLY_COUNTED] if arguments.dry_run else [])])

    @abstractmethod
    async def prune(self, cleaner: MediaCleaner, *, is_dry: bool) -> Sequence[str]:
        """Clean a part; return the lines that say what went or would go."""


@attrs.frozen
class PathCommand(MediaCommand):
    """A command that prints where files lie."""

    takes: ClassVar[tuple[str, ...]] = ("local-only", "remote-only")

    async def decide(self, instance: Instance, arguments: Arguments) -> str:
        """Return the paths of the files that are here, one a line."""
        storage = instance.base.config.storage
        if storage.backend != "local":
            raise Misconfigured("files in a bucket have no paths; storage-backend is not local")
        if arguments.local_only and arguments.remote_only:
            raise Misconfigured("--local-only and --remote-only exclude each other")
        root = _absolute(storage.local_base_path)
        wanted = {False} if arguments.local_only else {True} if arguments.remote_only else {True, False}
        after, lines = "", []
        while part := await self.part(instance, after):
            after = part[-1].id
            shown = [one for one in part if one.is_cached and one.can_return in wanted]
            lines += [f"{root}/{key}" for one in shown for key in one.keys]
        return "\n".join(lines)

    @abstractmethod
    async def part(self, instance: Instance, after: str) -> Sequence[KeptFile]:
        """Return some files with ids larger than ``after``; none at the end."""


def _absolute(folder: str) -> str:
    return os.path.abspath(folder)


def counted(what: str, swept: Swept) -> str:
    """Return a line that says how much went or would go."""
    return f"{what}: {swept.files} ({in_words(swept.size)})"


def in_words(size: int) -> str:
    """Return a number of bytes as people read it."""
    amount, unit = float(size), 0
    while amount >= 1024 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1024, unit + 1
    return f"{amount:.1f} {_UNITS[unit]}" if unit else f"{size} {_UNITS[0]}"
