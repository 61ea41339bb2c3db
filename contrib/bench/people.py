"""Three people who live on the measured instance: made by its command line, signed in through its pages."""

import html
import http.client
import json
import re
import subprocess
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import attrs

NAMES = ("one", "two", "three")
PASSWORD = "correct horse battery 7 staple"
SIGN_INS = 8
POSTS = 120
OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
_FIELD = re.compile(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"')


@attrs.frozen
class Seeded:
    """What the rounds need: tokens in rotation, and things to ask for."""

    tokens: list[str]
    account_ids: list[str]
    status_ids: list[str]


class Visitor:
    """A browser with cookies and no more."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._cookies: dict[str, str] = {}

    def ask(
        self, method: str, path: str, body: str = "", kind: str = "", token: str = ""
    ) -> tuple[int, Any, str]:
        """Return status, headers and body."""
        headers = {"User-Agent": "bench", "Host": "localhost"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if kind:
            headers["Content-Type"] = kind
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._connection.request(method, path, body or None, headers)
        response = self._connection.getresponse()
        text = response.read().decode()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return response.status, response.headers, text

    def json(self, method: str, path: str, token: str, value: Any = None) -> Any:
        """Speak with the client API; anything but 200 ends the bench."""
        body = "" if value is None else json.dumps(value)
        status, _, text = self.ask(method, path, body, "application/json", token)
        if status != 200:
            raise SystemExit(f"{method} {path}: {status} {text}")
        return json.loads(text)

    def form(self, path: str, **fields: str) -> tuple[int, Any, str]:
        """Send a form."""
        return self.ask("POST", path, urlencode(fields), "application/x-www-form-urlencoded")

    def follow(self, path: str) -> str:
        """Open a page, wherever it leads, and return it."""
        for _ in range(5):
            status, headers, text = self.ask("GET", path)
            if status not in (302, 303):
                return text
            path = _local(headers["Location"])
        raise SystemExit(f"{path} leads in circles")


def seed(port: int, program: list[str]) -> Seeded:
    """Make the people, sign them in, and let them follow each other and post."""
    for name in NAMES:
        flags = ["--username", name, "--email", f"{name}@localhost.example", "--password", PASSWORD]
        subprocess.run([*program, "admin", "account", "create", *flags], check=True, capture_output=True)
    tokens = [sign_in(port, f"{NAMES[one % len(NAMES)]}@localhost.example") for one in range(SIGN_INS)]
    visitor = Visitor(port)
    ids = [visitor.json("GET", "/api/v1/accounts/verify_credentials", one)["id"] for one in tokens[:3]]
    for token in tokens[:3]:
        visitor.ask("PATCH", "/api/v1/accounts/update_credentials", "locked=false", FORM, token)
    for index, token in enumerate(tokens[:3]):
        for other in ids:
            if other != ids[index]:
                visitor.json("POST", f"/api/v1/accounts/{other}/follow", token, {})
    return Seeded(tokens, ids, [post(visitor, tokens, number) for number in range(POSTS)])


FORM = "application/x-www-form-urlencoded"


def post(visitor: Visitor, tokens: list[str], number: int) -> str:
    """Publish one post, with a mention, a tag and a link; some are favourited and boosted."""
    author, reader, other = (tokens[(number + step) % 3] for step in range(3))
    text = f"Post {number} for @{NAMES[(number + 1) % 3]}, with #bench and https://example.org/{number} in it"
    wanted = {"status": text, "visibility": "public"}
    status_id: str = visitor.json("POST", "/api/v1/statuses", author, wanted)["id"]
    if number % 4 == 0:
        visitor.json("POST", f"/api/v1/statuses/{status_id}/favourite", reader)
    if number % 10 == 0:
        visitor.json("POST", f"/api/v1/statuses/{status_id}/reblog", other)
    return status_id


def sign_in(port: int, email: str) -> str:
    """Register an app, sign in, agree, and return the access token."""
    visitor = Visitor(port)
    wanted = {"client_name": "bench", "redirect_uris": OUT_OF_BAND, "scopes": "read write"}
    app = visitor.json("POST", "/api/v1/apps", "", wanted)
    asked = {"client_id": app["client_id"], "redirect_uri": OUT_OF_BAND, "scope": "read write"}
    page = visitor.follow("/oauth/authorize?" + urlencode({"response_type": "code", **asked}))
    _, headers, _ = visitor.form("/auth/sign_in", **_fields(page), username=email, password=PASSWORD)
    page = visitor.follow(_local(headers["Location"]))
    _, headers, _ = visitor.form("/oauth/authorize", **_fields(page), action="allow")
    code = parse_qs(urlsplit(headers["Location"]).query)["code"][0]
    secret = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
    _, _, text = visitor.form(
        "/oauth/token", grant_type="authorization_code", code=code, redirect_uri=OUT_OF_BAND, **secret
    )
    token: str = json.loads(text)["access_token"]
    return token


def _fields(page: str) -> dict[str, str]:
    hidden = {name: html.unescape(value) for name, value in _FIELD.findall(page)}
    return {name: value for name, value in hidden.items() if name not in ("username", "password")}


def _local(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")
