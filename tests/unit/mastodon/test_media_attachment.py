"""Files of every kind conform to the contract."""

import orjson
import pytest

from gotosocial.mastodon.media_attachment import media_entity
from tests.unit.mastodon.samples import HERE, a_picture, conforming


def test_a_picture_conforms() -> None:
    shown = conforming(
        "MediaAttachment", orjson.dumps(media_entity(a_picture(focus_x=-0.5, focus_y=0.25), HERE))
    )
    assert shown["meta"]["original"] == {"width": 800, "height": 400, "size": "800x400", "aspect": 2.0}
    assert shown["meta"]["small"]["size"] == "512x256"
    assert shown["meta"]["focus"] == {"x": -0.5, "y": 0.25}
    assert shown["url"].startswith("https://social.example/fileserver/")
    assert shown["preview_url"].endswith("/small/P.webp")


def test_a_picture_without_a_thumbnail_is_its_own_preview() -> None:
    shown = media_entity(a_picture(small_key=""), HERE)
    assert shown["preview_url"] == shown["url"]


def test_a_picture_that_is_not_here_yet_is_shown_from_its_home() -> None:
    home = "https://remote.example/x.jpeg"
    shown = media_entity(a_picture(file_key="", small_key="", remote_url=home, is_cached=False), HERE)
    assert (shown["url"], shown["preview_url"], shown["text_url"]) == (home, home, None)


def test_sound_has_no_focus_and_no_preview() -> None:
    sound = a_picture(
        kind="audio", small_key="", width=0, height=0, small_width=0, small_height=0, duration=3.5,
        bit_rate=128000,
    )  # fmt: skip
    shown = conforming("MediaAttachment", orjson.dumps(media_entity(sound, HERE)))
    assert shown["preview_url"] is None
    assert shown["meta"] == {"original": {"duration": 3.5, "bitrate": 128000}, "small": {}}


@pytest.mark.parametrize(("rate", "written"), [(30.0, "30/1"), (29.97002997, "30000/1001")])
def test_frame_rates_are_fractions(rate: float, written: str) -> None:
    film = a_picture(kind="video", frame_rate=rate, duration=2.0)
    shown = conforming("MediaAttachment", orjson.dumps(media_entity(film, HERE)))
    assert shown["meta"]["original"]["frame_rate"] == written


def test_an_unknown_file_is_only_a_link() -> None:
    unknown = a_picture(
        kind="unknown", file_key="", small_key="", remote_url="https://remote.example/x.bin",
        description="", blurhash="",
    )  # fmt: skip
    shown = conforming("MediaAttachment", orjson.dumps(media_entity(unknown, HERE)))
    assert shown["url"] == shown["remote_url"] == "https://remote.example/x.bin"
    assert (shown["meta"], shown["description"], shown["blurhash"]) == (None, None, None)
