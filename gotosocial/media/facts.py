"""What is known about a file once it was worked on, with the files that came out of it."""

from typing import Literal

import attrs


@attrs.frozen(kw_only=True)
class MediaFacts:
    """A clean file and its thumbnail in temporary files, until somebody stores them.

    Sizes in pixels are those a viewer sees (orientation applied), other sizes are bytes; ``duration`` is in
    seconds, ``bit_rate`` in bits per second. Extensions come without a dot. Sounds have no thumbnail: then
    everything small is empty, ``small_path`` too.
    """

    kind: Literal["image", "gifv", "video", "audio"]
    content_type: str
    extension: str
    width: int
    height: int
    size: int
    duration: float
    frame_rate: float
    bit_rate: int
    small_content_type: str
    small_extension: str
    small_width: int
    small_height: int
    small_size: int
    blurhash: str
    original_path: str
    small_path: str
