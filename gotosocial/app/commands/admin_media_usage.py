"""``gotosocial admin media usage``: says how much room media take, by domain and kind."""

from typing import ClassVar

import attrs

from gotosocial.app.commands.admin_account_list import table
from gotosocial.app.commands.media_command import MediaCommand, in_words
from gotosocial.app.instance import Instance
from gotosocial.config.sections.command_line import Arguments
from gotosocial.handlers.housekeeping.count_usage import UsageCounter
from gotosocial.models.kept_file import FileKind

_HEAD = ("from", "attachments", "avatars", "headers", "emojis", "files", "room")
_KINDS: tuple[FileKind, ...] = ("attachment", "avatar", "header", "emoji")


@attrs.frozen
class AdminMediaUsage(MediaCommand):
    """Prints a table, the domain with most first."""

    words: ClassVar = ("admin", "media", "usage")
    help: ClassVar = "Print how much room media take, by domain and kind."
    takes: ClassVar = ("limit",)

    async def decide(self, instance: Instance, arguments: Arguments) -> str:
        """Return the table; nothing is changed."""
        report = await UsageCounter(instance.cellar.db).count()
        rows = [
            (
                one.domain or "here",
                *(in_words(one.sizes.get(kind, 0)) for kind in _KINDS),
                str(one.files),
                in_words(one.size),
            )
            for one in report.domains[: arguments.limit]
        ]
        most = instance.base.config.media.cache_max_size
        allowed = f" of {in_words(most)}" if most else ""
        shown = (in_words(report.remote), in_words(report.local))
        total = f"media of other servers: {shown[0]}{allowed}; of this one: {shown[1]}"
        return f"{table([_HEAD, *rows])}\n\n{total}" if rows else total
