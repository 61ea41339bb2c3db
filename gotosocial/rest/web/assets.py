"""``/assets/...`` and the favicon: style sheet and pictures, the admin's own before the bundled (WE-25).

What begins with a dot is hidden, and no path leads out of the two folders, by symbolic links neither.
"""

import hashlib
from importlib.resources import files
from pathlib import Path

import attrs

from gotosocial.errors import NotFound
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, FileReply
from gotosocial.http.routes import route

CACHE = "no-cache"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
LONGEST_NAME = 250
"""Bytes of a path below a folder; file systems answer an error, not "no", to much longer ones."""


def bundled_folder() -> Path:
    """Return the folder of the files that come with the program."""
    return Path(str(files("gotosocial.res") / "static"))


@attrs.define
class AssetDoors:
    """Serves files of known types; ``folders`` are asked in their order."""

    folders: tuple[Path, ...]
    _tags: dict[tuple[str, int, int], str] = attrs.field(factory=dict, init=False)

    @route("GET", "/assets/{path...}", public=True, auth="none", group="files")
    async def asset(self, call: Call) -> AnyReply:
        """Send a file, or 304 where the browser has it."""
        return self._reply(call.args["path"])

    @route("GET", "/favicon.ico", public=True, auth="none", group="files")
    async def favicon(self, call: Call) -> AnyReply:
        """Send the icon that browsers ask for by themselves."""
        return self._reply("favicon.ico")

    def _reply(self, name: str) -> AnyReply:
        path = self._find(name)
        content_type = TYPES.get(path.suffix.lower(), "")
        if not content_type:
            raise NotFound("no such file")
        return FileReply(path=str(path), content_type=content_type, cache=CACHE, etag=self._tag(path))

    def _find(self, name: str) -> Path:
        parts = name.split("/")
        if any(not part or part.startswith(".") or "\\" in part or "\0" in part for part in parts):
            raise NotFound("no such file")
        if len(name.encode()) > LONGEST_NAME:
            raise NotFound("no such file")
        for folder in self.folders:
            path = folder.joinpath(*parts).resolve()
            if path.is_relative_to(folder.resolve()) and path.is_file():
                return path
        raise NotFound("no such file")

    def _tag(self, path: Path) -> str:
        """Return a tag by the file's content, read again only when the file has changed."""
        facts = path.stat()
        key = (str(path), facts.st_mtime_ns, facts.st_size)
        if key not in self._tags:
            if len(self._tags) > 1000:
                self._tags.clear()
            self._tags[key] = hashlib.sha256(path.read_bytes()).hexdigest()[:32]
        return self._tags[key]


def asset_folders(own_folder: str) -> tuple[Path, ...]:
    """Return where files are looked for; ``own_folder`` is the admin's, or empty."""
    return (*((Path(own_folder),) if own_folder else ()), bundled_folder())
