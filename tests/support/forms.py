"""Bodies of forms as browsers and apps send them."""

from urllib.parse import urlencode

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=between"


def urlencoded(**fields: str) -> bytes:
    """Return an urlencoded body; names with brackets come as a dict: ``**{"source[privacy]": "direct"}``."""
    return urlencode(fields).encode()


def multipart(files: dict[str, bytes], **fields: str) -> bytes:
    """Return a multipart body with files and fields."""
    parts = [_part(f'name="{name}"', value.encode()) for name, value in fields.items()]
    parts += [
        _part(f'name="{name}"; filename="me.png"\r\nContent-Type: image/png', octets)
        for name, octets in files.items()
    ]
    return b"".join(parts) + b"--between--\r\n"


def _part(disposition: str, octets: bytes) -> bytes:
    return f"--between\r\nContent-Disposition: form-data; {disposition}\r\n\r\n".encode() + octets + b"\r\n"
