"""The clean film: a container without metadata, written through a descriptor that is open already."""

import os
from collections.abc import Mapping

import av
from av.container import OutputContainer

from gotosocial.media.films.plan import MUXERS
from gotosocial.media.films.source import Reader

KEPT_TAGS = ("title", "artist", "album")
_LONGEST_TAG = 500
_BUFFER = 256 * 1024
_OPTIONS = {
    "mp4": {"movflags": "+faststart"},
    "m4a": {"movflags": "+faststart"},
    "webm": {"cues_to_front": "1"},
    "weba": {"cues_to_front": "1"},
    "mp3": {"id3v2_version": "3", "write_id3v1": "0"},
}


class Writer(Reader):
    """A file object to write through a descriptor, at any place."""

    def write(self, piece: bytes) -> int:
        """Write all of the bytes."""
        rest = memoryview(piece)
        while rest:
            written = os.pwrite(self._descriptor, rest, self._at)
            rest = rest[written:]
            self._at += written
        return len(piece)


def create(descriptor: int, format_name: str, tags: Mapping[str, str]) -> OutputContainer:
    """Begin a film or sound of one of our formats; only sounds have tags."""

    def reopen(url: str, flags: int, options: dict[str, str]) -> Reader:
        # Moving the index of an MP4 to the front means reading back what was written.
        return Writer(descriptor)

    film = av.open(
        Writer(descriptor),
        "w",
        format=MUXERS[format_name],
        container_options=_OPTIONS.get(format_name, {}) | {"fflags": "+bitexact"},
        io_open=reopen,
        buffer_size=_BUFFER,
    )
    film.metadata.update(tags)
    return film


def tags_of(*places: Mapping[str, str]) -> dict[str, str]:
    """Return the tags that a sound keeps: title, artist and album, from the first place that tells each."""
    found: dict[str, str] = {}
    for place in places:
        lower = {name.lower(): value for name, value in place.items()}
        for name in KEPT_TAGS:
            text = lower.get(name, "").replace("\0", "").strip()[:_LONGEST_TAG]
            if text:
                found.setdefault(name, text)
    return found
