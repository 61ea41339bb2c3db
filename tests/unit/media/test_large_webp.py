"""WebPs of more pixels than Pillow can read within the limits: another decoder, the same results."""

import sys
from collections.abc import Iterator
from io import BytesIO
from math import isqrt
from pathlib import Path
from typing import Any

import attrs
import pytest
from PIL import Image
from twisted.internet import reactor

from gotosocial.errors import Refused
from gotosocial.mastodon.instance_facts import InstanceLimits
from gotosocial.media.crew import LARGE_WEBP, Crew
from gotosocial.media.job import MIB
from gotosocial.media.pipeline import MediaPipeline
from gotosocial.media.strip.webp import canvas
from gotosocial.util.temporary import TemporaryFolder
from tests.support import pictures
from tests.support.media_files import content, upload

CLOCK: Any = reactor
NOSY = Path(__file__).with_name("nosy_large_webp.py")
RED, GREEN, BLUE, YELLOW = pictures.UPRIGHT
PROMISED = isqrt(InstanceLimits().image_matrix)


@pytest.fixture
def pipeline(crew: Crew, folder: TemporaryFolder) -> Iterator[MediaPipeline]:
    """A pipeline whose pictures, small as they are, all go to the child of large ones."""
    yield MediaPipeline(crew, folder, pictures=LARGE_WEBP)
    assert list(folder.path.iterdir()) == []


def as_webp(picture: Image.Image, **options: Any) -> bytes:
    out = BytesIO()
    picture.save(out, "WEBP", **options)
    return out.getvalue()


@pytest.mark.parametrize("lossless", [False, True])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
async def test_what_the_instance_promises_fits_into_a_child(
    crew: Crew, folder: TemporaryFolder, mode: str, lossless: bool
) -> None:
    source = as_webp(pictures.scene(PROMISED, PROMISED, mode), lossless=lossless, method=0, alpha_quality=50)
    weighing = attrs.evolve(LARGE_WEBP, program=(sys.executable, "-s", "-P", str(NOSY)))
    pipeline = MediaPipeline(crew, folder, large_webp=weighing)
    async with pipeline.picture(upload(folder, source)) as facts:
        assert (facts.content_type, facts.width, facts.height) == ("image/webp", PROMISED, PROMISED)
        resident = int(content(facts.small_path).partition(b"\n")[0])
    assert resident < 300 * MIB


@pytest.mark.parametrize("lossless", [False, True])
async def test_metadata_goes_and_the_orientation_stays(
    pipeline: MediaPipeline, folder: TemporaryFolder, lossless: bool
) -> None:
    source = pictures.webp(320, 240, orientation=6, lossless=lossless)
    async with pipeline.picture(upload(folder, source)) as facts:
        clean = content(facts.original_path)
        assert not any(secret in clean for secret in pictures.SECRETS)
        with Image.open(facts.original_path) as original:
            assert (original.format, dict(original.getexif())) == ("WEBP", {0x0112: 6})
        assert (facts.width, facts.height, facts.small_width, facts.small_height) == (240, 320, 240, 320)
        assert pictures.are_near(pictures.quarters(facts.small_path), [BLUE, RED, YELLOW, GREEN])


async def test_it_looks_as_with_the_other_decoder(
    crew: Crew, pipeline: MediaPipeline, folder: TemporaryFolder
) -> None:
    path = upload(folder, as_webp(pictures.scene(900, 700), icc_profile=pictures.swapped_profile()))
    async with pipeline.picture(path) as ours, MediaPipeline(crew, folder).picture(path) as theirs:
        assert (ours.small_width, ours.small_height) == (theirs.small_width, theirs.small_height)
        colours = pictures.quarters(ours.small_path)
        assert colours[0][1] > colours[0][0]
        assert pictures.are_near(colours, pictures.quarters(theirs.small_path), 4)


@pytest.mark.parametrize("lossless", [False, True])
async def test_what_can_be_seen_through_stays_so(
    pipeline: MediaPipeline, folder: TemporaryFolder, lossless: bool
) -> None:
    seen = Image.open(BytesIO(pictures.see_through_png(1200, 900)))
    async with pipeline.picture(upload(folder, as_webp(seen, lossless=lossless))) as facts:
        with Image.open(facts.small_path) as small:
            alpha = small.convert("RGBA").getchannel("A")
            assert (small.size, alpha.getpixel((20, 192)), alpha.getpixel((490, 192))) == ((512, 384), 0, 255)


async def test_emojis_have_a_still_picture(pipeline: MediaPipeline, folder: TemporaryFolder) -> None:
    async with pipeline.emoji(upload(folder, pictures.webp())) as facts:
        assert (facts.content_type, facts.small_content_type) == ("image/webp", "image/png")


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (pictures.webp()[:600], "damaged"),
        (pictures.webp().replace(b"\x9d\x01\x2a", b"\x9d\x01\x2b"), "damaged"),
        (pictures.animated_webp(), "too many pixels: 160 x 120"),
    ],
)
async def test_broken_ones_and_animations_are_refused(
    pipeline: MediaPipeline, folder: TemporaryFolder, source: bytes, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        async with pipeline.picture(upload(folder, source)):
            pass


async def test_a_head_that_promises_more_than_there_is_is_refused(
    crew: Crew, folder: TemporaryFolder
) -> None:
    lie = bytearray(pictures.webp())
    lie[24:30] = (9_999).to_bytes(3, "little") * 2
    for source, why in ((bytes(lie), "damaged|too many"), (b"RIFF\0\0\0\0WEBPVP8X" + bytes(8), "damaged")):
        with pytest.raises(Refused, match=why):
            async with MediaPipeline(crew, folder).picture(upload(folder, source)):
                pass


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"exif": b"Exif\0\0MM"}])
def test_the_size_is_told_by_the_head(mode: str, options: dict[str, Any]) -> None:
    assert canvas(as_webp(Image.new(mode, (777, 55)), **options)[:512]) == (777, 55)
    assert canvas(b"RIFF\0\0\0\0WEBPVP8 ") == (0, 0)
