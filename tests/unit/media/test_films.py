"""Every kind of film and sound through the real child process: copied where possible, always cleaned."""

import json
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from twisted.internet import reactor

from gotosocial.errors import Refused
from gotosocial.media.pipeline import MediaPipeline
from gotosocial.util.temporary import TemporaryFolder
from tests.support import films, pictures
from tests.support.films import film
from tests.support.media_files import content, upload

CLOCK: Any = reactor
H264 = {"preset": "ultrafast"}


def codecs(path: str) -> list[str]:
    with films.opened(path) as opened:
        return [stream.codec_context.codec.canonical_name for stream in opened.streams]


def frames(path: str, kind: str) -> list[bytes]:
    """Return what is in the stream of a kind, as a decoder gets it."""
    with films.opened(path) as opened:
        stream = next(one for one in opened.streams if one.type == kind)
        return [bytes(frame.planes[0]) for frame in opened.decode(stream)]


def times(path: str) -> list[float]:
    """Return when a film shows its frames, in seconds."""
    with films.opened(path) as opened:
        return [frame.time for frame in opened.decode(video=0)]


@pytest.mark.parametrize(
    ("container", "video", "audio", "content_type", "wanted"),
    [
        ("mp4", "libx264", "aac", "video/mp4", ["h264", "aac"]),
        ("mov", "libx264", "aac", "video/mp4", ["h264", "aac"]),
        ("mp4", "libx264", "libopus", "video/mp4", ["h264", "opus"]),
        ("mov", "libx264", "pcm_s16le", "video/mp4", ["h264", "aac"]),
        ("3gp", "libx264", "aac", "video/mp4", ["h264", "aac"]),
        ("matroska", "libx264", "aac", "video/mp4", ["h264", "aac"]),
        ("matroska", "libx264", "libmp3lame", "video/mp4", ["h264", "mp3"]),
        ("webm", "libvpx", "libopus", "video/webm", ["vp8", "opus"]),
        ("webm", "libvpx-vp9", "vorbis", "video/webm", ["vp9", "vorbis"]),
        ("mp4", "libvpx-vp9", "aac", "video/mp4", ["vp9", "aac"]),
        ("mov", "libx265", "aac", "video/mp4", ["h264", "aac"]),
        ("mov", "prores_ks", "pcm_s16le", "video/mp4", ["h264", "aac"]),
        ("matroska", "libx264", "ac3", "video/mp4", ["h264", "aac"]),
        ("avi", "mpeg4", "libmp3lame", "video/mp4", ["h264", "mp3"]),
        ("mpeg", "mpeg2video", "mp2", "video/mp4", ["h264", "aac"]),
        ("asf", "wmv2", "wmav2", "video/mp4", ["h264", "aac"]),
        ("mp4", "libsvtav1", "aac", "video/mp4", ["av1", "aac"]),
    ],
)
async def test_films_play_in_browsers_and_tell_nothing(
    pipeline: MediaPipeline, folder: TemporaryFolder, container: str, video: str, audio: str,
    content_type: str, wanted: list[str],
) -> None:  # fmt: skip
    source = film(container, video, audio, chapters=container in ("mp4", "mov", "matroska"))
    async with pipeline.file(upload(folder, source)) as facts:
        clean = content(facts.original_path)
        assert codecs(facts.original_path) == wanted
        assert [secret for secret in films.SECRETS if secret in clean] == []
        assert (facts.kind, facts.content_type) == ("video", content_type)
        assert (facts.width, facts.height, facts.size) == (320, 240, len(clean))
        assert facts.duration == pytest.approx(1.0, abs=0.12)
        assert facts.frame_rate == pytest.approx(25, abs=0.5)
        assert facts.bit_rate == pytest.approx(len(clean) * 8 / facts.duration, rel=0.05)
        assert (facts.small_width, facts.small_height, facts.small_extension) == (320, 240, "jpeg")
        assert pictures.are_near(pictures.quarters(facts.small_path), pictures.UPRIGHT, 30)
        assert len(facts.blurhash) == 28


