"""``gotosocial admin media move``: brings every file from the folder into the bucket, or back."""

from pathlib import Path
from typing import ClassVar

import attrs

from gotosocial.app.build import lay_foundations
from gotosocial.app.commands.command import Command
from gotosocial.app.commands.media_command import ONLY_COUNTED, counted
from gotosocial.app.media_store import open_blobs
from gotosocial.config.config import Config
from gotosocial.config.sections.command_line import Arguments
from gotosocial.errors import Misconfigured
from gotosocial.handlers.housekeeping.move_blobs import BlobMover, Moved
from gotosocial.util.temporary import TemporaryFolder

_EVERY = 1_000


@attrs.frozen
class AdminMediaMove(Command):
    """Moves files; it needs no database, and both stores in the configuration."""

    words: ClassVar = ("admin", "media", "move")
    help: ClassVar = "Move all media from the folder into the bucket, or back; may be stopped and repeated."
    takes: ClassVar = ("to", "keep", "dry-run")
    needs: ClassVar = ("to",)

    async def run(self, config: Config, arguments: Arguments) -> int:
        """Move, and say how much."""
        _check(config)
        base = lay_foundations(config, self.process.reactor)
        try:
            mover = BlobMover(
                source=open_blobs(base, "s3" if arguments.to == "local" else "local"),
                target=open_blobs(base, arguments.to),
                folder=TemporaryFolder(Path(config.storage.local_base_path) / "tmp"),
                keeps=arguments.keep,
                told=_Progress(self).tell,
            )
            for store in (mover.source, mover.target):
                await store.start()
            await base.files.run(mover.folder.sweep)
            self._say(await mover.move(is_dry=arguments.dry_run), arguments)
        finally:
            base.files.stop()
        return 0

    def _say(self, moved: Moved, arguments: Arguments) -> None:
        self.process.say(counted("copied" if arguments.keep else "moved", moved.copied))
        self.process.say(counted("there already", moved.known))
        if arguments.dry_run:
            self.process.say(ONLY_COUNTED)


@attrs.define
class _Progress:
    """Says now and then how far it is."""

    command: Command
    _next: int = _EVERY

    def tell(self, moved: Moved) -> None:
        """Say it, unless that was said a short while ago."""
        if moved.copied.files >= self._next:
            self._next = moved.copied.files + _EVERY
            self.command.process.say(counted("so far", moved.copied))


def _check(config: Config) -> None:
    storage = config.storage
    wanted = {
        "storage-local-base-path": storage.local_base_path,
        "storage-s3-endpoint": storage.s3_endpoint,
        "storage-s3-bucket": storage.s3_bucket,
    }
    missing = [key for key, value in wanted.items() if not value]
    if missing:
        raise Misconfigured(f"both stores must be configured; {' and '.join(missing)} is not set")
