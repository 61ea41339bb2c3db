"""Metadata leaves, pixels stay: the strippers look at containers only."""

from contextlib import suppress
from io import BytesIO

import pytest
from PIL import Image

from gotosocial.errors import Refused
from gotosocial.media.job import Limits, MediaJob
from gotosocial.media.strip.exif import read_orientation, write_orientation
from gotosocial.media.strip.keep import Stripped
from gotosocial.media.worker import strip
from tests.support import pictures

LIMITS = Limits()
FULL_OF_METADATA = [
    ("jpeg", pictures.jpeg()),
    ("jpeg", pictures.jpeg(mode="L")),
    ("png", pictures.png()),
    ("gif", pictures.gif()),
    ("webp", pictures.webp()),
    ("webp", pictures.webp(lossless=True)),
    ("webp", pictures.animated_webp()),
    ("avif", pictures.avif()),
    ("avif", pictures.avif(mode="RGBA")),
    ("avif", pictures.animated_avif()),
    ("jpeg", pictures.polyglot()),
]


def stripped(format_name: str, picture: bytes, limits: Limits = LIMITS) -> tuple[bytes, Stripped]:
    found = strip(memoryview(picture), MediaJob(format_name, 512, limits))
    return b"".join(found.pieces), found


def pixels(picture: bytes) -> list[bytes]:
    with Image.open(BytesIO(picture)) as opened:
        frames = []
        for index in range(getattr(opened, "n_frames", 1)):
            opened.seek(index)
            frames.append(opened.convert("RGBA").tobytes())
        return frames


@pytest.mark.parametrize(("format_name", "picture"), FULL_OF_METADATA)
def test_no_secret_survives_and_no_pixel_changes(format_name: str, picture: bytes) -> None:
    assert any(secret in picture for secret in pictures.SECRETS)
    clean, _ = stripped(format_name, picture)
    assert [secret for secret in pictures.SECRETS if secret in clean] == []
    assert b"adobe" not in clean.lower()
    assert b"script" not in clean
    assert pixels(clean) == pixels(picture)


@pytest.mark.parametrize(("format_name", "picture"), FULL_OF_METADATA)
def test_a_clean_picture_is_not_changed_again(format_name: str, picture: bytes) -> None:
    once, _ = stripped(format_name, picture)
    assert stripped(format_name, once)[0] == once


@pytest.mark.parametrize("make", [pictures.jpeg, pictures.png, pictures.webp, pictures.avif])
def test_colour_profiles_stay(make: object) -> None:
    assert callable(make)
    picture = make()
    clean, _ = stripped(Image.open(BytesIO(picture)).format.lower(), picture)
    assert Image.open(BytesIO(clean)).info["icc_profile"] == pictures.srgb_profile()


@pytest.mark.parametrize("make", [pictures.jpeg, pictures.png, pictures.webp])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_stays_and_stands_alone(make: object, orientation: int) -> None:
    assert callable(make)
    picture = make(64, 48, orientation=orientation)
    clean, found = stripped(Image.open(BytesIO(picture)).format.lower(), picture)
    left = dict(Image.open(BytesIO(clean)).getexif())
    assert found.orientation == orientation
    assert left == ({} if orientation == 1 else {0x0112: orientation})


def test_adobes_colour_mark_and_the_jfif_head_stay() -> None:
    clean, _ = stripped("jpeg", pictures.cmyk_jpeg())
    assert b"Adobe" in clean
    plain, _ = stripped("jpeg", pictures.plain_jpeg(40, 30))
    assert plain[:11] == b"\xff\xd8\xff\xe0\x00\x10JFIF\0"


def test_a_thumbnail_within_jfif_goes() -> None:
    picture = pictures.plain_jpeg(40, 30)
    body = b"JFIF\0\1\1\0\0\1\0\1\1\1" + b"abc"
    fat = picture[:2] + b"\xff\xe0" + (len(body) + 2).to_bytes(2) + body + picture[20:]
    assert stripped("jpeg", fat)[0] == stripped("jpeg", picture)[0]


@pytest.mark.parametrize(
    ("options", "held"),
    [
        ({}, 0.0),
        ({"progressive": True}, 1.5),
        ({"progressive": True, "subsampling": 1}, 2.0),
        ({"progressive": True, "subsampling": 0}, 3.0),
    ],
)
def test_progressive_pictures_are_known_and_keep_all_scans(options: dict[str, object], held: float) -> None:
    picture = pictures.plain_jpeg(200, 150, **options)
    clean, found = stripped("jpeg", picture)
    assert found.held == held
    assert pixels(clean) == pixels(picture)


def test_restart_markers_and_fill_bytes_belong_to_the_picture() -> None:
    picture = pictures.plain_jpeg(200, 150, restart_marker_blocks=4)
    filled = picture[:2] + b"\xff\xff\xff" + picture[2:]
    assert b"\xff\xd0" in picture
    assert pixels(stripped("jpeg", filled)[0]) == pixels(picture)


