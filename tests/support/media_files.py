"""Files on their way through the media pipeline, and what came out of it."""

from pathlib import Path

from gotosocial.util.temporary import TemporaryFolder


def upload(folder: TemporaryFolder, content: bytes, name: str = "upload.svg") -> str:
    """Write an upload beside the folder and return its path; the name says nothing about what it is."""
    path = folder.path.with_name(name)
    path.write_bytes(content)
    return str(path)


def content(path: str) -> bytes:
    """Return what is in a file."""
    return Path(path).read_bytes()
