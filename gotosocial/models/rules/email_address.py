"""What counts as an email address here (rows A-01, WE-27)."""

import re

from gotosocial.errors import Invalid

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")


def checked_email(email: str) -> str:
    """Return the address as it is stored, in lower case, or raise Invalid."""
    if not _EMAIL.fullmatch(email):
        raise Invalid(f"{email[:100]!r} is not an email address")
    return email.lower()
