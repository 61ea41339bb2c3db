"""Films made to hurt: each costs one file, is refused with a sentence, and the next one is fine."""

import json
import random
import struct
import sys
from contextlib import suppress
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import attrs
import av
import pytest
from twisted.internet import reactor

from gotosocial.errors import Refused
from gotosocial.media.crew import FILMS, Crew, Trade
from gotosocial.media.job import FILM_LIMITS, MIB
from gotosocial.media.pipeline import MediaPipeline
from gotosocial.util.temporary import TemporaryFolder
from tests.support import films, pictures
from tests.support.films import film
from tests.support.media_files import content, upload

CLOCK: Any = reactor
NOSY = Path(__file__).with_name("nosy_film_worker.py")


MP4 = film("mp4", "libx264", "aac")
WEBM = film("webm", "libvpx", "libopus")
FLAC = film("flac", audio="flac")
MP3 = film("mp3", audio="libmp3lame")
HUGE = struct.pack(">I", 0xFFFFFFF0)


def with_side(webm: bytes, side: int) -> bytes:
    """Return a WebM of 320 x 320 pixels that says it has others."""
    wide, high = (letter + b"\x82" + struct.pack(">H", 320) for letter in (b"\xb0", b"\xba"))
    assert wide + high in webm
    return webm.replace(wide + high, wide[:2] + struct.pack(">H", side) + high[:2] + struct.pack(">H", side))


def many_frames(count: int) -> bytes:
    """Return a Matroska file with very many frames of one byte each."""
    out = BytesIO()
    with av.open(out, "w", format="matroska") as made:
        stream = made.add_mux_stream("vp8", rate=1000, width=16, height=16)
        for number in range(count):
            packet = av.Packet(b"\x00")
            packet.stream, packet.pts, packet.dts = stream, number, number
            packet.time_base = Fraction(1, 1000)
            made.mux(packet)
    return out.getvalue()


def id3_bomb(size: int) -> bytes:
    """Return a sound whose tags say, and are, much larger than itself."""
    frame = b"TXXX" + struct.pack(">I", size - 20) + b"\0\0" + b"\0x\0" + b"A" * (size - 23)
    parts = [(size >> shift) & 0x7F for shift in (21, 14, 7, 0)]
    return b"ID3\x03\0\0" + bytes(parts) + frame + MP3


