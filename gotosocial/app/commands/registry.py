"""All commands of the command line, and finding one by its words."""

from collections.abc import Sequence
from difflib import get_close_matches

from gotosocial.app.commands.admin_account_confirm import AdminAccountConfirm
from gotosocial.app.commands.admin_account_create import AdminAccountCreate
from gotosocial.app.commands.admin_account_demote import AdminAccountDemote
from gotosocial.app.commands.admin_account_disable import AdminAccountDisable
from gotosocial.app.commands.admin_account_disable_2fa import AdminAccountDisable2fa
from gotosocial.app.commands.admin_account_enable import AdminAccountEnable
from gotosocial.app.commands.admin_account_list import AdminAccountList
from gotosocial.app.commands.admin_account_password import AdminAccountPassword
from gotosocial.app.commands.admin_account_promote import AdminAccountPromote
from gotosocial.app.commands.admin_deliveries_drop import AdminDeliveriesDrop
from gotosocial.app.commands.admin_deliveries_list import AdminDeliveriesList
from gotosocial.app.commands.admin_deliveries_retry import AdminDeliveriesRetry
from gotosocial.app.commands.admin_domain_blocks_add import AdminDomainBlocksAdd
from gotosocial.app.commands.admin_domain_blocks_list import AdminDomainBlocksList
from gotosocial.app.commands.admin_domain_blocks_remove import AdminDomainBlocksRemove
from gotosocial.app.commands.admin_media_list_attachments import AdminMediaListAttachments
from gotosocial.app.commands.admin_media_list_emojis import AdminMediaListEmojis
from gotosocial.app.commands.admin_media_move import AdminMediaMove
from gotosocial.app.commands.admin_media_prune_all import AdminMediaPruneAll
from gotosocial.app.commands.admin_media_prune_orphaned import AdminMediaPruneOrphaned
from gotosocial.app.commands.admin_media_prune_remote import AdminMediaPruneRemote
from gotosocial.app.commands.admin_media_usage import AdminMediaUsage
from gotosocial.app.commands.command import Command
from gotosocial.app.commands.debug_config import DebugConfig
from gotosocial.app.commands.migrations_run import MigrationsRun
from gotosocial.app.commands.server_maintenance import ServerMaintenance
from gotosocial.app.commands.server_start import ServerStart
from gotosocial.errors import Misconfigured

COMMANDS: tuple[type[Command], ...] = (
    ServerStart,
    ServerMaintenance,
    MigrationsRun,
    AdminAccountCreate,
    AdminAccountList,
    AdminAccountConfirm,
    AdminAccountPromote,
    AdminAccountDemote,
    AdminAccountDisable,
    AdminAccountEnable,
    AdminAccountPassword,
    AdminAccountDisable2fa,
    AdminDomainBlocksList,
    AdminDomainBlocksAdd,
    AdminDomainBlocksRemove,
    AdminDeliveriesList,
    AdminDeliveriesRetry,
    AdminDeliveriesDrop,
    AdminMediaUsage,
    AdminMediaListAttachments,
    AdminMediaListEmojis,
    AdminMediaPruneAll,
    AdminMediaPruneOrphaned,
    AdminMediaPruneRemote,
    AdminMediaMove,
    DebugConfig,
)
"""Every command, in the order in which help shows them."""


def find(words: Sequence[str]) -> type[Command]:
    """Return the command with these words, or say which one may have been meant."""
    for command in COMMANDS:
        if command.words == tuple(words):
            return command
    given = " ".join(words)
    if below(words):
        ask = f"{given} needs one more word" if given else "which command?"
        raise Misconfigured(f"{ask}; see: gotosocial {given} --help".replace("  ", " "))
    close = get_close_matches(given, [" ".join(command.words) for command in COMMANDS], n=1, cutoff=0.6)
    hint = f", did you mean {close[0]}?" if close else "; see: gotosocial --help"
    raise Misconfigured(f"there is no command {given}{hint}")


def below(words: Sequence[str]) -> list[type[Command]]:
    """Return the commands that begin with these words."""
    return [command for command in COMMANDS if command.words[: len(words)] == tuple(words)]
