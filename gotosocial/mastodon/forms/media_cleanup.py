"""What admins say when media are to be cleaned or fetched again."""

from typing import Self

import attrs

from gotosocial.mastodon.forms.reading import text_up_to
from gotosocial.models.fields import Fields

_DOMAIN_LENGTH = 255


@attrs.frozen(kw_only=True)
class MediaCleanupForm:
    """POST /api/v1/admin/media_cleanup; None for the configured days."""

    days: int | None

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form."""
        return cls(days=fields.maybe_number("remote_cache_days"))


@attrs.frozen(kw_only=True)
class MediaRefetchForm:
    """POST /api/v1/admin/media_refetch; an empty domain stands for all."""

    domain: str

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form."""
        return cls(domain=text_up_to(fields, "domain", _DOMAIN_LENGTH))
