"""Files come whole or not at all, and only where their keys say."""

import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from twisted.internet import reactor

from gotosocial.errors import NotFound, StorageFull
from gotosocial.storage.blobs import BlobKey, read_key
from gotosocial.storage.blobs_local import ARRIVING, LocalBlobs
from gotosocial.util.flow import Threads
from gotosocial.util.temporary import TemporaryFolder

OWNER = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
MEDIA = "01BX5ZZKBKACTAV9WEVGEMMVRZ"
KEY = BlobKey(owner_id=OWNER, role="attachment", size="original", media_id=MEDIA, extension="jpeg")
MIB = 1024 * 1024


@pytest.fixture
def threads() -> Iterator[Threads]:
    made = Threads(reactor, "blobs", 1)
    yield made
    made.stop()


@pytest.fixture
def blobs(tmp_path: Path, threads: Threads) -> LocalBlobs:
    return LocalBlobs(tmp_path / "storage", threads)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Another file system with room for one mebibyte: a tmpfs of that size, or one with a limit on files."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], capture_output=True)
    if mounted.returncode == 0:
        yield place
        subprocess.run(["umount", str(place)], check=True)
        return
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    with tempfile.TemporaryDirectory(dir="/dev/shm") as shared:
        resource.setrlimit(resource.RLIMIT_FSIZE, (MIB, usual[1]))
        yield Path(shared)
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def a_file(folder: Path, content: bytes = b"picture") -> str:
    path = folder / "source"
    path.write_bytes(content)
    return str(path)


@pytest.fixture
def large_file(tmp_path: Path) -> str:
    path = tmp_path / "large"
    path.write_bytes(b"x" * 3 * MIB)
    return str(path)


