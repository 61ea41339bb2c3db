"""The rules of the house as functions over one file; ``tests/unit/test_house_rules.py`` walks the tree.

``docs/house.md`` says why each rule exists. A broken rule is a sentence that names the place, so that whoever
reads the failing test knows what to change without looking here.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

import attrs

MAX_LINES = 400

FLOORS = {
    "util": "util",
    "models": "basics", "config": "basics", "errors": "basics",
    "text": "tools", "crypto": "tools",
    "activitypub": "languages", "mastodon": "languages",
    "http": "http", "storage": "storage", "jobs": "jobs",
    "federation": "talk", "media": "talk", "push": "talk", "streaming": "talk",
    "handlers": "handlers", "rest": "rest", "app": "app",
}  # fmt: skip

LOW = {"util", "basics", "tools"}
DEEP = LOW | {"languages", "http", "storage", "jobs", "talk"}
MAY_IMPORT = {
    "util": set[str](),
    "basics": {"util"},
    "tools": {"util", "basics"},
    "languages": LOW,
    "http": LOW,
    "storage": LOW,
    "jobs": LOW | {"storage"},
    "talk": LOW | {"languages", "http", "storage", "jobs"},
    "shared": DEEP - {"http"},
    "handlers": (DEEP - {"http"}) | {"shared"},
    "rest": LOW | {"languages", "http", "shared", "handlers"},
    "app": DEEP | {"shared", "handlers", "rest"},
}
DOORS_MAY_TALK_TO = ("gotosocial.federation.gate", "gotosocial.streaming.hub")

FENCES = {
    "klein": ("http/", "app/listen.py"),
    "twisted.web.server": ("http/", "app/listen.py"),
    "twisted.web.http": ("http/", "app/listen.py"),
    "sqlite3": ("storage/engines/sqlite",),
    "txpostgres": ("storage/engines/postgres", "storage/bus.py"),
    "psycopg2": ("storage/engines/postgres", "storage/bus.py"),
    "treq": ("http/client.py",),
    "boto3": ("storage/blobs_s3.py",),
    "botocore": ("storage/blobs_s3.py",),
    "PIL": ("media/",),
    "av": ("media/",),
    "pillow_heif": ("media/",),
    "mistune": ("text/",),
    "bleach": ("text/",),
    "publicsuffixlist": ("util/domains.py", "text/links.py"),
    "yaml": ("config/load.py", "config/describe.py"),
    "jinja2": ("text/templates.py", "http/templates.py", "rest/web/templates.py"),
    "twisted.internet.reactor": ("app/main.py",),
    "twisted.internet.threads": (),
    "asyncio": (),
}

INNER_IMPORTS = {
    "app/main.py": "installs the reactor before anything else may import one",
    "app/build.py": "the PostgreSQL engine costs memory that an instance on SQLite does not need",
    "app/media_store.py": "boto3 costs memory that an instance with files on its disk does not need",
}

MADE_ONLY_IN = {
    "gotosocial.crypto.http_signatures.Verified": ("crypto/http_signatures.py",),
    "gotosocial.crypto.signed_request.Claim": ("crypto/cavage.py", "crypto/rfc9421.py"),
    "gotosocial.federation.gate.Sender": ("federation/gate.py",),
}
"""What proves that a request was signed, and where alone it may be made."""

BANNED_WORDS = {"Handler", "Manager", "Processor", "Helper", "Util", "Base", "Impl", "Data", "Info"}
BANNED_STARTS = ("do_", "process_", "handle_")
SQL = re.compile(r"\s*(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|WITH\s+\w+\s+AS\s)")
EXCUSE = re.compile(r"#\s*(?:type:\s*ignore(?:\[[\w\-, ]*\])?|noqa(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?)(.*)$")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
SIGN = re.compile(r"\bread\b[^.]*``([\w/.\-]+)``|``([\w/.\-]+)``\. Read that first", re.IGNORECASE)


@attrs.frozen
class Source:
    """One file of the package: its path below ``gotosocial/`` and its text."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text)

    @property
    def module(self) -> str:
        """The dotted name of the file."""
        parts = PurePosixPath("gotosocial", self.path).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def broken_rules(source: Source) -> list[str]:
    """Return a sentence for every rule of the house that the file breaks."""
    rules = (
        _floors, _fences, _inner_imports, _class_names, _function_names, _sql, _inline_callbacks,
        _proofs,
    )  # fmt: skip
    tree, place = source.tree, f"gotosocial/{source.path}"
    found = [f"{place}:{line}: {words}" for rule in rules for line, words in rule(source, tree)]
    return found + [place + words for words in text_rules(source.text)]


def text_rules(text: str) -> Iterator[str]:
    """Yield what is wrong with a file's lines, whatever they mean; also used for ``tests/``."""
    lines = text.splitlines()
    if len(lines) > MAX_LINES:
        yield f": {len(lines)} lines; a file has at most {MAX_LINES}, longer ones hold two concepts"
    for number, line in enumerate(lines, 1):
        if (excuse := EXCUSE.search(line)) and len(re.findall(r"\w{2,}", excuse[1])) < 2:
            yield f":{number}: a silenced check has its reason beside it"


