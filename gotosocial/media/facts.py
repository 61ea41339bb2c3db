"""What is known about a picture once it was worked on, with the two files that came out of it."""

import attrs


@attrs.frozen(kw_only=True)
class PictureFacts:
    """A clean picture and its thumbnail in temporary files, until somebody stores them.

    Sizes in pixels are those a viewer sees (orientation applied), other sizes are bytes. Extensions come
    without a dot.
    """

    content_type: str
    extension: str
    width: int
    height: int
    size: int
    small_content_type: str
    small_extension: str
    small_width: int
    small_height: int
    small_size: int
    blurhash: str
    original_path: str
    small_path: str
