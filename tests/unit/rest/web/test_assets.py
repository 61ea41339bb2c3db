"""Files of the pages: the admin's own first, nothing hidden, nothing outside."""

from pathlib import Path

import pytest

from gotosocial.errors import NotFound
from gotosocial.http.call import Call
from gotosocial.http.reply import FileReply
from gotosocial.rest.web.assets import AssetDoors, asset_folders, bundled_folder


async def found(doors: AssetDoors, name: str) -> FileReply:
    headers: dict[str, str] = {}
    asked = Call(
        method="GET", path="/", query="", args={"path": name}, headers=headers, client="", requester=None
    )
    reply = await doors.asset(asked)
    assert isinstance(reply, FileReply)
    return reply


async def test_the_bundled_files_are_found_by_type() -> None:
    doors = AssetDoors(asset_folders(""))
    assert (await found(doors, "style.css")).content_type == "text/css; charset=utf-8"
    assert (await found(doors, "default_avatars/1.webp")).content_type == "image/webp"


async def test_an_own_file_goes_before_the_bundled_one_and_changes_the_tag(tmp_path: Path) -> None:
    doors = AssetDoors(asset_folders(str(tmp_path)))
    bundled = await found(doors, "style.css")
    (tmp_path / "style.css").write_text("body {}")
    own = await found(doors, "style.css")
    assert Path(own.path) == tmp_path / "style.css"
    assert own.etag != bundled.etag
    (tmp_path / "style.css").write_text("body { }")
    assert (await found(doors, "style.css")).etag != own.etag


@pytest.mark.parametrize(
    "name",
    [
        "../templates/base.html",
        "..",
        "./style.css",
        "default_avatars/../style.css",
        "default_avatars",
        "default_avatars/",
        "/etc/passwd",
        ".hidden.css",
        ".git/config.txt",
        "default_avatars\\..\\style.css",
        "nul\0.css",
        "nothing.css",
        "page.html",
        "linked.txt",
    ],
)
async def test_what_is_hidden_outside_or_of_no_known_type_does_not_exist(tmp_path: Path, name: str) -> None:
    outside, own = tmp_path / "outside.txt", tmp_path / "own"
    own.mkdir()
    outside.write_text("secret")
    (own / ".hidden.css").write_text("x")
    (own / "page.html").write_text("x")
    (own / "linked.txt").symlink_to(outside)
    doors = AssetDoors((own, bundled_folder()))
    with pytest.raises(NotFound):
        await found(doors, name)
