"""Files in a bucket, through a real S3 service: kept whole, read in parts, linked to, listed."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import attrs
import pytest
from twisted.internet import reactor
from twisted.logger import LogLevel, capturedLogs, formatEvent

from gotosocial.errors import Misconfigured, NotFound, Overloaded
from gotosocial.storage.blobs import BlobKey
from gotosocial.storage.blobs_s3 import PIECE, QUIET_SECONDS, REUSED_SECONDS, Bucket, S3Blobs, open_bucket
from gotosocial.util.flow import Threads
from tests.support.clocks import MovedClock
from tests.support.s3_server import TestBucket, a_bucket

OWNER, OTHER = "01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAW"
MEDIA = "01BX5ZZKBKACTAV9WEVGEMMVRZ"
KEY = BlobKey(owner_id=OWNER, role="attachment", size="original", media_id=MEDIA, extension="jpeg")


@pytest.fixture
def threads() -> Iterator[Threads]:
    made = Threads(reactor, "s3", 4)
    yield made
    made.stop()


@pytest.fixture(params=["", "our/files/"])
def place(request: pytest.FixtureRequest) -> Iterator[TestBucket]:
    """A bucket that is ours alone, and one that is shared with others."""
    with a_bucket(prefix=request.param) as made:
        yield made


@pytest.fixture
def blobs(place: TestBucket, threads: Threads) -> S3Blobs:
    return open_bucket(place.bucket, threads, MovedClock())


def a_file(folder: Path, content: bytes = b"picture") -> str:
    path = folder / "source"
    path.write_bytes(content)
    return str(path)


async def everything(blobs: S3Blobs, key: BlobKey, start: int, length: int) -> bytes:
    found = await blobs.find(key)
    assert found is not None
    assert found.open is not None
    pieces, read = await found.open(start, length), []
    while piece := await pieces.read():
        assert len(piece) <= PIECE
        read.append(piece)
    await pieces.close()
    return b"".join(read)


async def test_a_file_is_taken_over_and_read_in_parts(
    blobs: S3Blobs, place: TestBucket, tmp_path: Path
) -> None:
    await blobs.start()
    content = bytes(range(256)) * 4096
    source = a_file(tmp_path, content)
    await blobs.put_file(KEY, source)
    assert not Path(source).exists()  # noqa: ASYNC240  a test may look
    assert place.objects() == [f"{place.bucket.prefix}{KEY}"]
    found = await blobs.find(KEY)
    assert found is not None
    assert (found.size, found.path) == (len(content), "")
    assert await everything(blobs, KEY, 0, len(content)) == content
    assert await everything(blobs, KEY, 300_000, 5) == content[300_000:300_005]
    target = tmp_path / "target"
    await blobs.take_out(KEY, str(target))
    assert target.read_bytes() == content


async def test_what_is_not_there_is_none_and_may_be_deleted_twice(blobs: S3Blobs, tmp_path: Path) -> None:
    assert await blobs.find(KEY) is None
    with pytest.raises(NotFound):
        await blobs.take_out(KEY, str(tmp_path / "target"))
    await blobs.put_file(KEY, a_file(tmp_path))
    await blobs.delete(KEY)
    await blobs.delete(KEY)
    assert await blobs.find(KEY) is None


async def test_files_are_listed_by_owner_and_strangers_are_not(
    blobs: S3Blobs, place: TestBucket, tmp_path: Path
) -> None:
    assert await blobs.page("") == []
    small = attrs.evolve(KEY, role="avatar", size="small", extension="webp")
    theirs = attrs.evolve(KEY, owner_id=OTHER)
    for key in (KEY, small, theirs):
        await blobs.put_file(key, a_file(tmp_path))
    for stray in (f"{OWNER}/notes.txt", "readme/x", "x"):
        place.client.put_object(Bucket=place.bucket.name, Key=place.bucket.prefix + stray, Body=b"")
    assert [one.key for one in await blobs.page("")] == [KEY, small, theirs]
    assert [one.key for one in await blobs.page(OWNER)] == [theirs]
    assert await blobs.page(OTHER) == []
    assert [(one.key, one.size) for one in await blobs.files(OWNER)] == [(KEY, 7), (small, 7)]
    assert await blobs.files(MEDIA) == []


async def test_accounts_are_listed_whole_where_one_answer_does_not_hold_them(
    blobs: S3Blobs, place: TestBucket
) -> None:
    blobs = attrs.evolve(blobs, per_request=10)
    one, two, three = OWNER, OTHER, MEDIA
    for owner_id, count in ((one, 6), (two, 11), (three, 2)):
        for number in range(count):
            media_id = f"01BX5ZZKBKACTAV9WEVG{number:06d}"
            key = attrs.evolve(KEY, owner_id=owner_id, media_id=media_id)
            place.client.put_object(Bucket=place.bucket.name, Key=f"{place.bucket.prefix}{key}", Body=b"x")
    found, after = list[tuple[str, int]](), ""
    while page := await blobs.page(after):
        after = page[-1].key.owner_id
        found += Counter(one.key.owner_id for one in page).items()
    assert found == [(one, 6), (two, 11), (three, 2)]
    assert len(await blobs.files(two)) == 11


async def test_clients_are_sent_to_the_bucket_with_a_signed_url(
    blobs: S3Blobs, threads: Threads, tmp_path: Path
) -> None:
    await blobs.put_file(KEY, a_file(tmp_path))
    url = blobs.link(KEY, "image/jpeg")
    answer = await threads.run(urlopen, url)
    assert (answer.read(), answer.headers["Content-Type"]) == (b"picture", "image/jpeg")
    assert "immutable" in answer.headers["Cache-Control"]
    assert blobs.link(KEY, "image/jpeg") == url
    clock = blobs.clock
    assert isinstance(clock, MovedClock)
    clock.ahead = REUSED_SECONDS + 1
    assert blobs.link(KEY, "image/jpeg").partition("?")[0] == url.partition("?")[0]


async def test_clients_are_sent_to_a_host_of_the_admins_or_served_here(blobs: S3Blobs) -> None:
    front = attrs.evolve(blobs, bucket=attrs.evolve(blobs.bucket, redirect_url="https://cdn.example"))
    assert front.link(KEY, "image/jpeg") == f"https://cdn.example/{blobs.bucket.prefix}{KEY}"
    proxy = attrs.evolve(blobs, bucket=attrs.evolve(blobs.bucket, proxies=True))
    assert proxy.link(KEY, "image/jpeg") == ""


async def test_a_bucket_that_cannot_be_used_is_said_at_the_start(blobs: S3Blobs, threads: Threads) -> None:
    missing = attrs.evolve(blobs.bucket, name="no-such-bucket")
    with pytest.raises(Misconfigured, match="no-such-bucket"):
        await open_bucket(missing, threads, MovedClock()).start()


async def test_why_a_service_fails_is_one_line_a_minute(
    place: TestBucket, threads: Threads, tmp_path: Path
) -> None:
    clock, missing = MovedClock(), attrs.evolve(place.bucket, name="no-such-bucket")
    blobs, source = open_bucket(missing, threads, clock), a_file(tmp_path)
    with capturedLogs() as events:
        for ahead in (0, 0, QUIET_SECONDS - 30, QUIET_SECONDS + 1):
            clock.ahead = ahead
            with pytest.raises(Overloaded):
                await blobs.put_file(KEY, source)
    lines = [formatEvent(one) for one in events if one["log_level"] >= LogLevel.warn]
    assert len(lines) == 2
    for line in lines:
        assert line.startswith("the bucket no-such-bucket fails: ")
        assert "NoSuchBucket" in line


async def test_what_is_not_in_the_bucket_is_no_failure_of_the_service(blobs: S3Blobs, tmp_path: Path) -> None:
    with capturedLogs() as events:
        assert await blobs.find(KEY) is None
        with pytest.raises(NotFound):
            await blobs.take_out(KEY, str(tmp_path / "target"))
    assert [one for one in events if one["log_level"] >= LogLevel.warn] == []


async def test_a_service_that_is_away_is_an_overload(threads: Threads, tmp_path: Path) -> None:
    away = Bucket(endpoint="127.0.0.1:9", name="x", is_encrypted=False, access_key="a", secret_key="b")
    blobs, source = open_bucket(away, threads, MovedClock()), a_file(tmp_path)
    with pytest.raises(Overloaded):
        await blobs.put_file(KEY, source)
    assert Path(source).exists()  # noqa: ASYNC240  a test may look
    with pytest.raises(Overloaded):
        await blobs.find(KEY)
    with pytest.raises(Misconfigured):
        await blobs.start()


@pytest.mark.parametrize(
    ("endpoint", "lookup", "region", "wanted"),
    [
        ("s3.eu-west-1.amazonaws.com", "auto", "", ("virtual", "eu-west-1")),
        ("s3.amazonaws.com", "auto", "", ("virtual", "us-east-1")),
        ("minio:9000", "auto", "", ("path", "us-east-1")),
        ("minio:9000", "dns", "here", ("virtual", "here")),
        ("s3.fr-par.scw.cloud", "auto", "fr-par", ("path", "fr-par")),
        ("s3.eu-west-1.amazonaws.com", "path", "", ("path", "eu-west-1")),
        ("notamazonaws.com", "auto", "", ("path", "us-east-1")),
    ],
)
def test_how_a_bucket_is_addressed(endpoint: str, lookup: str, region: str, wanted: tuple[str, str]) -> None:
    bucket = Bucket(endpoint=endpoint, name="x", lookup=lookup, region=region)
    assert (bucket.addressing, bucket.place) == wanted


def test_the_secret_is_not_shown() -> None:
    assert "a secret" not in repr(Bucket(endpoint="x", name="y", secret_key="a secret"))


def test_boto_is_imported_only_where_it_is_used() -> None:
    code = "import sys, gotosocial.app.instance; print('boto3' in sys.modules, 'botocore' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"
