"""What belongs to single commands and not to the configuration file."""

import attrs

from gotosocial.config.kinds import Flag, Text, Whole
from gotosocial.config.options import option


@attrs.frozen(kw_only=True)
class Arguments:
    """The arguments of a command; each command names those that it takes."""

    username: str = option("username", Text(), "", "Name of the local account.", example="alice")
    email: str = option("email", Text(), "", "Mail address of the person.", example="alice@example.org")
    password: str = option("password", Text(), "", "Password to set.", secret=True)
    domain: str = option("domain", Text(), "", "Name of another server.", example="bad.example")
    public_comment: str = option("public-comment", Text(), "", "Reason that everybody may read.")
    private_comment: str = option("private-comment", Text(), "", "Reason for admins only.")
    path: str = option("path", Text(), "", "File to write or to read.", example="export.jsonl")
    dry_run: bool = option(
        "dry-run", Flag(), True, "Only tell what would be removed; --dry-run=false really removes it."
    )
    local_only: bool = option("local-only", Flag(), False, "Only media that were uploaded here.")
    remote_only: bool = option("remote-only", Flag(), False, "Only media of other servers.")
    to: str = option("to", Text(allowed=("", "local", "s3")), "", "Where media are moved to.", example="s3")
    keep: bool = option("keep", Flag(), False, "Copy, and leave the files where they are as well.")
    delivery: int = option("delivery", Whole(least=0), 0, "Number of one delivery, as the list shows it.")
    status: str = option(
        "status", Text(), "", "Deliveries about a post: its id, or its address in ActivityPub (its URI)."
    )
    destination: str = option(
        "destination", Text(), "", "Deliveries to this server.", example="social.example.org"
    )
    state: str = option(
        "state",
        Text(allowed=("", "waiting", "delivered", "gone", "failed", "dropped")),
        "",
        "Only deliveries that have come so far.",
    )
    limit: int = option("limit", Whole(least=1, most=10_000), 40, "How many are listed at most.")
    skip_db_setup: bool = option("skip-db-setup", Flag(), False, "Do not fill the database of the test rig.")
    skip_db_teardown: bool = option("skip-db-teardown", Flag(), False, "Keep the database of the test rig.")
