"""The hash has the form that every client decodes, and says the right colours."""

from math import cos, pi

from gotosocial.media import blurhash
from gotosocial.media.blurhash import ALPHABET, encode


def number(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value * 83 + ALPHABET.index(letter)
    return value


def test_four_by_three_components_make_28_letters() -> None:
    assert len(encode(bytes(32 * 24 * 3), 32, 24)) == 28


def test_one_colour_is_its_own_average() -> None:
    found = encode(bytes((200, 100, 50)) * (32 * 24), 32, 24)
    assert ALPHABET.index(found[0]) == 3 + 2 * 9
    assert number(found[2:6]) == 200 << 16 | 100 << 8 | 50


def test_a_slope_of_light_shows_in_the_first_horizontal_component() -> None:
    row = b"".join(bytes((x * 8,) * 3) for x in range(32))
    found = encode(row * 24, 32, 24)
    mirrored = b"".join(bytes((255 - x * 8,) * 3) for x in range(32))
    assert number(found[6:8]) // 361 < 2
    assert number(encode(mirrored * 24, 32, 24)[6:8]) // 361 > 16


def test_black_and_white_do_not_leave_the_range() -> None:
    for colour in (b"\0\0\0", b"\xff\xff\xff"):
        found = blurhash.encode(colour * (8 * 8), 8, 8)
        assert number(found[2:6]) == int.from_bytes(colour)


def test_a_known_picture_has_the_hash_of_the_reference_algorithm() -> None:
    # A slow, literal transcription of the published formula, for comparison.
    width, height = 10, 7
    places = [(x, y, c) for y in range(height) for x in range(width) for c in range(3)]
    rgb = bytes((x * 23 + y * 5 + c * 40) % 256 for x, y, c in places)

    def linear(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    def component(i: int, j: int, c: int) -> float:
        total = sum(
            cos(pi * i * x / width) * cos(pi * j * y / height) * linear(rgb[(y * width + x) * 3 + c])
            for y in range(height)
            for x in range(width)
        )
        return (1 if i == j == 0 else 2) * total / (width * height)

    largest = max(abs(component(i, j, c)) for j in range(3) for i in range(4) for c in range(3) if i or j)
    step = max(0, min(82, int(largest * 166 - 0.5)))
    found = encode(rgb, width, height)
    assert ALPHABET.index(found[1]) == step
    scale = (step + 1) / 166
    for index, (i, j) in enumerate([(i, j) for j in range(3) for i in range(4)][1:]):
        digits = []
        for c in range(3):
            share = component(i, j, c) / scale
            root = abs(share) ** 0.5 * (1 if share >= 0 else -1)
            digits.append(max(0, min(18, int(root * 9 + 9.5))))
        assert number(found[6 + 2 * index : 8 + 2 * index]) == digits[0] * 361 + digits[1] * 19 + digits[2]