def everything(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


async def test_a_file_is_taken_over_and_found_again(blobs: LocalBlobs, tmp_path: Path) -> None:
    source = a_file(tmp_path)
    await blobs.put_file(KEY, source)
    found = await blobs.find(KEY)
    assert found is not None
    assert found.path == str(tmp_path / "storage" / OWNER / "attachment" / "original" / f"{MEDIA}.jpeg")
    assert found.size == 7
    assert everything(tmp_path) == [f"storage/{KEY}"]


async def test_a_file_is_replaced_whole(blobs: LocalBlobs, tmp_path: Path) -> None:
    await blobs.put_file(KEY, a_file(tmp_path, b"the first one"))
    await blobs.put_file(KEY, a_file(tmp_path, b"2nd"))
    found = await blobs.find(KEY)
    assert found is not None
    assert found.size == 3


async def test_what_is_not_there_is_none_and_may_be_deleted_twice(blobs: LocalBlobs, tmp_path: Path) -> None:
    assert await blobs.find(KEY) is None
    await blobs.put_file(KEY, a_file(tmp_path))
    await blobs.delete(KEY)
    await blobs.delete(KEY)
    assert await blobs.find(KEY) is None
    assert everything(tmp_path) == []


async def test_all_files_are_listed_by_owner_and_strangers_are_not(blobs: LocalBlobs, tmp_path: Path) -> None:
    assert await blobs.page("") == []
    small = BlobKey(owner_id=OWNER, role="avatar", size="small", media_id=MEDIA, extension="webp")
    for key in (KEY, small):
        await blobs.put_file(key, a_file(tmp_path))
    stray = tmp_path / "storage" / OWNER / "attachment" / "original" / "notes.txt"
    stray.write_text("mine")
    (tmp_path / "storage" / "lost+found").mkdir()
    listed = await blobs.files(OWNER)
    assert await blobs.page("") == await blobs.page("0") == listed
    assert await blobs.page(OWNER) == []
    assert [(one.key, one.size) for one in listed] == [(KEY, 7), (small, 7)]
    assert all(abs(time.time() - one.modified_at.timestamp()) < 3600 for one in listed)
    assert await blobs.files("*") == await blobs.files("..") == []


async def test_a_file_is_copied_out(blobs: LocalBlobs, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"something longer that was here before")
    with pytest.raises(NotFound):
        await blobs.take_out(KEY, str(target))
    await blobs.put_file(KEY, a_file(tmp_path))
    await blobs.take_out(KEY, str(target))
    assert target.read_bytes() == b"picture"
    assert blobs.link(KEY, "image/jpeg") == ""
    assert await blobs.find(KEY) is not None


async def test_a_source_on_another_disk_is_copied(threads: Threads, small_disk: Path, tmp_path: Path) -> None:
    blobs = LocalBlobs(small_disk / "storage", threads)
    await blobs.put_file(KEY, a_file(tmp_path, b"x" * 1000))
    found = await blobs.find(KEY)
    assert found is not None
    assert found.size == 1000
    assert everything(small_disk) == [f"storage/{KEY}"]
    assert not (tmp_path / "source").exists()


async def test_a_full_disk_says_so_and_holds_no_half_file(
    threads: Threads, large_file: str, small_disk: Path, tmp_path: Path
) -> None:
    blobs = LocalBlobs(small_disk / "storage", threads)
    source = large_file
    with pytest.raises(StorageFull):
        await blobs.put_file(KEY, source)
    assert everything(small_disk) == []
    assert os.path.getsize(source) == 3 * MIB  # noqa: ASYNC240  a test may look
    assert await blobs.find(KEY) is None
    await blobs.put_file(KEY, a_file(tmp_path, b"small enough"))
    assert await blobs.find(KEY) is not None


async def test_what_a_crash_left_half_arrived_is_removed_at_start(blobs: LocalBlobs, tmp_path: Path) -> None:
    arriving = tmp_path / "storage" / ARRIVING
    arriving.mkdir(parents=True)
    path, descriptor = TemporaryFolder(arriving).create()
    os.close(descriptor)
    place = Path(path).name.split("-")[1]
    (arriving / f"999999999-{place}-abc").write_bytes(b"half")
    (arriving / f"1-{place}-abc").write_bytes(b"of a process that still lives")
    (arriving / "readme").write_bytes(b"not ours")
    (arriving / "upload-old").write_bytes(b"nobody's")
    os.utime(arriving / "upload-old", (0, 0))
    await blobs.start()
    assert everything(arriving) == [f"1-{place}-abc", "readme"]


BAD_KEYS = [
    "",
    "/etc/passwd",
    f"../{OWNER}/attachment/original/{MEDIA}.jpeg",
    f"{OWNER}/attachment/original/../{MEDIA}.jpeg",
    f"{OWNER}/attachment/../../x.jpeg",
    f"{OWNER}/attachment/original/..",
    f"{OWNER}/attachment/original/{MEDIA}",
    f"{OWNER}/attachment/original/{MEDIA}.",
    f"{OWNER}/attachment/original/{MEDIA}.jpeg/",
    f"{OWNER}/attachment/original/{MEDIA}.jpeg\n",
    f"{OWNER}/attachment/original/{MEDIA}.jpeg\0",
    f"{OWNER}/attachment/original/{MEDIA}.a/b",
    f"{OWNER}/attachment/original/{MEDIA}.toolong",
    f"{OWNER}/attachment/large/{MEDIA}.jpeg",
    f"{OWNER}/secrets/original/{MEDIA}.jpeg",
    f"{OWNER.lower()}/attachment/original/{MEDIA}.jpeg",
    f"{OWNER}/attachment/original/{MEDIA[:-1]}.jpeg",
]


@pytest.mark.parametrize("text", BAD_KEYS)
def test_what_is_not_a_key_is_not_found(text: str) -> None:
    with pytest.raises(NotFound):
        read_key(text)


@pytest.mark.parametrize(
    "change", [{"owner_id": ".."}, {"media_id": "../x"}, {"extension": "../x"}, {"role": "."}]
)
def test_no_key_can_be_made_from_bad_parts(change: dict[str, Any]) -> None:
    parts: dict[str, Any] = {
        "owner_id": OWNER, "role": "header", "size": "small", "media_id": MEDIA, "extension": "webp",
    }  # fmt: skip
    assert str(BlobKey(**parts)) == f"{OWNER}/header/small/{MEDIA}.webp"
    with pytest.raises(NotFound):
        BlobKey(**{**parts, **change})


def test_a_key_reads_back_as_itself() -> None:
    assert read_key(str(KEY)) == KEY
