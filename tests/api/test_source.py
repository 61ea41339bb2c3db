"""Everybody gets the source of the very server that they use."""

import io
import sys
import tarfile
from importlib.metadata import distribution, version
from pathlib import Path

from twisted.internet import reactor
from twisted.internet.utils import getProcessOutput

import gotosocial
from gotosocial.handlers.instance.source import packed
from tests.support.instance import HOST, Answer, Running

URL = f"http://{HOST}/source.tar.gz"
HTML = {"Accept": "text/html,*/*;q=0.8"}


async def download(server: Running) -> Answer:
    answer = await server.ask("GET", "/source.tar.gz")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/gzip")
    return answer


def unpacked(content: bytes, folder: Path) -> Path:
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        tar.extractall(folder, filter="data")
    return folder / f"gotosocial-{version('gotosocial')}"


async def test_what_is_downloaded_runs(server: Running, tmp_path: Path) -> None:
    folder = unpacked((await download(server)).body, tmp_path / "unpacked")
    asked = (
        "import gotosocial.app.main, gotosocial.res, importlib.metadata as m\n"
        "print(gotosocial.__file__, gotosocial.res.__file__, m.version('gotosocial'))"
    )
    ran = [sys.executable, "-c", asked]
    environment = {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    output = await getProcessOutput(ran[0], ran[1:], environment, str(folder), reactor, errortoo=True)
    assert output.decode().split() == [
        str(folder / "gotosocial" / "__init__.py"),
        str(folder / "gotosocial" / "res" / "__init__.py"),
        version("gotosocial"),
    ]
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in (folder / "LICENSE").read_text()
    assert (folder / "gotosocial" / "storage" / "schema" / "0001_first.sql").is_file()
    assert (folder / "gotosocial" / "res" / "templates" / "base.html").is_file()


async def test_it_is_what_runs_and_nothing_besides(server: Running, tmp_path: Path) -> None:
    folder = unpacked((await download(server)).body, tmp_path / "unpacked")
    here = Path(gotosocial.__file__).parent
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    code = {f"gotosocial/{path.relative_to(here).as_posix()}" for path in here.rglob("*.py")}
    assert code <= found
    for name in code:
        assert (folder / name).read_bytes() == (here.parent / name).read_bytes()
    assert not [name for name in found if "__pycache__" in name or "/." in name or name.endswith(".yaml")]
    assert {name.split("/")[0] for name in found} == {"gotosocial", "gotosocial.egg-info", "LICENSE"}


async def test_it_is_packed_once_and_known_by_its_tag(server: Running) -> None:
    first = await download(server)
    again = await server.ask("GET", "/source.tar.gz", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    kept = list(server.instance.cellar.uploads.path.iterdir())
    assert [path.read_bytes() for path in kept] == [first.body]
    kept[0].unlink()
    assert (await download(server)).body == first.body


def test_the_same_files_give_the_same_bytes() -> None:
    assert packed(distribution("gotosocial")) == packed(distribution("gotosocial"))


async def test_everybody_is_told_where_it_is(server: Running) -> None:
    assert (await server.ask("GET", "/api/v2/instance")).json["source_url"] == URL
    software = (await server.ask("GET", "/nodeinfo/2.1")).json["software"]
    assert (software["repository"], software["homepage"]) == (URL, URL)
    assert f'href="{URL}"'.encode() in (await server.ask("GET", "/", headers=HTML)).body
    assert b"Disallow: /source.tar.gz\n" in (await server.ask("GET", "/robots.txt")).body
