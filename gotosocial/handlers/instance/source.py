"""The source of this very server as one file, which its licence promises to everybody who uses it (AGPL, 13).

What is packed is what runs: the package as it is installed here, changes of the admin included, the bundled
templates and pictures, the licence, and the metadata that name what else must be installed. Unpacked, it runs
with ``python -m gotosocial.app.main``. Only files of known types are taken, none that is hidden and nothing
that a link leads to, so that a configuration or a database that lies in between stays at home.
"""

import gzip
import hashlib
import io
import os
import tarfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from importlib.resources import files
from pathlib import Path

import attrs

from gotosocial.util.flow import Threads
from gotosocial.util.locks import KeyedLocks
from gotosocial.util.temporary import TemporaryFolder

NAME = "gotosocial"
CODE = frozenset({".py", ".sql"})
BUNDLED = frozenset(
    {".css", ".gif", ".html", ".ico", ".jpg", ".png", ".py", ".svg", ".txt", ".webp", ".woff2"}
)


@attrs.frozen(kw_only=True)
class PackedSource:
    """The archive: its path on this machine, and a tag by its content."""

    path: str
    etag: str


@attrs.define
class SourceArchive:
    """Packs the source when somebody first asks for it, and keeps it for the others."""

    _threads: Threads
    _folder: TemporaryFolder
    _locks: KeyedLocks = attrs.field(factory=KeyedLocks, init=False)
    _packed: PackedSource | None = attrs.field(default=None, init=False)

    async def find(self) -> PackedSource:
        """Return the archive; OSError where there is no room for it."""
        return await self._locks.run("source", self._find)

    async def _find(self) -> PackedSource:
        self._packed = await self._threads.run(self._pack, self._packed)
        return self._packed

    def _pack(self, earlier: PackedSource | None) -> PackedSource:
        # Whoever cleans up temporary files may have taken it away.
        if earlier is not None and os.path.exists(earlier.path):
            return earlier
        content = packed(distribution(NAME))
        path, descriptor = self._folder.create()
        with open(descriptor, "wb") as file:
            file.write(content)
        return PackedSource(path=path, etag=hashlib.sha256(content).hexdigest()[:32])


def packed(installed: Distribution) -> bytes:
    """Return the archive; the same files give the same bytes."""
    made = io.BytesIO()
    with (
        gzip.GzipFile(filename="", mode="wb", fileobj=made, mtime=0) as squeezed,
        tarfile.open(fileobj=squeezed, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for name, content in sorted(contents(installed).items()):
            entry = tarfile.TarInfo(f"{NAME}-{installed.version}/{name}")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return made.getvalue()


def contents(installed: Distribution) -> dict[str, bytes]:
    """Return every packed file by its place in the archive."""
    code, bundled = Path(str(files(NAME))), Path(str(files(f"{NAME}.res")))
    found = {f"{NAME}/{name}": path for name, path in _below(code, CODE) if not name.startswith("res/")}
    found |= {f"{NAME}/res/{name}": path for name, path in _below(bundled, BUNDLED)}
    found |= {file.name: Path(str(file.locate())) for file in installed.files or () if file.name == "LICENSE"}
    metadata = installed.read_text("METADATA") or installed.read_text("PKG-INFO") or ""
    texts = {name: path.read_bytes() for name, path in found.items()}
    return texts | {f"{NAME}.egg-info/PKG-INFO": metadata.encode()}


def _below(folder: Path, suffixes: frozenset[str]) -> Iterator[tuple[str, Path]]:
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        is_hidden = any(part.startswith(".") or part == "__pycache__" for part in name.split("/"))
        is_inside = path.resolve() == folder.resolve() / name
        if path.suffix in suffixes and path.is_file() and is_inside and not is_hidden:
            yield name, path
