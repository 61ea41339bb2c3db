"""Greys of sixteen bits as greys of eight: Pillow clips them at 255 instead of scaling them."""

from PIL import Image

DEEP = frozenset({"I", "I;16"})
"""The modes of such greys."""


def eight_bits(picture: Image.Image) -> Image.Image:
    """Return a picture of one of the deep modes with eight bits a pixel; others as they are."""
    if picture.mode not in DEEP:
        return picture
    return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
