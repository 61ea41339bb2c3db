"""Media bytes on the local disk: one tree for each account, as GoToSocial lays it out (row O-19).

A file comes into the tree by ``rename`` only, after its bytes were synced; where the source lies on another
file system, it is copied into the store's own folder for arriving files first. Blocking work runs in a
named thread pool; looking whether a file is there does not, because a hop costs more than the look.
"""

import os
import shutil
import stat
from pathlib import Path

import attrs

from gotosocial.errors import NotFound
from gotosocial.storage.blobs import Blob, BlobKey, StoredFile, read_key, unless_full
from gotosocial.util.clock import from_millis
from gotosocial.util.flow import Threads
from gotosocial.util.temporary import TemporaryFolder, discard
from gotosocial.util.ulid import is_ulid

ARRIVING = ".arriving"
_PAGE = 1000
_DIRECTORY_MODE = 0o750


@attrs.frozen
class LocalBlobs:
    """Files below one folder, which is made when the first file comes."""

    root: Path
    threads: Threads

    async def start(self) -> None:
        """Make the folders and remove what crashes left half-arrived."""
        await self.threads.run(self._arriving().sweep)

    async def put_file(self, key: BlobKey, source_path: str) -> None:
        """Take over a file; see ``BlobStore``."""
        await self.threads.run(self._put, key, source_path)

    async def take_out(self, key: BlobKey, target_path: str) -> None:
        """Copy a file into one of the caller's."""
        await self.threads.run(self._take_out, key, target_path)

    async def find(self, key: BlobKey) -> Blob | None:
        """Return the file, or None."""
        path = self._path(key)
        try:
            return Blob(path=str(path), size=path.stat().st_size)
        except FileNotFoundError:
            return None

    def link(self, key: BlobKey, content_type: str) -> str:
        """Return nothing: this server sends the bytes."""
        return ""

    async def delete(self, key: BlobKey) -> None:
        """Remove the file if it is there."""
        await self.threads.run(discard, str(self._path(key)))

    async def page(self, after_owner: str) -> list[StoredFile]:
        """Return all files of the next accounts."""
        return await self.threads.run(self._page, after_owner)

    async def files(self, owner_id: str) -> list[StoredFile]:
        """Return the files of one account."""
        return await self.threads.run(self._files, owner_id)

    def _path(self, key: BlobKey) -> Path:
        return self.root / str(key)

    def _arriving(self) -> TemporaryFolder:
        return TemporaryFolder(self.root / ARRIVING)

    def _put(self, key: BlobKey, source_path: str) -> None:
        unless_full(lambda: self._move(self._path(key), source_path))

    def _move(self, target: Path, source_path: str) -> None:
        make_folder(target.parent)
        if os.stat(source_path).st_dev == os.stat(target.parent).st_dev:
            sync(source_path)
            os.replace(source_path, target)
        else:
            self._bring(source_path, target)
        sync(str(target.parent))

    def _bring(self, source_path: str, place: Path) -> None:
        """Copy a file from another file system into place."""
        make_folder(self.root / ARRIVING)
        path, descriptor = self._arriving().create()
        try:
            with open(source_path, "rb") as source, os.fdopen(descriptor, "wb") as target:
                shutil.copyfileobj(source, target, 1024 * 1024)
                target.flush()
                os.fsync(target.fileno())
            os.replace(path, place)
        finally:
            discard(path)
        discard(source_path)

    def _page(self, after_owner: str) -> list[StoredFile]:
        folders = self.root.iterdir() if self.root.is_dir() else ()
        found: list[StoredFile] = []
        for owner_id in sorted(one.name for one in folders if is_ulid(one.name) and one.name > after_owner):
            found += self._files(owner_id)
            if len(found) >= _PAGE:
                break
        return found

    def _files(self, owner_id: str) -> list[StoredFile]:
        paths = sorted(self.root.glob(f"{owner_id}/*/*/*")) if is_ulid(owner_id) else []
        return [found for path in paths if (found := self._listed(path)) is not None]

    def _listed(self, path: Path) -> StoredFile | None:
        try:
            key, facts = read_key(path.relative_to(self.root).as_posix()), path.lstat()
        except (NotFound, FileNotFoundError):
            return None  # a stranger, or a file that was deleted meanwhile
        if not stat.S_ISREG(facts.st_mode):
            return None
        return StoredFile(key=key, size=facts.st_size, modified_at=from_millis(int(facts.st_mtime * 1000)))

    def _take_out(self, key: BlobKey, target_path: str) -> None:
        try:
            unless_full(lambda: shutil.copyfile(self._path(key), target_path))
        except FileNotFoundError:
            raise NotFound("no such file", detail=str(key)) from None


def make_folder(folder: Path) -> None:
    """Make a folder with its parents, so that a crash does not lose those that are new."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=_DIRECTORY_MODE, exist_ok=True)
    sync(str(folder.parent))


def sync(path: str) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
