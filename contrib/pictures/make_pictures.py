"""Draws the bundled pictures: six default avatars, the default header, the logo and the favicon.

Run it from the top of the repository: ``python contrib/pictures/make_pictures.py``. Everything is drawn at
four times its size and shrunk, so that edges are smooth; the colours are flat.
"""

import math
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

STATIC = Path("res/static")
SIDE = 1600
SHOWN = 400
INK = "#26304a"
CREAM = "#fff6e6"
Draw = ImageDraw.ImageDraw


def circle(draw: Draw, x: float, y: float, radius: float, colour: str) -> None:
    """Draw a filled circle."""
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), colour)


def eyes(draw: Draw, x: float, y: float, apart: float, radius: float, colour: str = INK) -> None:
    """Draw two eyes with a glint."""
    for side in (-1, 1):
        circle(draw, x + side * apart, y, radius, colour)
        circle(draw, x + side * apart + radius * 0.3, y - radius * 0.35, radius * 0.3, "white")


def smile(draw: Draw, x: float, y: float, width: float, colour: str = INK, line: int = 26) -> None:
    """Draw a mouth."""
    draw.arc((x - width, y - width, x + width, y + width), 30, 150, colour, line)


def owl(draw: Draw) -> None:
    """Draw an owl."""
    for side in (-1, 1):
        ear = [(800 + side * 150, 560), (800 + side * 470, 330), (800 + side * 470, 760)]
        draw.polygon(ear, "#7a4f9a")
    draw.ellipse((330, 420, 1270, 1560), "#7a4f9a")
    draw.ellipse((520, 900, 1080, 1620), "#c9a6dd")
    for side in (-1, 1):
        circle(draw, 800 + side * 210, 760, 235, CREAM)
    eyes(draw, 800, 760, 195, 110)
    draw.polygon([(720, 900), (880, 900), (800, 1060)], "#f6a623")


def fox(draw: Draw) -> None:
    """Draw a fox."""
    for side in (-1, 1):
        draw.polygon([(800 + side * 120, 620), (800 + side * 520, 250), (800 + side * 540, 860)], "#e8703a")
        draw.polygon([(800 + side * 290, 600), (800 + side * 450, 420), (800 + side * 460, 700)], INK)
    draw.ellipse((260, 500, 1340, 1320), "#e8703a")
    draw.polygon([(330, 1080), (1270, 1080), (800, 1500)], "#e8703a")
    for side in (-1, 1):
        draw.polygon([(800, 1010), (800 + side * 500, 950), (800, 1500)], CREAM)
        draw.ellipse((800 + side * 290 - 230, 850, 800 + side * 290 + 230, 1210), CREAM)
    eyes(draw, 800, 880, 240, 75)
    draw.ellipse((700, 1340, 900, 1500), INK)


def whale(draw: Draw) -> None:
    """Draw a whale."""
    draw.polygon([(1190, 850), (1460, 560), (1530, 780), (1400, 960), (1240, 1060)], "#2f6fb0")
    draw.polygon([(1330, 800), (1130, 560), (1330, 540), (1440, 740)], "#2f6fb0")
    draw.ellipse((180, 640, 1340, 1420), "#2f6fb0")
    draw.chord((180, 640, 1340, 1420), 25, 155, "#dff1fb")
    circle(draw, 480, 960, 55, "white")
    circle(draw, 470, 965, 34, INK)
    draw.arc((300, 960, 560, 1180), 20, 110, INK, 22)
    for bend in (-1, 1):
        draw.arc((700 - 130 + bend * 130, 330, 700 + 130 + bend * 130, 590), 180, 360, "white", 44)
    draw.line((700, 440, 700, 620), "white", 44)


def mushroom(draw: Draw) -> None:
    """Draw a mushroom."""
    draw.rounded_rectangle((560, 860, 1040, 1420), 190, CREAM)
    draw.pieslice((230, 330, 1370, 1470), 180, 360, "#d8413f")
    draw.rounded_rectangle((230, 860, 1370, 960), 50, "#b5312f")
    for x, y, radius in ((800, 510, 105), (500, 690, 85), (1110, 690, 85), (690, 770, 55), (950, 770, 45)):
        circle(draw, x, y, radius, CREAM)
    eyes(draw, 800, 1100, 110, 48)
    smile(draw, 800, 1150, 70)


def cactus(draw: Draw) -> None:
    """Draw a cactus in its pot."""
    green, dark = "#3f9a63", "#2f7a4c"
    for left, right, top in ((330, 510, 700), (1090, 1270, 560)):
        draw.rounded_rectangle((left, top, right, 1010), 90, green)
    draw.rounded_rectangle((330, 880, 800, 1050), 85, green)
    draw.rounded_rectangle((800, 840, 1270, 1010), 85, green)
    draw.rounded_rectangle((580, 330, 1020, 1300), 220, green)
    for x in (690, 800, 910):
        draw.line((x, 430, x, 660), dark, 18)
    eyes(draw, 800, 800, 110, 52)
    smile(draw, 800, 850, 75)
    for turn in range(5):
        angle = 2 * math.pi * turn / 5 - math.pi / 2
        circle(draw, 800 + 85 * math.cos(angle), 320 + 85 * math.sin(angle), 62, "#ff8fb1")
    circle(draw, 800, 320, 55, "#ffd34e")
    draw.polygon([(480, 1220), (1120, 1220), (1040, 1600), (560, 1600)], "#c9683d")
    draw.rounded_rectangle((440, 1160, 1160, 1290), 40, "#dd7c4d")


