"""What a child says is read with suspicion."""

import json
import os
from pathlib import Path

import pytest

from gotosocial.errors import Refused, StorageFull
from gotosocial.media.answer import read_answer
from gotosocial.media.facts import MediaFacts
from gotosocial.media.job import Limits, MediaJob

JOB = MediaJob("png", 512, Limits())
GOOD = [1, 1, 1, 1, "jpeg", "00TSUA"]


def read(said: bytes, folder: Path, job: MediaJob = JOB) -> MediaFacts:
    path = folder / "file"
    path.write_bytes(b"12345")
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return read_answer(said, job, ("original", descriptor), ("small", descriptor))
    finally:
        os.close(descriptor)


def made(*values: object) -> bytes:
    return json.dumps({"made": values}).encode()


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe",
        made(1, 2, 3),
        made("image", "jpeg", [1, 1, 1, 1, "jpeg", "short"]),
        made("image", "jpeg", [1, 1, 1, 513, "jpeg", "00TSUA"]),
        made("image", "jpeg", [True, 1, 1, 1, "jpeg", "00TSUA"]),
        made("image", "jpeg", [1, 1, 1, 1, "svg", "00TSUA"]),
        made("image", "jpeg", [1, 1, 1, 1, "png", "00TSUA"]),
        made("image", "exe", GOOD),
        made("image", "mp4", GOOD),
        made("program", "mp4", GOOD),
        made("image", "jpeg", None),
        made("audio", "mp3", GOOD),
        made("video", "mp4", GOOD, -1.0, 0, 0),
        made("video", "mp4", GOOD, "long", 0, 0),
        made("video", "mp4", GOOD, 1.0, 1.0, 1.5),
        made("video", "mp4", GOOD, float("inf"), 0, 0),
        made("video", "mp4", GOOD, float("nan"), 0, 0),
        made("video", "mp4", GOOD, 0, 0, True),
        made("video", "mp4", GOOD, 0, 0, 1 << 50),
    ],
)
def test_an_answer_that_makes_no_sense_is_not_believed(said: bytes, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="could not be worked on"):
        read(said, tmp_path)


def test_a_refusal_is_passed_on(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="too many pixels"):
        read(b'{"refused": "too many pixels", "detail": ""}', tmp_path)


def test_a_full_disk_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(StorageFull):
        read(b'{"full": "no space"}', tmp_path)


def test_a_film_has_its_measures(tmp_path: Path) -> None:
    facts = read(made("gifv", "mp4", GOOD, 2.5, 25, 64000), tmp_path)
    assert (facts.kind, facts.content_type, facts.extension, facts.size) == ("gifv", "video/mp4", "mp4", 5)
    assert (facts.duration, facts.frame_rate, facts.bit_rate) == (2.5, 25.0, 64000)
    assert (facts.small_content_type, facts.small_path, facts.small_size) == ("image/jpeg", "small", 5)


def test_a_sound_has_nothing_small(tmp_path: Path) -> None:
    facts = read(made("audio", "m4a", None, 2.5, 0, 64000), tmp_path)
    assert (facts.content_type, facts.extension, facts.width) == ("audio/mp4", "m4a", 0)
    assert (facts.small_path, facts.small_size, facts.blurhash, facts.small_extension) == ("", 0, "", "")


def test_an_emoji_has_a_still_png(tmp_path: Path) -> None:
    still = made("image", "gif", [1, 1, 1, 1, "png", "00TSUA"])
    assert read(still, tmp_path, JOB._replace(is_emoji=True)).small_content_type == "image/png"
