"""What the author of a status typed (row S-19)."""

import orjson

from gotosocial.models.status import Status


def status_source_json(status: Status) -> bytes:
    """Return a StatusSource."""
    return orjson.dumps(
        {
            "id": status.id,
            "text": status.text,
            "spoiler_text": status.spoiler_text,
            "content_type": status.content_type,
        }
    )