@pytest.mark.parametrize(
    ("container", "audio", "content_type", "extension", "codec"),
    [
        ("mp3", "libmp3lame", "audio/mpeg", "mp3", "mp3"),
        ("flac", "flac", "audio/flac", "flac", "flac"),
        ("ogg", "libopus", "audio/ogg", "ogg", "opus"),
        ("ogg", "vorbis", "audio/ogg", "ogg", "vorbis"),
        ("ipod", "aac", "audio/mp4", "m4a", "aac"),
        ("adts", "aac", "audio/mp4", "m4a", "aac"),
        ("wav", "pcm_s16le", "audio/wav", "wav", "pcm_s16le"),
        ("wav", "pcm_mulaw", "audio/flac", "flac", "flac"),
        ("ipod", "alac", "audio/flac", "flac", "flac"),
        ("matroska", "libopus", "audio/webm", "webm", "opus"),
        ("matroska", "flac", "audio/flac", "flac", "flac"),
        ("webm", "vorbis", "audio/webm", "webm", "vorbis"),
        ("mp2", "mp2", "audio/mp4", "m4a", "aac"),
        ("asf", "wmav2", "audio/mp4", "m4a", "aac"),
    ],
)
async def test_sounds_keep_title_artist_and_album_alone(
    pipeline: MediaPipeline, folder: TemporaryFolder, container: str, audio: str, content_type: str,
    extension: str, codec: str,
) -> None:  # fmt: skip
    source = film(container, audio=audio)
    async with pipeline.file(upload(folder, source)) as facts:
        clean = content(facts.original_path)
        with films.opened(facts.original_path) as opened:
            kept = {**opened.metadata, **opened.streams[0].metadata}
        assert codecs(facts.original_path) == [codec]
        assert [secret for secret in films.SECRETS if secret in clean] == []
        if container not in ("adts", "mp2"):
            assert {name.lower(): value for name, value in kept.items()}.items() >= films.TAGS.items()
        assert (facts.kind, facts.content_type, facts.extension) == ("audio", content_type, extension)
        assert (facts.width, facts.small_path, facts.blurhash, facts.frame_rate) == (0, "", "", 0.0)
        assert facts.duration == pytest.approx(1.0, abs=0.1)
        assert facts.bit_rate > 0


@pytest.mark.parametrize("with_footer", [False, True])
@pytest.mark.parametrize(
    ("container", "codec", "extension"), [("flac", "flac", "flac"), ("adts", "aac", "m4a")]
)
async def test_a_tag_of_an_mp3_before_other_sounds_does_not_hide_them(
    pipeline: MediaPipeline,
    folder: TemporaryFolder,
    container: str,
    codec: str,
    extension: str,
    with_footer: bool,
) -> None:
    comment = b"COMM" + bytes((0, 0, 15, 80)) + bytes(2) + b"COMMENTSECRET".ljust(2000)
    size = bytes(len(comment) >> 7 * place & 127 for place in (3, 2, 1, 0))
    tag = b"\x04\0" + bytes([0x10 * with_footer]) + size
    sound = b"ID3" + tag + comment + (b"3DI" + tag) * with_footer + film(container, audio=codec)
    async with pipeline.file(upload(folder, sound)) as facts:
        assert (facts.kind, facts.extension) == ("audio", extension)
        assert facts.duration == pytest.approx(1.0, abs=0.1)
        assert b"COMMENTSECRET" not in content(facts.original_path)


@pytest.mark.parametrize(("container", "audio"), [("mp3", "libmp3lame"), ("flac", "flac"), ("mp4", "aac")])
async def test_covers_are_dropped(
    pipeline: MediaPipeline, folder: TemporaryFolder, container: str, audio: str
) -> None:
    source = films.with_cover(film(container, audio=audio), container)
    assert b"COVERSECRET" in source
    async with pipeline.file(upload(folder, source)) as facts:
        assert facts.kind == "audio"
        assert b"COVERSECRET" not in content(facts.original_path)
        assert len(codecs(facts.original_path)) == 1


async def test_only_pictures_and_sound_are_taken_along(
    pipeline: MediaPipeline, folder: TemporaryFolder
) -> None:
    source = films.with_extras()
    assert source.count(b"EXTRASECRET") > 9
    async with pipeline.file(upload(folder, source)) as facts:
        assert b"EXTRASECRET" not in content(facts.original_path)
        assert codecs(facts.original_path) == ["h264"]


@pytest.mark.parametrize(("container", "video"), [("mp4", "libx264"), ("webm", "libvpx")])
async def test_what_browsers_play_is_not_encoded_again(
    pipeline: MediaPipeline, folder: TemporaryFolder, container: str, video: str
) -> None:
    path = upload(folder, film(container, video, "libopus"))
    async with pipeline.file(path) as facts:
        for kind in ("video", "audio"):
            assert frames(facts.original_path, kind) == frames(path, kind)


