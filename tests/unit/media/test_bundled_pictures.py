"""The bundled pictures are there, of the right size, under the names that addresses use."""

from pathlib import Path

import pytest
from PIL import Image

from gotosocial.models.addresses import DEFAULT_AVATARS, Addresses

STATIC = Path(__file__).parents[3] / "res" / "static"
ADDRESSES = Addresses("https://here.example", "here.example", "here.example")


def bundled(url: str) -> Path:
    return STATIC / url.removeprefix(ADDRESSES.asset(""))


@pytest.mark.parametrize("number", range(1, DEFAULT_AVATARS + 1))
def test_every_default_avatar_is_a_small_square(number: int) -> None:
    with Image.open(STATIC / "default_avatars" / f"{number}.webp") as picture:
        assert (picture.format, picture.size) == ("WEBP", (400, 400))


def test_an_account_without_an_avatar_is_shown_one_that_exists() -> None:
    for number in range(50):
        assert bundled(ADDRESSES.default_avatar(f"account {number}")).is_file()


def test_header_thumbnail_and_favicon_are_there() -> None:
    with Image.open(bundled(ADDRESSES.default_header)) as header:
        assert header.size == (1500, 500)
    with Image.open(bundled(ADDRESSES.default_thumbnail)) as logo:
        assert logo.size == (512, 512)
    with Image.open(STATIC / "favicon.ico") as icon:
        assert icon.format == "ICO"
