"""What an admin says about domains."""

from typing import Self

import attrs

from gotosocial.errors import Refused
from gotosocial.mastodon.forms.reading import refuse, required_text, text_up_to
from gotosocial.models.domain_wish import DomainWish
from gotosocial.models.fields import Fields

DOMAIN_LENGTH = 255
COMMENT_LENGTH = 5000


@attrs.frozen(kw_only=True)
class NewDomainPermissionForm:
    """A domain to block or to allow. Mastodon's lesser severities do not exist here."""

    wish: DomainWish

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form."""
        refuse(fields, **dict.fromkeys(("import", "domains"), "lists cannot be imported yet"))
        if fields.text("severity", "suspend") not in ("", "suspend"):
            raise Refused("severity: a blocked domain is always suspended")
        domain = required_text(fields, "domain", DOMAIN_LENGTH)
        return cls(wish=attrs.evolve(_read(fields), domain=domain))


@attrs.frozen(kw_only=True)
class DomainPermissionForm:
    """Changes of a block or an allow; the domain itself cannot change."""

    wish: DomainWish

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form."""
        return cls(wish=_read(fields))


@attrs.frozen(kw_only=True)
class DomainForm:
    """A domain alone."""

    domain: str

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form."""
        return cls(domain=required_text(fields, "domain", DOMAIN_LENGTH))


@attrs.frozen(kw_only=True)
class ExportForm:
    """Whether only that is wanted which others may import."""

    is_export: bool = False

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form."""
        return cls(is_export=fields.flag("export", default=False))


def _read(fields: Fields) -> DomainWish:
    public = text_up_to(fields, "public_comment", COMMENT_LENGTH) if fields.has("public_comment") else None
    private = text_up_to(fields, "private_comment", COMMENT_LENGTH) if fields.has("private_comment") else None
    return DomainWish(
        public_comment=public, private_comment=private, is_obfuscated=fields.maybe_flag("obfuscate")
    )
