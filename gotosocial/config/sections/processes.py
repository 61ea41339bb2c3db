"""What this process does, where several serve one instance."""

import attrs

from gotosocial.config.kinds import Words
from gotosocial.config.options import option

ROLES = ("client", "federation_receiver", "federation_sender", "media", "background")
"""Every role that a process can have; ``app/roles.py`` says what each of them means."""


@attrs.frozen(kw_only=True)
class Processes:
    """What this process does, where several serve one instance."""

    roles: tuple[str, ...] = option(
        "roles",
        Words(allowed=ROLES),
        list(ROLES),
        "What this process does: apps and pages; what other servers ask and send; what is sent to them; "
        "uploads, and work on media; all other jobs. Fewer than all need PostgreSQL.",
        example=["media"],
    )
