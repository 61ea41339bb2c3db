"""Every kind of picture through the real child process, the honest ones and the others."""

import io
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import attrs
import pytest
from PIL import Image
from twisted.internet import reactor
from twisted.internet.task import deferLater

from gotosocial.errors import Refused
from gotosocial.media.crew import PICTURES, Crew, Trade
from gotosocial.media.job import Limits
from gotosocial.media.pipeline import MediaPipeline
from gotosocial.util import flow
from gotosocial.util.temporary import TemporaryFolder
from tests.support import pictures
from tests.support.media_files import content, upload

NOSY = Path(__file__).with_name("nosy_worker.py")
CLOCK: Any = reactor


RED, GREEN, BLUE, YELLOW = UPRIGHT = pictures.UPRIGHT


@pytest.mark.parametrize(
    ("picture", "content_type", "size"),
    [
        (pictures.jpeg(800, 600), "image/jpeg", (800, 600)),
        (pictures.plain_jpeg(800, 600, progressive=True), "image/jpeg", (800, 600)),
        (pictures.png(800, 600), "image/png", (800, 600)),
        (pictures.png(mode="P"), "image/png", (320, 240)),
        (pictures.apng(), "image/png", (320, 240)),
        (pictures.gif(), "image/gif", (160, 120)),
        (pictures.webp(), "image/webp", (320, 240)),
        (pictures.animated_webp(), "image/webp", (160, 120)),
        (pictures.cmyk_jpeg(), "image/jpeg", (320, 240)),
        (pictures.avif(), "image/avif", (320, 240)),
        (pictures.animated_avif(), "image/avif", (160, 120)),
        (pictures.heic(), "image/jpeg", (320, 240)),
    ],
)
async def test_each_kind_is_cleaned_and_measured(
    pipeline: MediaPipeline, folder: TemporaryFolder, picture: bytes, content_type: str, size: tuple[int, int]
) -> None:
    async with pipeline.picture(upload(folder, picture)) as facts:
        clean, small_bytes = content(facts.original_path), content(facts.small_path)
        assert not any(secret in clean for secret in pictures.SECRETS)
        assert (facts.content_type, facts.width, facts.height) == (content_type, *size)
        assert facts.size == len(clean)
        assert facts.small_size == len(small_bytes)
        with Image.open(facts.small_path) as small:
            assert small.size == (facts.small_width, facts.small_height)
            assert small.format == "JPEG"
            assert max(small.size) == min(512, max(size))
        assert pictures.are_near(pictures.quarters(facts.small_path), UPRIGHT)
        assert len(facts.blurhash) == 28


@pytest.mark.parametrize("make", [pictures.jpeg, pictures.png, pictures.webp, pictures.avif])
async def test_the_orientation_is_kept_in_the_original_and_applied_to_the_rest(
    pipeline: MediaPipeline, folder: TemporaryFolder, make: Any
) -> None:
    async with pipeline.picture(upload(folder, make(320, 240, orientation=6))) as facts:
        with Image.open(facts.original_path) as original:
            assert original.size == (320, 240)
            assert dict(original.getexif()) == {0x0112: 6}
        assert (facts.width, facts.height) == (240, 320)
        assert (facts.small_width, facts.small_height) == (240, 320)
        # Turned a quarter to the right: what was at the left bottom is at the left top.
        assert pictures.are_near(pictures.quarters(facts.small_path), [BLUE, RED, YELLOW, GREEN])


@pytest.mark.parametrize("grey", [False, True])
async def test_sixteen_bits_keep_their_looks(
    pipeline: MediaPipeline, folder: TemporaryFolder, grey: bool
) -> None:
    async with pipeline.picture(upload(folder, pictures.deep_png(grey=grey))) as facts:
        with Image.open(facts.small_path) as small:
            reds = [small.convert("RGB").getpixel((x, 32)) for x in (0, 24, 48, 72, 95)]
        assert [pixel[0] for pixel in reds if isinstance(pixel, tuple)] == pytest.approx(
            [0, 64, 129, 193, 255], abs=10
        )
        assert content(facts.original_path)[24] == 16