@pytest.mark.parametrize("container", ["mov", "matroska"])
@pytest.mark.parametrize("audio", ["aac", ""])
async def test_frames_are_shown_when_they_were(
    pipeline: MediaPipeline, folder: TemporaryFolder, container: str, audio: str
) -> None:
    path = upload(folder, film(container, "libx264", audio))
    wanted = times(path)
    assert wanted == pytest.approx([index / 25 for index in range(25)])
    async with pipeline.file(path) as facts:
        assert times(facts.original_path) == pytest.approx(wanted)


async def test_frames_of_an_avi_are_shown_in_their_order(
    pipeline: MediaPipeline, folder: TemporaryFolder
) -> None:
    async with pipeline.file(upload(folder, film("avi", "libx264", "libmp3lame"))) as facts:
        shown = times(facts.original_path)
        assert [later - sooner for sooner, later in pairwise(shown)] == pytest.approx([0.04] * 24)


@pytest.mark.parametrize("rate", [Fraction(30_000, 1001), Fraction(24_000, 1001)])
async def test_frame_rates_are_exact_enough_to_be_told_as_fractions(
    pipeline: MediaPipeline, folder: TemporaryFolder, rate: Fraction
) -> None:
    async with pipeline.file(upload(folder, film("mp4", "libx264", rate=rate))) as facts:
        assert Fraction(facts.frame_rate).limit_denominator(1001) == rate


def beside(film: Any) -> list[bytes]:
    """Return what stands beside the frames of a WebM: its second picture, where one can see through it."""
    kind = "matroska_block_additional"
    return [
        bytes(one.get_sidedata(kind)) for one in film.demux(video=0) if one.size and one.has_sidedata(kind)
    ]


@pytest.mark.parametrize("video", ["libvpx", "libvpx-vp9"])
async def test_films_that_one_can_see_through_stay_so(
    pipeline: MediaPipeline, folder: TemporaryFolder, video: str
) -> None:
    source = film("webm", video, pixels="yuva420p", seconds=0.2, options={"auto-alt-ref": "0"})
    for _ in range(2):
        async with pipeline.file(upload(folder, source)) as facts:
            with films.opened(upload(folder, source)) as before, films.opened(facts.original_path) as after:
                second = beside(before)
                assert len(second) == 5
                assert beside(after) == second
            source = content(facts.original_path)
            assert b"\x53\xc0\x81\x01" in source  # AlphaMode (RFC 9559, 5.1.4.1.28.4)


async def test_what_stands_beside_frames_and_is_no_picture_goes(
    pipeline: MediaPipeline, folder: TemporaryFolder
) -> None:
    source = film("webm", "libvpx", pixels="yuva420p", seconds=0.2, options={"auto-alt-ref": "0"})
    opaque = source.replace(b"\x53\xc0\x81\x01", b"\x53\xc0\x81\x00")
    assert opaque != source
    async with pipeline.file(upload(folder, opaque)) as facts:
        with films.opened(upload(folder, opaque)) as before, films.opened(facts.original_path) as after:
            hidden = beside(before)
            assert len(hidden) == 5
            assert beside(after) == []
        assert not any(one[8:] in content(facts.original_path) for one in hidden)


async def test_an_mp4_begins_with_its_index(pipeline: MediaPipeline, folder: TemporaryFolder) -> None:
    source = film("mp4", "libx264", "aac")
    assert source.index(b"moov") > source.index(b"mdat")
    async with pipeline.file(upload(folder, source)) as facts:
        clean = content(facts.original_path)
        assert clean.index(b"moov") < clean.index(b"mdat")


@pytest.mark.parametrize("video", ["libx264", "libx265"])
async def test_a_film_held_upright_stays_upright(
    pipeline: MediaPipeline, folder: TemporaryFolder, video: str
) -> None:
    async with pipeline.file(upload(folder, films.turned(film("mov", video)))) as facts:
        assert (facts.width, facts.height) == (240, 320)
        assert (facts.small_width, facts.small_height) == (240, 320)
        seen = pictures.quarters(facts.small_path)
        red, green, blue, yellow = pictures.UPRIGHT
        assert pictures.are_near(seen, [blue, red, yellow, green], 30)
        with films.opened(facts.original_path) as opened:
            assert next(opened.decode(video=0)).rotation == -90


