"""What a file is, is told by its bytes alone."""

import pytest

from gotosocial.errors import Refused
from gotosocial.media.probe import CONTENT_TYPES, sniff
from tests.support import pictures


@pytest.mark.parametrize(
    ("picture", "content_type"),
    [
        (pictures.plain_jpeg(8, 8), "image/jpeg"),
        (pictures.png(8, 8), "image/png"),
        (pictures.apng(2), "image/png"),
        (pictures.gif(1), "image/gif"),
        (pictures.webp(8, 8), "image/webp"),
    ],
)
def test_pictures_are_known_by_their_first_bytes(picture: bytes, content_type: str) -> None:
    assert sniff(picture[:64]).content_type == content_type
    assert content_type in CONTENT_TYPES


@pytest.mark.parametrize(
    ("head", "why"),
    [
        (b"", "empty"),
        (pictures.SVG, "SVG"),
        (b"\xef\xbb\xbf  <svg xmlns=''>", "SVG"),
        (b"<!DOCTYPE html><script>", "SVG"),
        (b"\0\0\0\x20ftypavif", "AVIF"),
        (b"\0\0\0\x20ftypheic", "HEIC"),
        (b"\0\0\0\x20ftypisom", "films"),
        (b"ID3\x04", "films"),
        (b"RIFF\0\0\0\0WAVEfmt ", "films"),
        (b"GIF88a", "not a picture"),
        (b"MZ\x90\0", "not a picture"),
    ],
)
def test_anything_else_is_refused_with_the_reason(head: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        sniff(head)
    assert "JPEG, PNG, GIF and WebP" in refused.value.public
