"""Gzip for texts: which answers are packed, for whom, and the packed files that are kept (row O-29).

Answers are packed anew each time, as quickly as zlib can. Files are packed once and well, and kept in
memory by path and ETag. A packed file is sent whole: Range speaks of the bytes of the file itself, so who
asks for a range gets it of the file. Its ETag is weak, because the bytes differ from those of the file.
"""

import zlib
from typing import BinaryIO

import attrs

from gotosocial.http.call import RequestHeaders
from gotosocial.http.files import Part, quoted
from gotosocial.http.reply import FileReply, Headers, Reply
from gotosocial.util.lru import Lru

VARY: Headers = (("Vary", "Accept-Encoding"),)
_PACKED: Headers = (("Content-Encoding", "gzip"), *VARY)
_SMALLEST = 1024
_LARGEST = 1024 * 1024
_TEXTS = (
    "text/",
    "application/json",
    "application/activity+json",
    "application/ld+json",
    "application/xml",
    "image/svg+xml",
)
_KEPT_FILES = 64
_KEPT_BYTES = 4 * 1024 * 1024
_NEVER = ("q=0", "q=0.0", "q=0.00", "q=0.000")


@attrs.frozen
class Packing:
    """Packs what ``is_on`` allows; everything else stays as it is."""

    is_on: bool
    _files: Lru[tuple[str, str], bytes] = attrs.field(
        factory=lambda: Lru(_KEPT_FILES, _KEPT_BYTES, len), init=False, eq=False
    )

    def of_reply(self, reply: Reply, headers: RequestHeaders) -> tuple[bytes, Headers]:
        """Return the body to send and its headers, those of the reply included."""
        body = reply.body
        if not self.is_on or len(body) < _SMALLEST or not reply.content_type.startswith(_TEXTS):
            return body, reply.headers
        if len(body) > _LARGEST or not accepts_gzip(headers.get("accept-encoding")):
            return body, VARY + reply.headers
        return _pack(body, 1), _PACKED + reply.headers

    def varies(self, reply: FileReply) -> bool:
        """Tell whether a file is sent to some as it is and to others packed."""
        return self.is_on and reply.content_type.startswith(_TEXTS)

    def of_file(
        self, reply: FileReply, headers: RequestHeaders, part: Part, file: BinaryIO
    ) -> tuple[Part, bytes] | None:
        """Return what is sent for an open file instead of ``part``, or None where that goes as it is."""
        if part.status != 200 or not self.varies(reply) or not _SMALLEST <= part.length <= _LARGEST:
            return None
        if not accepts_gzip(headers.get("accept-encoding")):
            return None
        key = (reply.path, reply.etag)
        body = self._files.get(key)
        if body is None:
            body = _pack(file.read(), 6)
            self._files.put(key, body)
        tag = ("ETag", f"W/{quoted(reply.etag).removeprefix('W/')}")
        return Part(status=200, headers=(tag, *_PACKED, *reply.headers), length=len(body)), body


def accepts_gzip(accepts: str) -> bool:
    """Tell whether Accept-Encoding permits gzip; what names it goes before what says "any"."""
    weights = {}
    for entry in accepts.lower().split(","):
        name, _, weight = entry.partition(";")
        weights[name.strip()] = weight.replace(" ", "") not in _NEVER
    return weights.get("gzip", weights.get("*", False))


def _pack(body: bytes, level: int) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)
    return packer.compress(body) + packer.flush()
