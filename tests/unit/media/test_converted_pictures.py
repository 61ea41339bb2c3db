"""HEIC becomes what browsers show, AVIF is cleaned in place, emojis get a still picture."""

import sys
from functools import partial
from io import BytesIO
from math import isqrt
from pathlib import Path
from typing import Any

import attrs
import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from twisted.internet import reactor

from gotosocial.errors import Refused
from gotosocial.mastodon.instance_facts import InstanceLimits
from gotosocial.media.crew import PICTURES, Crew
from gotosocial.media.job import MIB, Limits, MediaJob
from gotosocial.media.jpeg_bands import encode
from gotosocial.media.pipeline import MediaPipeline
from gotosocial.media.worker import strip
from gotosocial.util.temporary import TemporaryFolder
from tests.support import pictures
from tests.support.media_files import content, upload

CLOCK: Any = reactor
NOSY = Path(__file__).with_name("nosy_worker.py")
RED, GREEN, BLUE, YELLOW = pictures.UPRIGHT
PROMISED = isqrt(InstanceLimits().image_matrix)


async def test_heic_becomes_a_jpeg_with_its_colours(pipeline: MediaPipeline, folder: TemporaryFolder) -> None:
    source = pictures.heic(800, 600)
    assert any(secret in source for secret in pictures.SECRETS)
    async with pipeline.picture(upload(folder, source)) as facts:
        clean = content(facts.original_path)
        with Image.open(facts.original_path) as original:
            assert (original.format, original.size) == ("JPEG", (800, 600))
            assert original.info["icc_profile"] == pictures.srgb_profile()
            assert dict(original.getexif()) == {}
        assert not any(secret in clean for secret in pictures.SECRETS)
        assert pictures.are_near(pictures.quarters(facts.original_path), pictures.UPRIGHT)
        assert (facts.content_type, facts.extension) == ("image/jpeg", "jpeg")


async def test_heic_in_deep_greys_keeps_its_looks(pipeline: MediaPipeline, folder: TemporaryFolder) -> None:
    slope, out = Image.open(BytesIO(pictures.deep_png(grey=True))), BytesIO()
    pillow_heif.from_pillow(slope).save(out, quality=95)
    async with pipeline.picture(upload(folder, out.getvalue())) as facts:
        assert facts.content_type == "image/jpeg"
        for path in (facts.original_path, facts.small_path):
            with Image.open(path) as shown:
                seen = [shown.convert("L").getpixel((x, 32)) for x in (2, 48, 93)]
                assert seen == pytest.approx([5, 129, 250], abs=12)


async def test_heic_stands_upright(pipeline: MediaPipeline, folder: TemporaryFolder) -> None:
    async with pipeline.picture(upload(folder, pictures.heic(320, 240, orientation=6))) as facts:
        assert (facts.width, facts.height) == (240, 320)
        for path in (facts.original_path, facts.small_path):
            assert pictures.are_near(pictures.quarters(path), [BLUE, RED, YELLOW, GREEN])


async def test_heic_one_can_see_through_becomes_webp(
    pipeline: MediaPipeline, folder: TemporaryFolder
) -> None:
    seen = Image.open(BytesIO(pictures.see_through_png()))
    out = BytesIO()
    pillow_heif.from_pillow(seen).save(out, quality=90)
    async with pipeline.picture(upload(folder, out.getvalue())) as facts:
        assert (facts.content_type, facts.small_content_type) == ("image/webp", "image/webp")
        with Image.open(facts.original_path) as original:
            assert original.convert("RGBA").getchannel("A").getextrema() == (0, 255)


async def test_heic_that_is_too_large_is_refused(crew: Crew, folder: TemporaryFolder) -> None:
    few = attrs.evolve(PICTURES, limits=Limits(pixels=50_000))
    with pytest.raises(Refused, match="too many pixels: 320 x 240"):
        async with MediaPipeline(crew, folder, pictures=few).picture(upload(folder, pictures.heic())):
            pass