async def test_a_wide_colour_space_is_shown_in_the_usual_one(
    pipeline: MediaPipeline, folder: TemporaryFolder
) -> None:
    # A profile with red and green exchanged: whoever ignores it shows the wrong colours.
    profile = pictures.swapped_profile()
    plain = io.BytesIO()
    pictures.scene().save(plain, "PNG", icc_profile=profile)
    async with pipeline.picture(upload(folder, plain.getvalue())) as facts:
        red = pictures.quarters(facts.small_path)[0]
        assert red[1] > red[0]
        with Image.open(facts.original_path) as original:
            assert original.info["icc_profile"] == profile


async def test_what_can_be_seen_through_stays_so(pipeline: MediaPipeline, folder: TemporaryFolder) -> None:
    async with pipeline.picture(upload(folder, pictures.see_through_png(1200, 900))) as facts:
        assert (facts.small_content_type, facts.small_extension) == ("image/webp", "webp")
        with Image.open(facts.small_path) as small:
            assert small.size == (512, 384)
            alpha = small.convert("RGBA").getchannel("A")
            assert (alpha.getpixel((20, 192)), alpha.getpixel((490, 192))) == (0, 255)


@pytest.mark.parametrize(
    ("width", "height", "small"),
    [(1, 1, (1, 1)), (3000, 2, (512, 1)), (2, 3000, (1, 512)), (512, 512, (512, 512))],
)
async def test_odd_shapes_are_never_blown_up(
    pipeline: MediaPipeline, folder: TemporaryFolder, width: int, height: int, small: tuple[int, int]
) -> None:
    for picture in (pictures.plain_jpeg(width, height), pictures.png(width, height)):
        async with pipeline.picture(upload(folder, picture)) as facts:
            assert (facts.width, facts.height) == (width, height)
            assert (facts.small_width, facts.small_height) == small


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (pictures.huge_png_header(), "too many pixels: 50000 x 50000"),
        (pictures.huge_jpeg_header(), "too many pixels: 50000 x 50000"),
        (pictures.jpeg()[:-500], "damaged"),
        (pictures.plain_jpeg(320, 240)[:2500], "damaged"),
        (pictures.png()[:800], "damaged"),
        (pictures.gif()[:700], "damaged"),
        (pictures.webp()[:600], "damaged"),
        (pictures.SVG, "SVG"),
        (b"", "empty"),
        (b"\xff\xd8\xff" + b"\0" * 5000, "damaged"),
        (b"RIFF\xff\xff\xff\xffWEBPVP8X", "damaged"),
        (pictures.endless_gif(200_000), "too many frames"),
    ],
)
async def test_hostile_and_broken_files_are_refused_with_a_sentence(
    pipeline: MediaPipeline, folder: TemporaryFolder, picture: bytes, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        async with pipeline.picture(upload(folder, picture)):
            pass


async def test_a_bomb_costs_one_file_and_the_next_picture_is_fine(
    pipeline: MediaPipeline, folder: TemporaryFolder
) -> None:
    bomb = pictures.png_bomb(9_900)
    with pytest.raises(Refused, match="too many pixels"):
        async with pipeline.picture(upload(folder, bomb)):
            pass
    async with pipeline.picture(upload(folder, pictures.jpeg())) as facts:
        assert facts.width == 320


async def test_memory_that_runs_out_while_decoding_costs_one_file(
    crew: Crew, folder: TemporaryFolder
) -> None:
    # The estimate lets it pass, but other parts of the decoder need some too: the limit itself must hold.
    limits = Limits(memory=50 * 1024 * 1024)
    tight = MediaPipeline(crew, folder, pictures=attrs.evolve(PICTURES, limits=limits))
    with pytest.raises(Refused, match="too many pixels"):
        async with tight.picture(upload(folder, pictures.png_bomb(3_200))):
            pass
    assert list(folder.path.iterdir()) == []


async def test_a_polyglot_is_only_a_picture_afterwards(
    pipeline: MediaPipeline, folder: TemporaryFolder
) -> None:
    async with pipeline.picture(upload(folder, pictures.polyglot())) as facts:
        assert b"script" not in content(facts.original_path)


async def test_many_at_once_wait_for_their_turn(crew: Crew, folder: TemporaryFolder) -> None:
    path, pipeline = upload(folder, pictures.jpeg(900, 700)), MediaPipeline(crew, folder)

    async def one() -> str:
        async with pipeline.picture(path) as facts:
            return facts.blurhash

    assert len(set(await flow.gather(*(one() for _ in range(7))))) == 1


def nosy(work: str, folder: TemporaryFolder, seconds: float = 30, **limits: int) -> MediaPipeline:
    program = (sys.executable, "-s", "-P", str(NOSY), work)
    trade = Trade(program, Limits(**limits), seconds, keeps_spare=True)
    return MediaPipeline(Crew(CLOCK), folder, pictures=trade)


async def test_the_child_can_open_neither_a_file_nor_a_socket(folder: TemporaryFolder) -> None:
    pipeline = nosy("pry", folder)
    async with pipeline.picture(upload(folder, pictures.jpeg())) as facts:
        tried = json.loads(content(facts.small_path))
    await pipeline.crew.stop()
    assert tried.pop("large file") == "File too large"
    assert tried.pop("copy") == "Invalid argument"
    assert set(tried.values()) == {"Too many open files"}


async def test_the_child_inherits_nothing_and_is_lean(folder: TemporaryFolder) -> None:
    pipeline = nosy("look", folder)
    async with pipeline.picture(upload(folder, pictures.jpeg())) as facts:
        seen = json.JSONDecoder().raw_decode(content(facts.small_path).decode("latin-1"))[0]
    await pipeline.crew.stop()
    assert set(seen["environment"]) <= {"PYTHONPATH", "MALLOC_ARENA_MAX", "LC_CTYPE"}
    assert len(seen["open"]) <= 7
    loaded = {name.partition(".")[0] for name in seen["modules"]}
    assert not loaded & {"twisted", "attr", "attrs", "zope", "klein", "sqlite3", "ssl"}
    assert {name for name in seen["modules"] if name.startswith("gotosocial.") and name.count(".") == 1} == {
        "gotosocial.errors",
        "gotosocial.media",
    }


@pytest.mark.parametrize("work", ["crash", "eat", "babble", "lie"])
async def test_a_child_that_goes_wrong_costs_one_file(folder: TemporaryFolder, work: str) -> None:
    pipeline = nosy(work, folder, memory=256 * 1024 * 1024)
    for _ in range(2):
        with pytest.raises(Refused):
            async with pipeline.picture(upload(folder, pictures.jpeg())):
                pass
    await pipeline.crew.stop()
    assert list(folder.path.iterdir()) == []


async def test_a_child_that_spins_is_ended_by_its_limit(folder: TemporaryFolder) -> None:
    pipeline = nosy("spin", folder, cpu_seconds=1)
    with pytest.raises(Refused):
        async with pipeline.picture(upload(folder, pictures.jpeg())):
            pass
    await pipeline.crew.stop()


async def test_a_child_that_hangs_is_killed_in_time(folder: TemporaryFolder) -> None:
    pipeline = nosy("sleep", folder, seconds=0.5)
    with pytest.raises(Refused):
        async with pipeline.picture(upload(folder, pictures.jpeg())):
            pass
    await pipeline.crew.stop()


async def test_a_child_that_is_killed_costs_one_file(folder: TemporaryFolder) -> None:
    pipeline = nosy("sleep", folder)
    path = upload(folder, pictures.jpeg())

    async def work() -> None:
        async with pipeline.picture(path):
            pass

    working = flow.start(work())
    await deferLater(CLOCK, 0, lambda: None)
    for child in pipeline.crew.children():
        os.kill(child, signal.SIGKILL)
    with pytest.raises(Refused, match="could not be worked on"):
        await working
    await pipeline.crew.stop()
    assert list(folder.path.iterdir()) == []


async def test_a_spare_that_died_is_replaced(crew: Crew, folder: TemporaryFolder) -> None:
    pipeline = MediaPipeline(crew, folder)
    path = upload(folder, pictures.jpeg())
    async with pipeline.picture(path):
        pass
    for child in crew.children():
        os.kill(child, signal.SIGKILL)
    while crew.children():
        await deferLater(CLOCK, 0.01, lambda: None)
    async with pipeline.picture(path) as facts:
        assert facts.width == 320


async def test_nothing_runs_after_the_end(folder: TemporaryFolder) -> None:
    crew = Crew(CLOCK)
    async with MediaPipeline(crew, folder).picture(upload(folder, pictures.jpeg())):
        assert crew.children()
    await crew.stop()
    assert crew.children() == []
