"""The rules of docs/house.md hold in every file, and each rule is able to fail."""

import textwrap
from pathlib import Path

import pytest

from tests.support.house_rules import Source, broken_rules, sign_rules, text_rules, unfinished

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "gotosocial"
IGNORED = {"__pycache__", ".venv", ".venv-test", ".git", "build", "node_modules"}


def sources() -> list[Source]:
    """Read every Python file of the package."""
    return [
        Source(path.relative_to(PACKAGE).as_posix(), path.read_text("utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    ]


def say(broken: list[str]) -> str:
    """Join the sentences for the failing assertion."""
    return "\n" + "\n".join(broken)


def test_every_file_keeps_the_rules_of_the_house() -> None:
    broken = [words for source in sources() for words in broken_rules(source)]
    assert not broken, say(broken)


def test_nothing_is_left_unfinished() -> None:
    broken = [words for source in sources() for words in unfinished(source)]
    assert not broken, say(broken)


def test_every_folder_has_a_door_sign() -> None:
    files = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*")
        if path.is_file() and not IGNORED & set(path.relative_to(ROOT).parts)
    }
    signs = {source.path: source for source in sources() if source.path.endswith("__init__.py")}
    folders = {path.parent for path in PACKAGE.rglob("*") if path.suffix in (".py", ".sql")}
    broken = [
        f"{folder.relative_to(ROOT)} has no __init__.py with a door sign"
        for folder in sorted(folders)
        if (folder / "__init__.py").relative_to(PACKAGE).as_posix() not in signs
    ]
    broken += [words for sign in signs.values() for words in sign_rules(sign, files)]
    assert not broken, say(broken)


def test_the_tests_themselves_stay_short_and_honest() -> None:
    broken = []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if "/contract/" in name or "/node_modules/" in name:
            continue
        text = path.read_text("utf-8")
        broken += [name + words for words in text_rules(text)]
        if name != "tests/unit/test_house_rules.py":
            forbidden = ("unittest.mock", "pytest.mark.skip", "pytest.mark.xfail", "pytest.skip(")
            broken += [f"{name}: {word} hides what a test should show" for word in forbidden if word in text]
    assert not broken, say(broken)


BROKEN = {
    "imports only go down": [
        ("util/x.py", "from gotosocial.models.status import Status"),
        ("models/x.py", "from gotosocial.config.load import load"),
        ("config/x.py", "from gotosocial.models.status import Status"),
        ("text/x.py", "import gotosocial.crypto.keys"),
        ("mastodon/x.py", "from gotosocial.activitypub import note"),
        ("http/x.py", "from gotosocial.storage.database import Querier"),
        ("http/x.py", "from gotosocial.mastodon import status"),
        ("storage/x.py", "from gotosocial.jobs.queue import enqueue"),
        ("jobs/x.py", "from gotosocial.http.client import get"),
        ("federation/x.py", "from gotosocial.media import pipeline"),
        ("handlers/shared/x.py", "from gotosocial.handlers.statuses.publish import X"),
        ("handlers/statuses/x.py", "from gotosocial.handlers.accounts.create import X"),
        ("handlers/statuses/x.py", "from gotosocial.http.reply import Reply"),
        ("rest/client/x.py", "from gotosocial.rest.oauth.pages import X"),
        ("rest/client/x.py", "from gotosocial.storage.database import Database"),
        ("rest/client/x.py", "from gotosocial.federation.client import X"),
        ("rest/health.py", "from gotosocial import jobs"),
        ("handlers/x.py", "from gotosocial.rest import client"),
    ],
    "has no floor": [("util/x.py", "import gotosocial.attic"), ("attic/x.py", "import gotosocial.util.ulid")],
    "never relative": [("util/x.py", "from .clock import Clock"), ("util/x.py", "from . import clock")],
    "is used only in": [
        ("rest/x.py", "from klein import Klein"),
        ("rest/x.py", "from twisted.web.server import Site"),
        ("app/main.py", "from twisted.web import http"),
        ("storage/x.py", "import sqlite3"),
        ("storage/x.py", "from psycopg2.extras import X"),
        ("storage/engines/sqlite.py", "from txpostgres import txpostgres"),
        ("federation/x.py", "import treq"),
        ("handlers/x.py", "from PIL import Image"),
        ("mastodon/x.py", "import bleach"),
        ("app/x.py", "import yaml"),
        ("http/x.py", "from twisted.internet import reactor"),
        ("http/x.py", "from twisted.internet.threads import deferToThread"),
        ("handlers/x.py", "import jinja2"),
    ],
    "at the top of the file": [("media/x.py", "def f():\n    import json")],
    "TYPE_CHECKING": [
        ("media/x.py", "from typing import TYPE_CHECKING"),
        ("util/x.py", "typing.TYPE_CHECKING"),
    ],
    "which says nothing": [
        ("jobs/x.py", "class JobManager: ..."),
        ("jobs/x.py", "class Base: ..."),
        ("jobs/x.py", "class HTTPHandler: ..."),
    ],
    "a word that says nothing": [
        ("jobs/x.py", "def handle_job(): ..."),
        ("jobs/x.py", "async def _do_it(): ..."),
        ("jobs/x.py", "class X:\n    def process_it(self): ..."),
    ],
    "SQL is written only": [
        ("handlers/x.py", "q = 'SELECT id FROM statuses'"),
        ("jobs/x.py", "q = f'''\n  DELETE FROM {table}'''"),
    ],
    "is made only in": [
        ("federation/x.py", "from gotosocial.crypto.http_signatures import Verified\nVerified(1, 2)"),
        ("federation/x.py", "from gotosocial.crypto.http_signatures import Verified as V\nV.__new__(V)"),
        ("federation/x.py", "from gotosocial.crypto import http_signatures\nhttp_signatures.Verified(1, 2)"),
        ("federation/x.py", "import gotosocial.crypto.signed_request as s\ns.Claim()"),
        ("handlers/inbox/x.py", "from gotosocial.federation.gate import Sender\nSender(a=1)"),
    ],
    "seal of a proof": [("federation/x.py", "from gotosocial.crypto.http_signatures import _SEAL")],
    "is not used": [("storage/x.py", "from twisted.internet.defer import inlineCallbacks")],
    "at most 400": [("util/x.py", "x = 1\n" * 401)],
    "reason beside it": [
        ("util/x.py", "x = 1  # type: " + "ignore[misc]"),
        ("util/x.py", "x = 1  # no" + "qa: E501"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "path", "text"),
    [(sentence, path, text) for sentence, cases in BROKEN.items() for path, text in cases],
)
def test_each_rule_is_able_to_fail(sentence: str, path: str, text: str) -> None:
    broken = broken_rules(Source(path, text))
    assert any(sentence in words for words in broken), broken


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("models/x.py", "from gotosocial.errors import Invalid\nfrom gotosocial.models.status import Status"),
        ("config/check.py", "from gotosocial.errors import Misconfigured"),
        ("handlers/statuses/x.py", "from gotosocial.handlers.shared.access import Access"),
        ("handlers/statuses/x.py", "from gotosocial.handlers.statuses.publish import Publisher"),
        ("rest/activitypub/inbox.py", "from gotosocial.federation.gate import Gate"),
        ("rest/client/x.py", "from gotosocial.streaming.hub import Hub"),
        ("storage/x.py", "q = 'SELECT id FROM statuses'"),
        ("crypto/cavage.py", "from gotosocial.crypto.signed_request import Claim\nClaim(a=1)"),
        ("federation/x.py", "from gotosocial.crypto.http_signatures import Verified\nx: list[Verified] = []"),
        ("federation/sender/x.py", "from gotosocial.federation.sender.sender import Sender\nSender(a=1)"),
        ("app/main.py", "def main():\n    from twisted.internet import reactor"),
        ("jobs/x.py", "class JobDatabase: ...\nclass Basement: ...\ndef processed(): ...\n"),
        ("http/x.py", "METHODS = ('DELETE', 'UPDATE', 'Select a server')"),
        ("util/x.py", "x = 1  # type: " + "ignore[misc]  # the library has no types"),
        ("app/x.py", "import gotosocial.rest.health"),
    ],
)  # fmt: skip
def test_what_is_allowed_passes(path: str, text: str) -> None:
    assert broken_rules(Source(path, text)) == []


SIGNS = {
    "every folder has a door sign": "",
    "nothing else": '"""Sign. Read ``x.py`` first."""\nx = 1',
    "names the file to read first": '"""Sign."""',
    "which does not exist": '"""Sign. Read ``y.py`` first."""',
}


@pytest.mark.parametrize(("sentence", "text"), SIGNS.items())
def test_a_bad_door_sign_is_found(sentence: str, text: str) -> None:
    files = {"gotosocial/media/x.py"}
    broken = list(sign_rules(Source("media/__init__.py", text), files))
    assert any(sentence in words for words in broken), broken


def test_a_good_door_sign_passes() -> None:
    sign = textwrap.dedent('''
        """What lives here.

        What does not. Read ``x.py`` first.
        """
    ''')
    assert list(sign_rules(Source("media/__init__.py", sign), {"gotosocial/media/x.py"})) == []


def test_unfinished_work_is_found() -> None:
    assert unfinished(Source("util/x.py", "# TO" + "DO: later"))
    assert unfinished(Source("util/x.py", "raise NotImplemented" + "Error"))
    assert not unfinished(Source("util/x.py", "class NotImplementedHere: ..."))