@pytest.mark.parametrize("make", [pictures.heic, pictures.avif])
async def test_broken_ones_are_refused_or_read(
    pipeline: MediaPipeline, folder: TemporaryFolder, make: Any
) -> None:
    source = make()
    with pytest.raises(Refused, match="damaged"):
        async with pipeline.picture(upload(folder, source[: len(source) // 2])):
            pass


@pytest.mark.parametrize(
    ("make", "kept"),
    [
        (pictures.gif, "image/gif"),
        (pictures.apng, "image/png"),
        (pictures.animated_webp, "image/webp"),
        (pictures.animated_avif, "image/avif"),
        (pictures.jpeg, "image/jpeg"),
    ],
)
async def test_emojis_have_a_still_picture(
    pipeline: MediaPipeline, folder: TemporaryFolder, make: Any, kept: str
) -> None:
    async with pipeline.emoji(upload(folder, make())) as facts:
        assert (facts.content_type, facts.small_content_type) == (kept, "image/png")
        with Image.open(facts.small_path) as still:
            assert (still.format, getattr(still, "n_frames", 1)) == ("PNG", 1)
        assert pictures.are_near(pictures.quarters(facts.small_path), pictures.UPRIGHT)


@pytest.mark.parametrize(
    ("make", "size"),
    [
        (pictures.plain_jpeg, (8160, 6120)),
        (partial(pictures.plain_jpeg, progressive=True), (8160, 6120)),
        (partial(pictures.plain_jpeg, progressive=True, subsampling=0), (6650, 4987)),
        (pictures.png, (8064, 6048)),
        (pictures.heic_grid, (8160, 6120)),
        (pictures.heic, (4000, 3000)),
        (pictures.webp, (4000, 3000)),
        (partial(pictures.webp, lossless=True), (4000, 3000)),
        (pictures.avif, (PROMISED, PROMISED)),
        (partial(pictures.avif, mode="RGBA"), (PROMISED, PROMISED)),
        (partial(pictures.heic, mode="RGBA"), (1024, 1024)),
        (partial(pictures.gif, 1), (PROMISED, PROMISED)),
    ],
)
async def test_what_phones_make_fits_into_a_child(
    folder: TemporaryFolder, make: Any, size: tuple[int, int]
) -> None:
    program = (sys.executable, "-s", "-P", str(NOSY), "weigh")
    pipeline = MediaPipeline(Crew(CLOCK), folder, pictures=attrs.evolve(PICTURES, program=program))
    async with pipeline.picture(upload(folder, make(*size))) as facts:
        assert (facts.width, facts.height) == size
        resident = int(content(facts.small_path).partition(b"\n")[0])
    await pipeline.crew.stop()
    assert resident < 300 * MIB


@pytest.mark.parametrize(
    ("make", "size"),
    [
        (pictures.heic_grid, (16_000, 6_200)),
        (partial(pictures.plain_jpeg, progressive=True, subsampling=0), (8160, 6120)),
    ],
)
async def test_what_needs_more_memory_is_refused_with_its_size(
    crew: Crew, folder: TemporaryFolder, make: Any, size: tuple[int, int]
) -> None:
    with pytest.raises(Refused, match=f"too many pixels: {size[0]} x {size[1]}"):
        async with MediaPipeline(crew, folder).picture(upload(folder, make(*size))):
            pass


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("height", [1, 128, 129, 700])
def test_a_jpeg_in_bands_is_the_same_to_the_bit(mode: str, height: int) -> None:
    picture, whole = pictures.scene(333, height, mode), BytesIO()
    picture.save(whole, "JPEG", quality=90, icc_profile=b"colours", restart_marker_rows=1)
    parts = encode(height, lambda top, end: picture.crop((0, top, 333, end)), 90, b"colours")
    assert b"".join(parts) == whole.getvalue()


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(
        [
            ("jpeg", pictures.jpeg(32, 32)),
            ("png", pictures.png(32, 32)),
            ("gif", pictures.gif(2, 32, 32)),
            ("webp", pictures.animated_webp(2)),
            ("avif", pictures.avif(32, 32)),
            ("avif", pictures.animated_avif(2)),
        ]
    ),
    st.lists(st.tuples(st.integers(4, 900), st.binary(min_size=1, max_size=6)), max_size=5),
    st.integers(20, 4000),
)
def test_any_bytes_are_stripped_or_refused(
    source: tuple[str, bytes], changes: list[tuple[int, bytes]], end: int
) -> None:
    name, picture = source
    bent = bytearray(picture[:end])
    for at, own in changes:
        bent[at : at + len(own)] = own
    try:
        found = strip(memoryview(bytes(bent)), MediaJob(name, 64, Limits()))
    except Refused:
        return
    assert sum(len(piece) for piece in found.pieces) <= len(bent) + 200
