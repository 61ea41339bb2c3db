"""What a file is, is told by its bytes alone."""

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gotosocial.errors import Refused
from gotosocial.media.probe import HEAD_SIZE, Sniffed, sniff
from gotosocial.models.media_formats import KINDS, READ_TYPES
from tests.support import pictures


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (pictures.plain_jpeg(8, 8), "jpeg"),
        (pictures.png(8, 8), "png"),
        (pictures.apng(2), "png"),
        (pictures.gif(1), "gif"),
        (pictures.webp(8, 8), "webp"),
        (pictures.avif(8, 8), "avif"),
        (pictures.heic(64, 64), "heic"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", "avif"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1heicmiaf", "heic"),
    ],
)
def test_pictures_are_known_by_their_first_bytes(head: bytes, name: str) -> None:
    assert sniff(head[:HEAD_SIZE]) == Sniffed(name, "picture")


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41", "mov"),
        (b"\0\0\0\x14ftypqt  \0\0\2\0qt  ", "mov"),
        (b"\0\0\0\x08wide\0\0\1\0mdat", "mov"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01", "matroska"),
        (b"OggS\0\2", "ogg"),
        (b"ID3\x04\0\0\0\0\x01\x0e", "mp3"),
        (b"\xff\xfb\x90\x64", "mp3"),
        (b"\xff\xfd\x90\x04", "mp3"),
        (b"\xff\xf1\x50\x80", "aac"),
        (b"fLaC\0\0\0\x22", "flac"),
        (b"RIFF\0\0\0\0WAVEfmt ", "wav"),
        (b"RIFF\0\0\0\0AVI LIST", "avi"),
        (b"\0\0\1\xba!", "mpeg"),
        (bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"), "asf"),
    ],
)
def test_films_and_sounds_are_known_by_their_first_bytes(head: bytes, name: str) -> None:
    assert sniff(head) == Sniffed(name, "film")


@pytest.mark.parametrize(
    ("head", "why"),
    [
        (b"", "empty"),
        (pictures.SVG, "SVG"),
        (b"\xef\xbb\xbf  <svg xmlns=''>", "SVG"),
        (b"<!DOCTYPE html><script>", "SVG"),
        (b"#EXTM3U\n#EXT-X-TARGETDURATION:10\nfile:///etc/passwd", "playlists"),
        (b"ffconcat version 1.0\nfile /etc/passwd", "playlists"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1jpeg", "neither"),
        (b"GIF88a", "neither"),
        (b"RIFF\0\0\0\0sfbk", "neither"),
        (b"MZ\x90\0", "neither"),
        (b"\xff\xfe\x00\x00", "neither"),
    ],
)
def test_anything_else_is_refused_with_the_reason(head: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        sniff(head)
    assert "can be uploaded" in refused.value.public


MAGIC = [
    *(b"", b"\xff\xd8\xff", b"RIFF\0\0\0\0", b"\0\0\0\x20ftyp", b"\xff"),
    *(b"ID3", b"\0\0\1\xba", b"\x1aE\xdf"),
]


@given(st.sampled_from(MAGIC), st.binary(max_size=64))
@example(b"\0\0\0\0ftyp", b"")
def test_any_bytes_are_known_or_refused(start: bytes, rest: bytes) -> None:
    with suppress(Refused):
        assert sniff(start + rest).family in ("picture", "film")


def test_what_comes_out_may_come_in_again() -> None:
    assert {one.content_type for formats in KINDS.values() for one in formats.values()} <= set(READ_TYPES)


@pytest.mark.parametrize(
    ("brand", "content_type"), [(b"3gp4", "video/3gpp"), (b"3g2a", "video/3gpp2"), (b"M4V ", "video/x-m4v")]
)
def test_what_phones_call_their_films_is_read_and_listed(brand: bytes, content_type: str) -> None:
    assert sniff(b"\0\0\0\x18ftyp" + brand + bytes(12)) == Sniffed("mov", "film")
    assert content_type in READ_TYPES