def unfinished(source: Source) -> list[str]:
    """Return the marks of unfinished work in a file."""
    return [
        f"gotosocial/{source.path}:{number}: {mark[1]} marks unfinished work; finish it"
        for number, line in enumerate(source.text.splitlines(), 1)
        if (mark := UNFINISHED.search(line))
    ]


def sign_rules(source: Source, files: set[str]) -> Iterator[str]:
    """Yield what is wrong with a door sign, given all paths that exist (below the root of the project)."""
    place = f"gotosocial/{source.path}"
    body = source.tree.body
    sign = ast.get_docstring(source.tree)
    if sign is None:
        yield f"{place}: every folder has a door sign, the docstring of its __init__.py"
        return
    if len(body) > 1:
        yield f"{place}: an __init__.py holds its door sign and nothing else"
    named = [name for match in SIGN.finditer(sign) for name in match.groups() if name]
    if not named:
        yield f"{place}: the door sign names the file to read first, as in: Read ``x.py`` first."
    folder = str(PurePosixPath(place).parent)
    for name in named:
        if f"{folder}/{name}" not in files and name not in files:
            yield f"{place}: the door sign names {name}, which does not exist"


def room_of(module: str) -> tuple[str, str]:
    """Return the floor and the room of a dotted module name, such as ("handlers", "handlers.statuses")."""
    parts = module.split(".")[1:]
    if not parts:
        return "", ""
    floor = FLOORS.get(parts[0], "")
    if parts[0] in ("handlers", "rest") and len(parts) > 1:
        return ("shared" if parts[:2] == ["handlers", "shared"] else floor), ".".join(parts[:2])
    return floor, parts[0]


def _floors(source: Source, tree: ast.Module) -> Iterator[tuple[int, str]]:
    floor, room = room_of(source.module)
    for line, target in _imports(tree):
        if target.startswith("."):
            yield line, "imports are written from the root of the package, never relative"
        if not target.startswith("gotosocial.") or f"{target}.".startswith("gotosocial.res."):
            continue
        other_floor, other_room = room_of(target)
        if not floor or not other_floor:
            yield line, f"{target if floor else source.module} has no floor in docs/house.md"
        elif other_room != room and not _is_downstairs(floor, other_floor, target):
            yield line, f"{room} may not import {target}: imports only go down, and stay in the room"


def _is_downstairs(floor: str, other_floor: str, target: str) -> bool:
    if floor == "basics" and target.startswith("gotosocial.errors"):
        return True
    if floor == "rest" and target.startswith(DOORS_MAY_TALK_TO):
        return True
    return other_floor in MAY_IMPORT[floor]


def _fences(source: Source, tree: ast.Module) -> Iterator[tuple[int, str]]:
    for line, target in _imports(tree):
        for library, places in FENCES.items():
            inside = target == library or target.startswith(library + ".")
            if inside and not (places and source.path.startswith(places)):
                where = " and ".join(places) or "nowhere"
                yield line, f"{library} is used only in {where}"


def _inner_imports(source: Source, tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        names = {getattr(node, part, "") for part in ("id", "attr", "name")}
        if isinstance(node, ast.Name | ast.Attribute | ast.alias) and "TYPE_CHECKING" in names:
            yield _line(node), "TYPE_CHECKING hides an import; a type that is needed below belongs below"
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for inner in ast.walk(node):
            if isinstance(inner, ast.Import | ast.ImportFrom) and source.path not in INNER_IMPORTS:
                yield inner.lineno, "imports stand at the top of the file, not in functions"


def _class_names(source: Source, tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            words = set(re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*", node.name))
            for word in sorted(words & BANNED_WORDS):
                yield node.lineno, f"the class {node.name} is called {word}, which says nothing"


def _function_names(source: Source, tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if node.name.lstrip("_").startswith(BANNED_STARTS):
            yield node.lineno, f"the function {node.name} starts with a word that says nothing"


def _sql(source: Source, tree: ast.Module) -> Iterator[tuple[int, str]]:
    if source.path.startswith("storage/"):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value):
            yield node.lineno, "SQL is written only in storage/"


def _inline_callbacks(source: Source, tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.alias) and node.name in ("inlineCallbacks", "deferToThread"):
            yield _line(node), f"{node.name} is not used: async def for waiting, flow.Threads for slow work"


def _proofs(source: Source, tree: ast.Module) -> Iterator[tuple[int, str]]:
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    aliases = [(alias, "") for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    aliases += [(alias, f"{node.module}.") for node in froms for alias in node.names]
    names = {alias.asname: start + alias.name for alias, start in aliases if alias.asname}
    names |= {alias.name: start + alias.name for alias, start in aliases if start and not alias.asname}
    for node in froms:
        if any(alias.name == "_SEAL" for alias in node.names):
            yield node.lineno, "the seal of a proof is not imported"
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        parts = ast.unparse(node.func).split(".")
        whole = ".".join([names.get(parts[0], parts[0]), *parts[1:]])
        for proof, places in MADE_ONLY_IN.items():
            is_made = whole == proof or whole.startswith(proof + ".__")
            if is_made and source.path not in places:
                yield node.lineno, f"a {proof.rpartition('.')[2]} is made only in {' and '.join(places)}"


def _imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the line and the full dotted name of everything that is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{start}.{alias.name}") for alias in node.names)


def _line(node: ast.AST) -> int:
    return int(getattr(node, "lineno", 0))
