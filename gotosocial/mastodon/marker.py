"""How far somebody has read, as the client API shows it (row T-13)."""

from collections.abc import Iterable

import orjson

from gotosocial.models.marker import Marker
from gotosocial.util.clock import iso


def markers_json(markers: Iterable[Marker]) -> bytes:
    """Return Markers: one Marker under the name of each timeline that has one."""
    return orjson.dumps(
        {
            marker.timeline: {
                "last_read_id": marker.last_read_id,
                "updated_at": iso(marker.updated_at),
                "version": marker.version,
            }
            for marker in markers
        }
    )
