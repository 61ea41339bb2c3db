"""Which deliveries an admin asks for, or decides about."""

from typing import Self

import attrs

from gotosocial.errors import Invalid
from gotosocial.mastodon.forms.reading import choice, text_up_to
from gotosocial.models.delivery import DeliveryState
from gotosocial.models.fields import Fields

_LONGEST = 2048
_LARGEST_ID = 2**63 - 1


@attrs.frozen(kw_only=True)
class DeliveriesForm:
    """Deliveries by status (its id, or the URI of what was told of), destination and state."""

    status: str = ""
    destination: str = ""
    state: str = ""
    max_id: int = 0
    since_id: int = 0
    min_id: int = 0

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read what was chosen; nothing chosen means everything."""
        return cls(
            status=text_up_to(fields, "status_id", _LONGEST).strip(),
            destination=text_up_to(fields, "destination", _LONGEST).strip().lower(),
            state=choice(fields, "state", [state.value for state in DeliveryState]),
            max_id=_cursor(fields, "max_id"),
            since_id=_cursor(fields, "since_id"),
            min_id=_cursor(fields, "min_id"),
        )


def delivery_id(text: str) -> int:
    """Return the number that a delivery has; raise Invalid where the text is none."""
    if not (text.isascii() and text.isdecimal() and len(text) < 20 and 0 < int(text) <= _LARGEST_ID):
        raise Invalid("this is not the id of a delivery")
    return int(text)


def _cursor(fields: Fields, key: str) -> int:
    text = fields.text(key)
    return delivery_id(text) if text else 0