@pytest.mark.parametrize(
    ("hostile", "why"),
    [
        (MP4[: MP4.index(b"moov") - 8], "damaged"),
        (MP4[:64], "damaged"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp41" + HUGE + b"moov" + b"\xff" * 400, "damaged|neither"),
        (WEBM[:40], "damaged"),
        (b"\x1aE\xdf\xa3" + b"\xff" * 500, "damaged"),
        (b"OggS" + b"\0" * 500, "damaged"),
        (b"fLaC" + b"\xff" * 500, "damaged"),
        (b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + b"\0" * 5000, "damaged"),
        (b"RIFF\xff\xff\xff\xffWAVEfmt \xff\xff\xff\xff", "damaged"),
        (b"RIFF\xff\xff\xff\xffAVI LIST" + b"\0" * 100, "damaged"),
        (b"\0\0\1\xba" + b"\0" * 5000, "damaged|neither"),
        (bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + b"\xff" * 300, "damaged"),
        (b"\xff\xfb\x90\x64" + b"\0" * 5000, "damaged|neither|not known"),
        (film("nut", "libx264"), "neither"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "playlists"),
        (b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/\n", "playlists"),
        (b"ffconcat version 1.0\nfile 'file:///etc/passwd'\n", "playlists"),
        (b"<MPD><BaseURL>file:///etc/passwd</BaseURL></MPD>", "neither"),
    ],
)
async def test_broken_and_hostile_films_are_refused_with_a_sentence(
    pipeline: MediaPipeline, folder: TemporaryFolder, hostile: bytes, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        async with pipeline.file(upload(folder, hostile)):
            pass


async def test_a_cut_off_film_keeps_what_is_there_or_is_refused(
    pipeline: MediaPipeline, folder: TemporaryFolder
) -> None:
    with suppress(Refused):
        async with pipeline.file(upload(folder, WEBM[: len(WEBM) * 2 // 3])) as facts:
            assert 0 < facts.duration < 1


async def test_too_many_frames_are_refused(crew: Crew, folder: TemporaryFolder) -> None:
    few = attrs.evolve(FILMS, limits=FILM_LIMITS._replace(frames=20))
    with pytest.raises(Refused, match="too many frames"):
        async with MediaPipeline(crew, folder, films=few).file(upload(folder, MP4)):
            pass


async def test_a_lie_about_the_size_is_not_believed(pipeline: MediaPipeline, folder: TemporaryFolder) -> None:
    lie = with_side(film("webm", "libvpx-vp9", size=(320, 320)), 50_000)
    async with pipeline.file(upload(folder, lie)) as facts:
        assert (facts.width, facts.height) == (320, 320)


async def test_too_many_pixels_are_refused(crew: Crew, folder: TemporaryFolder) -> None:
    small = attrs.evolve(FILMS, limits=FILM_LIMITS._replace(pixels=50_000))
    with pytest.raises(Refused, match="too large: 320 x 240"):
        async with MediaPipeline(crew, folder, films=small).file(upload(folder, MP4)):
            pass


async def test_a_million_frames_cost_one_file(pipeline: MediaPipeline, folder: TemporaryFolder) -> None:
    with pytest.raises(Refused):
        async with pipeline.file(upload(folder, many_frames(500_000))):
            pass
    async with pipeline.file(upload(folder, MP4)) as facts:
        assert facts.kind == "video"


async def test_tags_without_end_are_dropped(pipeline: MediaPipeline, folder: TemporaryFolder) -> None:
    async with pipeline.file(upload(folder, id3_bomb(8 * MIB))) as facts:
        assert (facts.kind, facts.size < 100_000) == ("audio", True)


async def test_a_film_of_one_frame_is_short(pipeline: MediaPipeline, folder: TemporaryFolder) -> None:
    async with pipeline.file(upload(folder, film("mp4", "libx264", seconds=0.04))) as facts:
        assert (facts.kind, facts.duration < 0.1) == ("gifv", True)


@pytest.mark.parametrize("seconds", [-3600, -1, 3600 * 24 * 300])
async def test_odd_times_are_set_right(
    pipeline: MediaPipeline, folder: TemporaryFolder, seconds: int
) -> None:
    out = BytesIO()
    with av.open(BytesIO(WEBM)) as source, av.open(out, "w", format="matroska") as made:
        stream = made.add_stream_from_template(source.streams.video[0], opaque=True)
        for packet in source.demux(video=0):
            if packet.size:
                packet.pts = packet.dts = (packet.pts or 0) + seconds * 1000
                packet.stream = stream
                made.mux(packet)
    async with pipeline.file(upload(folder, out.getvalue())) as facts:
        assert facts.duration == pytest.approx(1.0, abs=0.1)
        with films.opened(facts.original_path) as opened:
            assert (opened.duration or 0) / 1_000_000 == pytest.approx(1.0, abs=0.2)


async def test_what_hides_behind_a_film_is_not_kept(pipeline: MediaPipeline, folder: TemporaryFolder) -> None:
    page = b"<html><script>alert('TRAILINGSECRET')</script></html>"
    box = struct.pack(">I", len(page) + 8) + b"free" + page
    for source in (MP4 + box, MP4 + page, WEBM + page, MP3 + page, FLAC + page):
        async with pipeline.file(upload(folder, source)) as facts:
            assert b"TRAILINGSECRET" not in content(facts.original_path)


async def test_a_picture_with_a_films_name_and_a_film_with_a_pictures_start(
    pipeline: MediaPipeline, folder: TemporaryFolder
) -> None:
    async with pipeline.file(upload(folder, pictures.jpeg())) as facts:
        assert facts.content_type == "image/jpeg"
    with pytest.raises(Refused):
        async with pipeline.file(upload(folder, b"\xff\xd8\xff" + MP4)):
            pass


@pytest.mark.parametrize("source", [MP4, WEBM, MP3, film("ogg", audio="libopus"), film("avi", "mpeg4")])
async def test_bent_films_are_read_or_refused_and_never_end_the_server(
    pipeline: MediaPipeline, folder: TemporaryFolder, source: bytes
) -> None:
    chance = random.Random(len(source))
    for _ in range(6):
        bent = bytearray(source)
        for _ in range(chance.choice((3, 30, 300))):
            bent[chance.randrange(16, len(bent))] = chance.randrange(256)
        with suppress(Refused):
            async with pipeline.file(upload(folder, bytes(bent))) as facts:
                assert facts.size > 0


def nosy(work: str, folder: TemporaryFolder, seconds: float = 30, **limits: int) -> MediaPipeline:
    program = (sys.executable, "-s", "-P", str(NOSY), work)
    trade = Trade(program, FILM_LIMITS._replace(**limits), seconds, is_patient=True)
    return MediaPipeline(Crew(CLOCK), folder, films=trade)


async def test_a_films_child_can_open_nothing(folder: TemporaryFolder) -> None:
    pipeline = nosy("pry", folder)
    async with pipeline.file(upload(folder, MP4)) as facts:
        tried = json.JSONDecoder().raw_decode(content(facts.small_path).decode("latin-1"))[0]
    await pipeline.crew.stop()
    assert {name: found for name, found in tried.items() if "it worked" in found} == {}
    assert set(tried) == {
        *("file", "socket", "av file", "av http", "av concat", "av playlist", "av data", "subfile"),
    }
    assert tried["file"] == tried["socket"] == "Too many open files"


async def test_a_films_child_is_lean(folder: TemporaryFolder) -> None:
    pipeline = nosy("look", folder)
    async with pipeline.file(upload(folder, MP4)) as facts:
        seen = json.JSONDecoder().raw_decode(content(facts.small_path).decode("latin-1"))[0]
    await pipeline.crew.stop()
    assert not set(seen["modules"]) & {"twisted", "attr", "attrs", "zope", "sqlite3", "ssl", "numpy"}
    assert seen["open"] <= 8
    assert seen["resident"] < 300 * MIB


@pytest.mark.parametrize(("codec", "pixels"), [("libx265", "yuv420p10le"), ("libx264", "yuv420p")])
async def test_a_film_in_4k_fits_into_a_child(folder: TemporaryFolder, codec: str, pixels: str) -> None:
    # Frames enough for the decoder to hold as many as it ever will.
    fast = {"preset": "ultrafast"}
    source = film("mov", codec, size=(3840, 2160), seconds=0.28, pixels=pixels, options=fast)
    pipeline = nosy("look", folder)
    async with pipeline.file(upload(folder, source)) as facts:
        assert facts.kind == "gifv"
        seen = json.JSONDecoder().raw_decode(content(facts.small_path).decode("latin-1"))[0]
    await pipeline.crew.stop()
    assert seen["resident"] < 300 * MIB


async def test_time_is_limited_by_duration(folder: TemporaryFolder) -> None:
    pipeline = nosy("spin", folder, cpu_seconds=1)
    with pytest.raises(Refused, match="too long"):
        async with pipeline.file(upload(folder, MP4)):
            pass
    await pipeline.crew.stop()
