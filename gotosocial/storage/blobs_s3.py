"""Media bytes in a bucket of an S3 service (row O-20).

boto3 waits for the network, so every call runs in a named thread pool; what a client reads slowly is fetched
piece by piece, so that nobody holds a thread while they wait and no file is ever in memory as a whole. Either
this server passes the bytes on, or it sends clients to the bucket with a signed URL, or to a host of the
admin's in front of the bucket.

An upload is one PUT, which the service keeps whole or not at all. Recent versions of boto3 add checksums that
many services refuse; they are left out where the request can do without.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

import attrs
import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from twisted.logger import Logger

from gotosocial.errors import Misconfigured, NotFound, Overloaded, StorageFull, Trouble
from gotosocial.models.media_formats import served_types
from gotosocial.storage.blobs import Blob, BlobKey, StoredFile, read_key, unless_full
from gotosocial.util.clock import Clock
from gotosocial.util.flow import Threads
from gotosocial.util.lru import Lru
from gotosocial.util.temporary import discard

T = TypeVar("T")
Links = Lru[tuple[BlobKey, str], tuple[float, str]]
PIECE = 256 * 1024
SIGNED_SECONDS = 24 * 3600
"""How long a signed URL is good."""
REUSED_SECONDS = 20 * 3600
"""How long the same one is given out, so that caches between here and the client find it again."""
_MOST_LINKS = 10_000
_CACHE = "private, max-age=604800, immutable"
_ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})
_FULL = frozenset({"507", "QuotaExceeded", "InsufficientStorage", "XMinioStorageFull", "EntityTooLarge"})
_REGION = re.compile(r"s3[.-](?:dualstack[.-]|fips[.-])?([a-z]{2}(?:-[a-z]+)+-\d)\.")
_BUCKET_IN_NAME = ("amazonaws.com", "amazonaws.com.cn", "storage.googleapis.com", "aliyuncs.com")
QUIET_SECONDS = 60.0
"""How long nothing more is logged about a service that fails."""
_log = Logger()
_STYLES = {"dns": "virtual", "path": "path"}
_TYPES = served_types()


@attrs.frozen(kw_only=True)
class Bucket:
    """Where the files are. ``prefix``: what all object keys begin with.

    ``lookup``: ``dns`` where the bucket stands in the host name, ``path``, or ``auto``. ``proxies``: whether
    this server passes the bytes on. ``redirect_url``: what URLs begin with in place of signed ones. Without
    keys, those are used that boto3 finds by itself.
    """

    endpoint: str
    name: str
    access_key: str = ""
    secret_key: str = attrs.field(default="", repr=False)
    region: str = ""
    prefix: str = ""
    lookup: str = "auto"
    is_encrypted: bool = True
    proxies: bool = False
    redirect_url: str = ""

    @property
    def addressing(self) -> str:
        """Return how the bucket is named in URLs: only the large services want it in the host name."""
        host = self.endpoint.partition(":")[0]
        large = any(host == one or host.endswith(f".{one}") for one in _BUCKET_IN_NAME)
        return _STYLES.get(self.lookup, "virtual" if large else "path")

    @property
    def place(self) -> str:
        """Return the region: the one that was named, or that of the endpoint's name, or what most assume."""
        found = _REGION.match(self.endpoint)
        return self.region or (found[1] if found else "us-east-1")


@attrs.define
class _Calls:
    """Calls of the service, each in a thread; why they fail is told to the admin, in one line a minute."""

    name: str
    threads: Threads
    clock: Clock
    _told_at: float | None = attrs.field(init=False, default=None)

    async def run(self, call: Callable[..., T], *args: Any) -> T:
        """Make a call; raise NotFound, or Overloaded and StorageFull where the service does not do it."""
        try:
            return await self.threads.run(told, call, *args)
        except (Overloaded, StorageFull) as trouble:
            self._tell(trouble)
            raise

    def _tell(self, trouble: Trouble) -> None:
        now = self.clock.monotonic()
        if self._told_at is None or now - self._told_at >= QUIET_SECONDS:
            self._told_at = now
            _log.warn("the bucket {name} fails: {why}", name=self.name, why=trouble.detail or trouble.public)