@pytest.mark.parametrize(
    ("how", "wanted"),
    [
        ((-1, 0, 0, 1), "GRYB"),
        ((1, 0, 0, -1), "BYRG"),
        ((-1, 0, 0, -1), "YBGR"),
        ((0, 1, -1, 0), "BRYG"),
        ((0, -1, 1, 0), "GYRB"),
        ((0, 1, 1, 0), "RBGY"),
        ((0, -1, -1, 0), "YGBR"),
    ],
)
async def test_the_thumbnail_stands_and_is_mirrored_as_the_film_is(
    pipeline: MediaPipeline, folder: TemporaryFolder, how: tuple[int, int, int, int], wanted: str
) -> None:
    colours = dict(zip("RGBY", pictures.UPRIGHT, strict=True))
    source = films.turned(film("mov", "libx264", seconds=0.1, options=H264), how)
    async with pipeline.file(upload(folder, source)) as facts:
        seen = pictures.quarters(facts.small_path)
        assert pictures.are_near(seen, [colours[one] for one in wanted], 30)
        assert (facts.width > facts.height) == (how[0] != 0)


@pytest.mark.parametrize("streams", [("webm", "libvpx", "libopus"), ("matroska", "libx264", "aac")])
@pytest.mark.parametrize(
    ("hollow", "kind", "kept"), [("audio", "gifv", "video"), ("video", "audio", "audio")]
)
async def test_streams_that_hold_nothing_do_not_count(
    pipeline: MediaPipeline,
    folder: TemporaryFolder,
    streams: tuple[str, str, str],
    hollow: str,
    kind: str,
    kept: str,
) -> None:
    async with pipeline.file(upload(folder, film(*streams, hollow=hollow))) as facts:
        assert facts.kind == kind
        with films.opened(facts.original_path) as opened:
            assert [stream.type for stream in opened.streams] == [kept]


@pytest.mark.parametrize(
    ("seconds", "audio", "kind"), [(1, "", "gifv"), (1, "aac", "video"), (31, "", "video"), (30, "", "gifv")]
)
async def test_short_and_silent_films_are_like_gifs(
    pipeline: MediaPipeline, folder: TemporaryFolder, seconds: float, audio: str, kind: str
) -> None:
    source = film("mp4", "libx264", audio, seconds=seconds, size=(32, 32), options=H264)
    async with pipeline.file(upload(folder, source)) as facts:
        assert facts.kind == kind


async def test_the_thumbnail_is_not_black(pipeline: MediaPipeline, folder: TemporaryFolder) -> None:
    async with pipeline.file(upload(folder, film("mp4", "libx264", dark=20, seconds=2))) as facts:
        assert pictures.are_near(pictures.quarters(facts.small_path), pictures.UPRIGHT, 30)


async def test_a_film_that_is_black_has_a_black_thumbnail(
    pipeline: MediaPipeline, folder: TemporaryFolder
) -> None:
    async with pipeline.file(upload(folder, film("mp4", "libx264", dark=25))) as facts:
        assert max(max(colour) for colour in pictures.quarters(facts.small_path)) < 20


async def test_thumbnails_are_small_and_large_films_shrink_when_converted(
    pipeline: MediaPipeline, folder: TemporaryFolder
) -> None:
    source = film("mov", "libx265", seconds=0.2, size=(2560, 1440))
    async with pipeline.file(upload(folder, source)) as facts:
        assert (facts.width, facts.height) == (1280, 720)
        assert (facts.small_width, facts.small_height) == (512, 288)
        with films.opened(facts.original_path) as opened:
            assert (opened.streams.video[0].width, opened.streams.video[0].height) == (1280, 720)


async def test_a_film_is_refused_where_a_picture_is_wanted(
    pipeline: MediaPipeline, folder: TemporaryFolder
) -> None:
    with pytest.raises(Refused, match="only pictures"):
        async with pipeline.picture(upload(folder, film("mp4", "libx264"))):
            pass


async def test_colours_of_a_converted_film_keep_their_meaning(
    pipeline: MediaPipeline, folder: TemporaryFolder
) -> None:
    options = {"x265-params": "log-level=none:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc"}
    source = film("mov", "libx265", pixels="yuv420p10le", options=options)
    async with pipeline.file(upload(folder, source)) as facts:
        with films.opened(facts.original_path) as opened:
            context = opened.streams.video[0].codec_context
            colours = (context.color_primaries, context.color_trc, context.colorspace)
    assert json.dumps(colours) == "[9, 18, 9]"
