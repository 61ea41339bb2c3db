"""Real picture files, made with Pillow, and hostile ones, made by hand."""

import struct
import zlib
from functools import cache
from io import BytesIO

import pillow_heif
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

pillow_heif.register_heif_opener()
GPS_WORD = b"GPSSECRET-52.5200N"
XMP_WORD = b"XMPSECRET-author"
COMMENT_WORD = b"COMMENTSECRET-hello"
TRAILING_WORD = b"TRAILINGSECRET-film"
SECRETS = (GPS_WORD, XMP_WORD, COMMENT_WORD, TRAILING_WORD)
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>' + XMP_WORD + b"</dc:creator></x:xmpmeta>"


def scene(width: int = 320, height: int = 240, mode: str = "RGB") -> Image.Image:
    """Return a picture whose four quarters differ: red, green, blue, yellow, with a white disc."""
    picture = Image.new("RGB", (width, height), (200, 30, 30))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((width // 2, 0, width, height // 2), (30, 160, 60))
    draw.rectangle((0, height // 2, width // 2, height), (40, 60, 200))
    draw.rectangle((width // 2, height // 2, width, height), (230, 200, 40))
    draw.ellipse((width * 3 // 8, height * 3 // 8, width * 5 // 8, height * 5 // 8), (250, 250, 250))
    if mode == "P":
        return picture.quantize(32)
    return picture if mode == "RGB" else picture.convert(mode)


def exif(orientation: int = 1) -> Image.Exif:
    """Return an EXIF block with a position, a maker and an orientation."""
    block = Image.Exif()
    block[0x0112] = orientation
    block[0x010F] = GPS_WORD.decode()
    block.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    block.get_ifd(0x8769).update({0x9286: GPS_WORD})
    return block


@cache
def srgb_profile() -> bytes:
    """Return the bytes of a real ICC profile."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def swapped_profile() -> bytes:
    """Return the usual profile with the primaries of red and green exchanged."""
    usual = srgb_profile()
    return usual.replace(b"rXYZ", b"tmpX").replace(b"gXYZ", b"rXYZ").replace(b"tmpX", b"gXYZ")


def jpeg(width: int = 320, height: int = 240, *, orientation: int = 1, mode: str = "RGB") -> bytes:
    """Return a JPEG full of metadata, with a film behind its end."""
    out = BytesIO()
    scene(width, height, mode).save(
        out, "JPEG", quality=90, exif=exif(orientation), xmp=XMP, comment=COMMENT_WORD,
        icc_profile=srgb_profile() if mode == "RGB" else None,
    )  # fmt: skip
    return out.getvalue() + TRAILING_WORD


def plain_jpeg(width: int, height: int, **options: object) -> bytes:
    """Return a JPEG without any metadata."""
    out = BytesIO()
    scene(width, height).save(out, "JPEG", **options)
    return out.getvalue()


def png(width: int = 320, height: int = 240, *, orientation: int = 1, mode: str = "RGB") -> bytes:
    """Return a PNG full of metadata."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", COMMENT_WORD.decode())
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    texts.add_text("Compressed", COMMENT_WORD.decode() * 3, zip=True)
    profile = srgb_profile() if mode == "RGB" else None
    out = BytesIO()
    scene(width, height, mode).save(out, "PNG", pnginfo=texts, exif=exif(orientation), icc_profile=profile)
    return out.getvalue() + TRAILING_WORD


def apng(frames: int = 3) -> bytes:
    """Return an animated PNG."""
    out = BytesIO()
    pictures = [scene().rotate(10 * turn) for turn in range(frames)]
    pictures[0].save(out, "PNG", save_all=True, append_images=pictures[1:], duration=80, loop=0)
    return out.getvalue()


def deep_png(*, grey: bool = False, width: int = 96, height: int = 64) -> bytes:
    """Return a PNG of 16 bits a channel: a slope from dark to light from left to right."""
    rows = []
    for _ in range(height):
        row = [round(65535 * x / (width - 1)) for x in range(width)]
        values = row if grey else [v for level in row for v in (level, level // 2, 65535 - level)]
        rows.append(b"\0" + struct.pack(f">{len(values)}H", *values))
    header = struct.pack(">IIBBBBB", width, height, 16, 0 if grey else 2, 0, 0, 0)
    body = zlib.compress(b"".join(rows))
    return PNG_HEAD + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


PNG_HEAD = b"\x89PNG\r\n\x1a\n"


def chunk(name: bytes, body: bytes) -> bytes:
    """Write a chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def see_through_png(width: int = 320, height: int = 240) -> bytes:
    """Return a PNG whose left half cannot be seen."""
    picture = scene(width, height, "RGBA")
    picture.paste((0, 0, 0, 0), (0, 0, width // 2, height))
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def gif(frames: int = 3, width: int = 160, height: int = 120) -> bytes:
    """Return an animated GIF with a comment and XMP."""
    pictures = [scene(width, height).rotate(15 * turn) for turn in range(frames)]
    out = BytesIO()
    pictures[0].save(
        out, "GIF", save_all=True, append_images=pictures[1:], duration=50, loop=0, comment=COMMENT_WORD
    )
    plain = out.getvalue()
    magic = bytes([1, *range(255, -1, -1), 0])
    xmp = b"\x21\xff\x0bXMP DataXMP" + XMP + magic
    return plain[:-1] + xmp + b";" + TRAILING_WORD


def endless_gif(frames: int) -> bytes:
    """Return a GIF of one pixel and very many frames."""
    head = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff"
    frame = b"\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"
    return head + frame * frames + b";"


def webp(width: int = 320, height: int = 240, *, orientation: int = 1, lossless: bool = False) -> bytes:
    """Return a WebP full of metadata."""
    out = BytesIO()
    scene(width, height).save(
        out, "WEBP", exif=exif(orientation), xmp=XMP, icc_profile=srgb_profile(), lossless=lossless
    )
    return out.getvalue() + TRAILING_WORD


def animated_webp(frames: int = 3) -> bytes:
    """Return an animated WebP with metadata."""
    pictures = [scene(160, 120).rotate(20 * turn) for turn in range(frames)]
    out = BytesIO()
    pictures[0].save(
        out, "WEBP", save_all=True, append_images=pictures[1:], duration=60, loop=0, exif=exif(), xmp=XMP
    )
    return out.getvalue()


def avif(width: int = 320, height: int = 240, *, orientation: int = 1, mode: str = "RGB") -> bytes:
    """Return an AVIF full of metadata."""
    out = BytesIO()
    profile = srgb_profile() if mode == "RGB" else None
    scene(width, height, mode).save(
        out, "AVIF", quality=90, exif=exif(orientation), xmp=XMP, icc_profile=profile
    )
    return out.getvalue() + TRAILING_WORD


def animated_avif(frames: int = 3) -> bytes:
    """Return an animated AVIF with metadata."""
    pictures = [scene(160, 120).rotate(20 * turn) for turn in range(frames)]
    out = BytesIO()
    pictures[0].save(
        out, "AVIF", save_all=True, append_images=pictures[1:], duration=60, exif=exif(), xmp=XMP
    )
    return out.getvalue()


def heic(width: int = 320, height: int = 240, *, orientation: int = 1, mode: str = "RGB") -> bytes:
    """Return a HEIC full of metadata."""
    out = BytesIO()
    profile = srgb_profile() if mode == "RGB" else None
    scene(width, height, mode).save(
        out, "HEIF", quality=95, exif=exif(orientation).tobytes(), xmp=XMP, icc_profile=profile
    )
    return out.getvalue()


def heic_grid(width: int, height: int, tile: int = 512) -> bytes:
    """Return a large HEIC as phones write them, in tiles; all of them are one and the same, which is fast.

    Its boxes are those of a picture of two tiles, written anew behind the others, so that no offset moves.
    """
    out, across, down = BytesIO(), -(-width // tile), -(-height // tile)
    scene(2 * tile, tile).save(out, "HEIF", quality=50, tile_size=tile)
    made = out.getvalue()
    start = made.index(b"meta") - 4
    size = int.from_bytes(made[start : start + 4])
    meta, old = made[start : start + size], struct.pack(">HH", 2 * tile, tile)
    dimg = meta.index(b"dimg") - 4
    grid, tiles = meta[dimg + 8 : dimg + 10], meta[dimg + 12 : dimg + 14] * (across * down)
    refs = iso_box(b"iref", bytes(4) + iso_box(b"dimg", grid + (across * down).to_bytes(2) + tiles))
    meta = meta.replace(meta[dimg - 12 : dimg + 16], refs)
    new = bytes((0, 0, down - 1, across - 1)) + struct.pack(">HH", width, height)
    meta = meta.replace(b"\0\0\0\1" + old, new)
    meta = meta.replace(struct.pack(">II", 2 * tile, tile), struct.pack(">II", width, height))
    return made[: start + 4] + b"free" + made[start + 8 :] + iso_box(b"meta", meta[8:])


def iso_box(name: bytes, body: bytes) -> bytes:
    """Write a box of an ISO file."""
    return struct.pack(">I", len(body) + 8) + name + body


def cmyk_jpeg() -> bytes:
    """Return a JPEG in printing colours, with Adobe's mark."""
    out = BytesIO()
    scene(mode="CMYK").save(out, "JPEG", quality=92)
    return out.getvalue()


def png_bomb(side: int = 30_000) -> bytes:
    """Return a small file that wants gigabytes: a PNG of zeros."""
    squeeze = zlib.compressobj(9)
    row = b"\0" * (side * 3 + 1)
    body = b"".join(squeeze.compress(row * 100) for _ in range(side // 100)) + squeeze.flush()
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return PNG_HEAD + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def huge_png_header() -> bytes:
    """Return a PNG that says it has 50,000 x 50,000 pixels and holds none."""
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return PNG_HEAD + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def huge_jpeg_header() -> bytes:
    """Return a JPEG whose frame says 50,000 x 50,000 pixels."""
    small = plain_jpeg(64, 64)
    at = small.index(b"\xff\xc0") + 5
    return small[:at] + struct.pack(">HH", 50_000, 50_000) + small[at + 4 :]


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def polyglot() -> bytes:
    """Return a JPEG that is a web page with a program too, in its comment and behind its end."""
    page = b"<html><script>alert('" + COMMENT_WORD + b"')</script></html>"
    small = plain_jpeg(64, 64)
    comment = b"\xff\xfe" + struct.pack(">H", len(page) + 2) + page
    return small[:2] + comment + small[2:] + page + TRAILING_WORD


RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 160, 60), (40, 60, 200), (230, 200, 40)
UPRIGHT: list[tuple[int, ...]] = [RED, GREEN, BLUE, YELLOW]
"""The colours of the quarters of a scene, row by row."""


def quarters(path: str) -> list[tuple[int, ...]]:
    """Return the colours in the middle of the four quarters of a picture."""
    with Image.open(path) as opened:
        seen = opened.convert("RGB")
        width, height = seen.size
        found = [seen.getpixel((width * x // 8, height * y // 8)) for y in (1, 7) for x in (1, 7)]
        return [one for one in found if isinstance(one, tuple)]


def are_near(left: list[tuple[int, ...]], right: list[tuple[int, ...]], most: int = 14) -> bool:
    """Return whether no colour differs by more than ``most``."""
    pairs = zip(left, right, strict=True)
    return all(abs(a - b) <= most for one, other in pairs for a, b in zip(one, other, strict=True))