@attrs.frozen
class S3Blobs:
    """Files in one bucket. ``per_request``: how many one answer lists, at most 1000."""

    bucket: Bucket
    threads: Threads
    clock: Clock
    client: Any = attrs.field(repr=False)
    per_request: int = 1000
    _links: Links = attrs.field(init=False, repr=False, factory=lambda: Lru(_MOST_LINKS))
    _calls: _Calls = attrs.field(init=False, repr=False)

    @_calls.default
    def _made_calls(self) -> _Calls:
        return _Calls(self.bucket.name, self.threads, self.clock)

    async def start(self) -> None:
        """Look whether the bucket can be used."""
        try:
            await self.threads.run(partial(self.client.head_bucket, Bucket=self.bucket.name))
        except (BotoCoreError, ClientError) as error:
            raise Misconfigured(f"the bucket {self.bucket.name} cannot be used: {error}") from error

    async def put_file(self, key: BlobKey, source_path: str) -> None:
        """Take over a file; see ``BlobStore``."""
        await self._run(self._put, key, source_path)

    async def take_out(self, key: BlobKey, target_path: str) -> None:
        """Copy a file into one of the caller's."""
        await self._run(self._take_out, key, target_path)

    async def find(self, key: BlobKey) -> Blob | None:
        """Return the file, or None."""
        try:
            found = await self._run(partial(self.client.head_object, **self._named(key)))
        except NotFound:
            return None
        return Blob(size=int(found["ContentLength"]), open=partial(self._open, key))

    def link(self, key: BlobKey, content_type: str) -> str:
        """Return where clients are sent; signing costs half a millisecond, so URLs are kept for a while."""
        if self.bucket.proxies:
            return ""
        if self.bucket.redirect_url:
            return f"{self.bucket.redirect_url}/{self._object(key)}"
        known = self._links.get((key, content_type))
        now = self.clock.monotonic()
        if known is not None and now - known[0] < REUSED_SECONDS:
            return known[1]
        wanted = self._named(key) | {"ResponseContentType": content_type, "ResponseCacheControl": _CACHE}
        url: str = self.client.generate_presigned_url("get_object", Params=wanted, ExpiresIn=SIGNED_SECONDS)
        self._links.put((key, content_type), (now, url))
        return url

    async def delete(self, key: BlobKey) -> None:
        """Remove the file if it is there."""
        await self._run(partial(self.client.delete_object, **self._named(key)))

    async def page(self, after_owner: str) -> list[StoredFile]:
        """Return all files of the next accounts: one request for many files."""
        return await self._run(self._page, after_owner)

    async def files(self, owner_id: str) -> list[StoredFile]:
        """Return the files of one account."""
        return await self._run(self._files, owner_id)

    async def _run(self, call: Callable[..., T], *args: Any) -> T:
        return await self._calls.run(call, *args)

    async def _open(self, key: BlobKey, start: int, length: int) -> "_Pieces":
        span = f"bytes={start}-{start + length - 1}"
        found = await self._run(partial(self.client.get_object, Range=span, **self._named(key)))
        return _Pieces(found["Body"], self._calls)

    def _object(self, key: BlobKey) -> str:
        return f"{self.bucket.prefix}{key}"

    def _named(self, key: BlobKey) -> dict[str, str]:
        return {"Bucket": self.bucket.name, "Key": self._object(key)}

    def _put(self, key: BlobKey, source_path: str) -> None:
        content_type = _TYPES.get(key.extension, "application/octet-stream")
        with open(source_path, "rb") as source:
            self.client.put_object(
                **self._named(key), Body=source, ContentType=content_type, CacheControl=_CACHE
            )
        discard(source_path)

    def _take_out(self, key: BlobKey, target_path: str) -> None:
        body = self.client.get_object(**self._named(key))["Body"]
        with body, open(target_path, "wb") as target:
            while piece := body.read(PIECE):
                unless_full(partial(target.write, piece))
            unless_full(target.flush)

    def _page(self, after_owner: str) -> list[StoredFile]:
        prefix, found = self.bucket.prefix, list[StoredFile]()
        # "0" follows "/", so this is behind all files of the account and before the next one.
        for page in self._pages(Prefix=prefix, StartAfter=f"{prefix}{after_owner}0"):
            found += self._listed(page)
            owners = {one.key.owner_id for one in found}
            if page.get("IsTruncated") and len(owners) > 1:
                # The last account may go on behind this page; it comes with the next one, whole.
                last = max(owners)
                return [one for one in found if one.key.owner_id != last]
        return found

    def _files(self, owner_id: str) -> list[StoredFile]:
        pages = self._pages(Prefix=f"{self.bucket.prefix}{owner_id}/")
        return [one for page in pages for one in self._listed(page)]

    def _pages(self, **wanted: str) -> Any:
        paginator = self.client.get_paginator("list_objects_v2")
        size = {"PageSize": self.per_request}
        return paginator.paginate(Bucket=self.bucket.name, PaginationConfig=size, **wanted)

    def _listed(self, page: Any) -> list[StoredFile]:
        found = []
        for one in page.get("Contents", ()):
            with suppress(NotFound):
                key = read_key(one["Key"][len(self.bucket.prefix) :])
                found.append(StoredFile(key=key, size=one["Size"], modified_at=one["LastModified"]))
        return found


@attrs.frozen
class _Pieces:
    """An answer of the service that is read in threads, one piece at a time."""

    _body: Any
    _calls: _Calls

    async def read(self) -> bytes:
        """Return the next bytes."""
        return await self._calls.run(self._body.read, PIECE)

    async def close(self) -> None:
        """Give up the connection, unless everything was read."""
        await self._calls.threads.run(self._body.close)


def told(call: Callable[..., T], *args: Any) -> T:
    """Make a call and tell what goes wrong in our own words."""
    try:
        return call(*args)
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in _ABSENT:
            raise NotFound("no such file", detail=str(error)) from error
        if code in _FULL:
            raise StorageFull(detail=str(error)) from error
        raise Overloaded("the media storage does not answer as expected", detail=str(error)) from error
    except BotoCoreError as error:
        raise Overloaded("the media storage cannot be reached", detail=str(error)) from error


def open_bucket(bucket: Bucket, threads: Threads, clock: Clock) -> S3Blobs:
    """Return the store of a bucket; nothing is asked of the service yet."""
    scheme = "https" if bucket.is_encrypted else "http"
    client = boto3.session.Session().client(
        "s3",
        endpoint_url=f"{scheme}://{bucket.endpoint}",
        region_name=bucket.place,
        aws_access_key_id=bucket.access_key or None,
        aws_secret_access_key=bucket.secret_key or None,
        config=Config(
            signature_version="s3v4",
            connect_timeout=10,
            read_timeout=60,
            max_pool_connections=32,
            retries={"mode": "standard", "max_attempts": 3},
            s3={"addressing_style": bucket.addressing},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
    return S3Blobs(bucket, threads, clock, client)
