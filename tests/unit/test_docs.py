"""The documents agree with the repository: links lead somewhere, and what they name exists."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from gotosocial.app.commands.registry import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "tests" / "README.md"])
WRITTEN = [path for path in DOCUMENTS if path.name != "configuration.md"]
"""The documents that people write; the other one is made from the options."""
PICTURE_LIMIT = 300_000

LINK = re.compile(r"\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
NAMED = re.compile(r"(?<![\w./-])((?:[\w<>-]+/)+|[\w./-]+\.(?:py|sql|html|md|yaml|service|conf))(?![\w/])")
CODE = re.compile(r"`([^`\n]+)`")
BEGINNINGS = ("", "gotosocial/", "tests/", "docs/")
FOREIGN = re.compile(
    r"(?<![\w.])/(?:home|root|tmp|work|srv|mnt|Users)/|/opt/(?!gotosocial\b)"
    r"|\bT[O]DO\b|\bF[I]XME\b|lorem ipsum",
    re.IGNORECASE,
)


def name_of(path: Path) -> str:
    """Return how a document is called in messages."""
    return path.relative_to(ROOT).as_posix()


@cache
def everything() -> frozenset[str]:
    """Return every file and folder below the parts of the repository that documents speak of."""
    parts = ("gotosocial", "tests", "docs", "contrib", "docker", "res")
    found = {name_of(path) for part in parts for path in (ROOT / part).rglob("*")}
    return frozenset(found | {path.name for path in ROOT.iterdir()})


def exists(named: str) -> bool:
    """Tell whether a file or folder that a document names is there, below the package or the root."""
    plain = named.rstrip("/")
    return any(beginning + plain in everything() for beginning in BEGINNINGS)


def broken_links(text: str, folder: Path) -> Iterator[str]:
    """Yield the links to files that are not there, and to headings that do not exist."""
    for found in LINK.finditer(text):
        target, _, heading = (found[1] or found[2]).partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        path = folder / target if target else None
        if path is not None and not path.exists():
            yield target
        elif heading and path is not None and heading not in headings(path.read_text("utf-8")):
            yield f"{target}#{heading}"


def headings(text: str) -> set[str]:
    """Return the anchors of a document's headings."""
    lines = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}


def named_files(text: str) -> list[str]:
    """Return the files and folders that a document names as code."""
    return [name for code in CODE.findall(text) for name in NAMED.findall(code) if "<" not in name]


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(path: Path) -> None:
    assert list(broken_links(path.read_text("utf-8"), path.parent)) == []


@pytest.mark.parametrize("path", WRITTEN, ids=name_of)
def test_documents_speak_of_the_project_alone(path: Path) -> None:
    found = [match[0] for match in FOREIGN.finditer(path.read_text("utf-8"))]
    assert found == []


def to_come(house: str) -> list[str]:
    """Return what house.md lists as not built yet."""
    listed = re.search(r"\*\*To come\.\*\*.*?\n\n", house, re.DOTALL)
    assert listed is not None
    return named_files(listed[0])


def test_what_the_house_names_exists() -> None:
    house = (ROOT / "docs/house.md").read_text("utf-8")
    planned = set(to_come(house))
    assert len(planned) > 5
    assert [name for name in named_files(house) if not exists(name) and name not in planned] == []


def test_what_is_to_come_is_not_there_yet() -> None:
    planned = to_come((ROOT / "docs/house.md").read_text("utf-8"))
    assert [name for name in planned if exists(name)] == [], "built meanwhile: describe it in its room"


def test_every_room_of_the_package_is_in_the_house() -> None:
    house = (ROOT / "docs/house.md").read_text("utf-8")
    rooms = [path.name for path in (ROOT / "gotosocial").iterdir() if (path / "__init__.py").exists()]
    assert [room for room in rooms if f"`{room}/" not in house] == []


@pytest.mark.parametrize(
    "path", [ROOT / "docs/flows.md", *sorted((ROOT / "docs/decisions").glob("*.md"))], ids=name_of
)
def test_flows_and_decisions_name_files_that_exist(path: Path) -> None:
    planned = to_come((ROOT / "docs/house.md").read_text("utf-8"))
    names = [name for name in named_files(path.read_text("utf-8")) if name.endswith(".py")]
    assert [name for name in names if not exists(name) and name not in planned] == []


def test_every_decision_stands_in_the_index_in_its_order() -> None:
    folder = ROOT / "docs/decisions"
    pages = sorted(path.name for path in folder.glob("0*.md"))
    listed = re.findall(r"^(\d+)\. \[.+\]\((.+)\)$", (folder / "README.md").read_text("utf-8"), re.MULTILINE)
    assert [page for _, page in listed] == pages
    assert [int(number) for number, _ in listed] == [int(page[:4]) for page in pages] == list(
        range(1, len(pages) + 1)
    )


@pytest.mark.parametrize("path", sorted((ROOT / "docs/decisions").glob("0*.md")), ids=name_of)
def test_every_decision_has_its_price(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith(f"# {int(path.name[:4])}. ")
    assert "**Price.**" in text
    assert len(text.splitlines()) <= 60


def test_every_document_stands_in_the_index() -> None:
    index = (ROOT / "docs/README.md").read_text("utf-8")
    names = [path.name for path in (ROOT / "docs").glob("*.md") if path.name != "README.md"]
    assert [name for name in names if f"]({name})" not in index] == []


def test_every_command_is_described() -> None:
    text = (ROOT / "docs/commands.md").read_text("utf-8")
    described = set()
    for heading in re.findall(r"^## gotosocial (.+)$", text, re.MULTILINE):
        first, *others = heading.split(", ")
        group = first.rpartition(" ")[0]
        described |= {first, *(f"{group} {other}" for other in others)}
    assert described == {" ".join(command.words) for command in COMMANDS}


def test_pictures_are_small() -> None:
    pictures = list((ROOT / "docs/images").iterdir())
    assert pictures
    assert [path.name for path in pictures if path.stat().st_size > PICTURE_LIMIT] == []


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("[a](nothing.md)", ["nothing.md"]),
        ("[a](README.md#no-such-heading)", ["README.md#no-such-heading"]),
        ('<img src="docs/nothing.png">', ["docs/nothing.png"]),
        ("[a](README.md#try-it) [b](https://example.org/x) [c](docs/)", []),
    ],
)
def test_a_broken_link_is_found(text: str, broken: list[str]) -> None:
    assert list(broken_links(text, ROOT)) == broken


def test_a_file_that_is_gone_is_found() -> None:
    names = named_files("`app/build.py`, `app/nothing.py`, `rest/nowhere/`, `handlers/<room>/`, `a/b`")
    assert names == ["app/build.py", "app/nothing.py", "rest/nowhere/"]
    assert [name for name in names if not exists(name)] == ["app/nothing.py", "rest/nowhere/"]


@pytest.mark.parametrize("text", ["in /home/me/x", "see /opt/other", "TO" + "DO"])
def test_a_foreign_word_is_found(text: str) -> None:
    assert FOREIGN.search(text)
    assert not FOREIGN.search("/opt/gotosocial/bin, /api/v1/media, /var/lib/gotosocial")
