"""What somebody sends to change the password (row AU-15)."""

from typing import Self

import attrs

from gotosocial.errors import Invalid
from gotosocial.models.fields import Fields


@attrs.frozen(kw_only=True)
class PasswordChangeForm:
    """The old and the new password; how strong the new one is gets checked where it is used."""

    old: str = attrs.field(repr=False)
    new: str = attrs.field(repr=False)

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read both, which must be there."""
        old, new = fields.text("old_password"), fields.text("new_password")
        if not old:
            raise Invalid("old_password is missing")
        if not new:
            raise Invalid("new_password is missing")
        return cls(old=old, new=new)
