"""Sending mail."""

import attrs

from gotosocial.config.kinds import Flag, Text, Whole
from gotosocial.config.options import option


@attrs.frozen(kw_only=True)
class Smtp:
    """The server that takes our mail."""

    host: str = option(
        "smtp-host",
        Text(),
        "",
        "Host name of the mail server; when empty, mails are written to the log.",
        example="smtp.example.org",
    )
    port: int = option("smtp-port", Whole(least=0, most=65535), 0, "Its port.", example=587)
    username: str = option("smtp-username", Text(), "", "User to sign in with; empty for none.")
    password: str = option("smtp-password", Text(), "", "Password to sign in with.", secret=True)
    from_address: str = option(
        "smtp-from", Text(), "", "Address from which mails come.", example="gotosocial@example.org"
    )
    disclose_recipients: bool = option(
        "smtp-disclose-recipients",
        Flag(),
        False,
        "A mail to several admins shows all their addresses to each.",
    )
