"""BlurHash: a picture's colours in some thirty letters (https://github.com/woltapp/blurhash).

The cosine transform is separable, so rows are transformed first and then columns: a few thousand
multiplications for a picture of 32 pixels' width.
"""

from collections.abc import Sequence
from math import cos, pi, pow

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"
_LINEAR = [
    (value / 255) / 12.92 if value / 255 <= 0.04045 else pow((value / 255 + 0.055) / 1.055, 2.4)
    for value in range(256)
]
Colour = tuple[float, float, float]


def encode(rgb: bytes, width: int, height: int, across: int = 4, down: int = 3) -> str:
    """Return the hash of ``width * height`` pixels of three bytes each, with so many components."""
    channels = [_components([_LINEAR[v] for v in rgb[c::3]], width, height, across, down) for c in range(3)]
    factors = list(zip(*channels, strict=True))
    rest = factors[1:]
    largest = max((abs(value) for colour in rest for value in colour), default=0.0)
    step = max(0, min(82, int(largest * 166 - 0.5)))
    letters = [_base83(across - 1 + (down - 1) * 9, 1), _base83(step, 1), _base83(_average(factors[0]), 4)]
    letters += [_base83(_difference(colour, (step + 1) / 166), 2) for colour in rest]
    return "".join(letters)


def _components(values: Sequence[float], width: int, height: int, across: int, down: int) -> list[float]:
    waves_x = [[cos(pi * i * x / width) for x in range(width)] for i in range(across)]
    waves_y = [[cos(pi * j * y / height) for y in range(height)] for j in range(down)]
    rows = [values[y * width : (y + 1) * width] for y in range(height)]
    sums = [[_dot(wave, row) for row in rows] for wave in waves_x]
    scale = 1 / (width * height)
    return [
        (1 if i == j == 0 else 2) * scale * _dot(waves_y[j], sums[i])
        for j in range(down)
        for i in range(across)
    ]


def _dot(left: Sequence[float], right: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True))


def _average(colour: Colour) -> int:
    red, green, blue = (_to_srgb(value) for value in colour)
    return red << 16 | green << 8 | blue


def _difference(colour: Colour, largest: float) -> int:
    red, green, blue = (_nineteenth(value / largest) for value in colour)
    return red * 361 + green * 19 + blue


def _nineteenth(value: float) -> int:
    root = pow(abs(value), 0.5)
    return max(0, min(18, int((root if value >= 0 else -root) * 9 + 9.5)))


def _to_srgb(value: float) -> int:
    value = max(0.0, min(1.0, value))
    if value <= 0.0031308:
        return int(value * 12.92 * 255 + 0.5)
    return int((1.055 * pow(value, 1 / 2.4) - 0.055) * 255 + 0.5)


def _base83(number: int, length: int) -> str:
    return "".join(ALPHABET[number // 83**place % 83] for place in range(length - 1, -1, -1))