@pytest.mark.parametrize("junk", [b"\0\0\0", b"\xff\x00", b"padding"])
@pytest.mark.parametrize("before", [b"\xff\xdb", b"\xff\xc0", b"\xff\xda"])
def test_what_cameras_leave_between_segments_is_skipped_as_decoders_do(junk: bytes, before: bytes) -> None:
    picture = pictures.plain_jpeg(200, 150)
    padded = picture.replace(before, junk + before, 1)
    assert pixels(padded) == pixels(picture)
    assert stripped("jpeg", padded)[0] == picture


def test_nothing_hides_behind_adobes_colour_mark() -> None:
    picture = pictures.cmyk_jpeg()
    at = picture.index(b"\xff\xee\x00\x0eAdobe")
    longer = (14 + 9).to_bytes(2) + picture[at + 4 : at + 16] + b"HIDDENONE"
    fat = picture[: at + 2] + longer + picture[at + 16 :]
    assert pixels(fat) == pixels(picture)
    assert stripped("jpeg", fat)[0] == stripped("jpeg", picture)[0]


def test_the_name_of_a_profile_goes_and_the_profile_stays() -> None:
    picture = pictures.png()
    at = picture.index(b"iCCP") - 4
    size, name_end = int.from_bytes(picture[at : at + 4]), picture.index(b"\0", at + 8)
    body = b"Alice's screen" + picture[name_end : at + 8 + size]
    named = picture[:at] + pictures.chunk(b"iCCP", body) + picture[at + 12 + size :]
    clean, _ = stripped("png", named)
    assert b"Alice" not in clean
    assert Image.open(BytesIO(clean)).info["icc_profile"] == pictures.srgb_profile()


def test_a_histogram_in_a_png_is_not_kept() -> None:
    picture = pictures.png()
    hidden = picture[:33] + pictures.chunk(b"hIST", b"HIDDENONE") + picture[33:]
    assert b"HIDDENONE" not in stripped("png", hidden)[0]


@pytest.mark.parametrize("block", [b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0", b"!\xf9\x04\x08\x05\0\0"])
def test_nothing_hides_behind_timing_and_looping_of_a_gif(block: bytes) -> None:
    picture = pictures.gif(2)
    at = picture.index(b"!\xff\x0bNETSCAPE2.0")
    plain, fat = (picture[:at] + block + more + b"\0" + picture[at:] for more in (b"", b"\x09HIDDENONE"))
    assert pixels(fat) == pixels(plain)
    assert stripped("gif", fat)[0] == stripped("gif", plain)[0]
    assert block in stripped("gif", fat)[0]


def test_animations_keep_frames_and_timing() -> None:
    clean, found = stripped("gif", pictures.gif(4))
    opened = Image.open(BytesIO(clean))
    assert (found.frames, opened.n_frames) == (4, 4)
    assert opened.info["loop"] == 0
    assert opened.info["duration"] == 50
    moving, also_found = stripped("png", pictures.apng(5))
    assert (also_found.frames, Image.open(BytesIO(moving)).n_frames) == (5, 5)
    webp, _ = stripped("webp", pictures.animated_webp(3))
    assert Image.open(BytesIO(webp)).n_frames == 3


@pytest.mark.parametrize(
    ("format_name", "picture"),
    [
        ("gif", pictures.endless_gif(11)),
        ("png", pictures.apng(11)),
        ("webp", pictures.animated_webp(11)),
    ],
)
def test_too_many_frames_are_refused(format_name: str, picture: bytes) -> None:
    with pytest.raises(Refused, match="too many frames"):
        stripped(format_name, picture, LIMITS._replace(frames=10))


@pytest.mark.parametrize(("format_name", "picture"), FULL_OF_METADATA)
def test_whatever_is_cut_or_bent_is_read_or_refused(format_name: str, picture: bytes) -> None:
    for at in range(12, min(len(picture), 1500), 7):
        for broken in (picture[:at], picture[:at] + bytes([picture[at] ^ 0xFF]) + picture[at + 1 :]):
            with suppress(Refused):
                stripped(format_name, broken)


def test_data_in_an_end_chunk_is_dropped() -> None:
    picture = pictures.png()
    end = picture.index(b"IEND") - 4
    hidden = picture[:end] + pictures.chunk(b"IEND", pictures.GPS_WORD)
    assert pictures.GPS_WORD not in stripped("png", hidden)[0]


def test_an_orientation_is_read_in_both_byte_orders() -> None:
    assert read_orientation(write_orientation(6)) == 6
    little = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x08\0\0\0\0\0\0\0"
    assert read_orientation(b"Exif\0\0" + little) == 8


@pytest.mark.parametrize(
    "block", [b"", b"Exif\0\0", b"MM\0*", b"MM\0*\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff" + b"\0" * 20]
)
def test_a_broken_exif_block_means_no_orientation(block: bytes) -> None:
    assert read_orientation(block) == 1