def rocket(draw: Draw) -> None:
    """Draw a rocket among stars."""
    draw.polygon([(700, 1220), (900, 1220), (800, 1530)], "#ffb22e")
    draw.polygon([(745, 1220), (855, 1220), (800, 1400)], "#fff1b8")
    for side in (-1, 1):
        draw.polygon([(800 + side * 150, 880), (800 + side * 420, 1260), (800 + side * 150, 1180)], "#e2574c")
    draw.ellipse((560, 240, 1040, 1560), "#f1f4fa")
    draw.rectangle((540, 1220, 1060, 1600), "#2b3a67")
    draw.polygon([(700, 1220), (900, 1220), (800, 1530)], "#ffb22e")
    draw.polygon([(745, 1220), (855, 1220), (800, 1400)], "#fff1b8")
    draw.chord((560, 240, 1040, 1560), 236, 304, "#e2574c")
    circle(draw, 800, 720, 165, "#2b3a67")
    circle(draw, 800, 720, 125, "#8fd3f4")
    draw.arc((715, 635, 885, 805), 190, 260, "white", 30)
    for x, y, radius in ((300, 380, 26), (1290, 300, 34), (1350, 760, 20), (240, 860, 30), (420, 1240, 18)):
        circle(draw, x, y, radius, "#ffe08a")


AVATARS: list[tuple[str, Callable[[Draw], None]]] = [
    ("#f7c59f", owl),
    ("#9bd1c9", fox),
    ("#8ecdf0", whale),
    ("#a8d08d", mushroom),
    ("#ffd98e", cactus),
    ("#2b3a67", rocket),
]


def avatar(background: str, drawing: Callable[[Draw], None]) -> Image.Image:
    """Return one avatar on its background."""
    picture = Image.new("RGB", (SIDE, SIDE), background)
    drawing(ImageDraw.Draw(picture))
    return picture.resize((SHOWN, SHOWN), Image.Resampling.LANCZOS)


def hills(draw: Draw, width: int, height: int, base: float, swing: float, shift: float, colour: str) -> None:
    """Draw one row of hills."""
    points = []
    for x in range(0, width + 1, 8):
        wave = math.sin(x / width * 5 + shift) + math.sin(x / width * 11 + 2 * shift) / 2
        points.append((x, height * (base + swing * wave)))
    draw.polygon([*points, (width, height), (0, height)], colour)


def header() -> Image.Image:
    """Return a sunset behind hills."""
    width, height = 3000, 1000
    sky = Image.new("RGB", (1, 3))
    for row, colour in enumerate(((72, 92, 160), (222, 150, 160), (255, 214, 165))):
        sky.putpixel((0, row), colour)
    picture = sky.resize((width, height), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture)
    circle(draw, 2150, 560, 170, "#fff0c9")
    hills(draw, width, height, 0.62, 0.07, 0.4, "#8a7fb5")
    hills(draw, width, height, 0.74, 0.06, 2.1, "#5d6a9e")
    hills(draw, width, height, 0.87, 0.05, 4.0, "#37507a")
    return picture.resize((1500, 500), Image.Resampling.LANCZOS)


def logo() -> Image.Image:
    """Three speech bubbles that hold together: a small network."""
    picture = Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((60, 60, 1540, 1540), 360, "#2b3a67")
    places = ((800, 470), (460, 1040), (1140, 1040))
    for index, start in enumerate(places):
        draw.line((*start, *places[(index + 1) % 3]), "#8fd3f4", 70)
    for (x, y), colour in zip(places, ("#ffb22e", "#ff8fb1", "#7fd6a4"), strict=True):
        circle(draw, x, y, 240, "#2b3a67")
        circle(draw, x, y, 195, colour)
        draw.polygon([(x - 150, y + 60), (x - 185, y + 225), (x - 10, y + 170)], colour)
        for step in (-1, 0, 1):
            circle(draw, x + 85 * step, y, 30, "#2b3a67")
    return picture


def main() -> None:
    """Write every picture."""
    folder = STATIC / "default_avatars"
    folder.mkdir(parents=True, exist_ok=True)
    for number, (background, drawing) in enumerate(AVATARS, 1):
        avatar(background, drawing).save(folder / f"{number}.webp", quality=90, method=6)
    header().save(STATIC / "default_header.webp", quality=85, method=6)
    large = logo()
    large.resize((512, 512), Image.Resampling.LANCZOS).save(STATIC / "logo.webp", lossless=True, method=6)
    large.resize((192, 192), Image.Resampling.LANCZOS).save(STATIC / "favicon.png", optimize=True)
    small = large.resize((64, 64), Image.Resampling.LANCZOS)
    small.save(STATIC / "favicon.ico", sizes=[(16, 16), (32, 32), (48, 48)])


if __name__ == "__main__":
    main()
