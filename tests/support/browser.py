"""Somebody who signs in by hand: fetches the pages of OAuth, fills in their forms and presses buttons.

It knows nothing of our addresses and names of fields: what it needs stands in the pages, as it would for a
browser without JavaScript.
"""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import attrs
import requests


@attrs.define
class Form:
    """A form of a page: where it goes, what it sends, and its buttons by their text."""

    action: str
    method: str
    fields: dict[str, str] = attrs.field(factory=dict)
    kinds: dict[str, str] = attrs.field(factory=dict)
    buttons: dict[str, tuple[str, str]] = attrs.field(factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.text: list[str] = []
        self._button: tuple[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif tag == "input" and self.forms and given.get("name"):
            self.forms[-1].fields[given["name"]] = given.get("value", "")
            self.forms[-1].kinds[given["name"]] = given.get("type", "text")
        elif tag == "button" and self.forms:
            self._button = (given.get("name", ""), given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "button":
            self._button = None

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.text.append(data.strip())
            if self._button is not None and self.forms:
                self.forms[-1].buttons[data.strip()] = self._button


def forms_of(page: str) -> list[Form]:
    """Return the forms of a page."""
    reader = _Forms()
    reader.feed(page)
    return reader.forms


def text_of(page: str) -> list[str]:
    """Return the texts of a page, piece by piece."""
    reader = _Forms()
    reader.feed(page)
    return reader.text


@attrs.frozen
class Browser:
    """A person with a browser; cookies are kept, redirects are followed by hand and counted."""

    session: requests.Session = attrs.field(factory=requests.Session)
    visited: list[str] = attrs.field(factory=list)
    """Every address of the server that was asked, in order."""

    def authorize(self, url: str, *, email: str, password: str) -> str:
        """Open an app's authorize address, sign in, press Allow, and return the code."""
        page = self._open("GET", url)
        form = next(one for one in forms_of(page.text) if "password" in one.kinds.values())
        secret = next(name for name, kind in form.kinds.items() if kind == "password")
        name = next(name for name, kind in form.kinds.items() if kind in ("email", "text"))
        page = self._submit(page, form, {name: email, secret: password})
        return self._allow(page)

    def _allow(self, page: requests.Response) -> str:
        form, button = next(
            (form, button)
            for form in forms_of(page.text)
            for label, button in form.buttons.items()
            if "allow" in label.lower()
        )
        done = self._submit(page, form, dict([button]))
        where = done.headers.get("Location") or done.url
        code = parse_qs(urlsplit(where).query)["code"][0]
        if done.is_redirect:
            return code
        assert code in done.text, "the page for copying does not show the code"
        return code

    def _submit(self, page: requests.Response, form: Form, values: dict[str, str]) -> requests.Response:
        assert form.method == "post"
        return self._open("POST", urljoin(page.url, form.action), data=form.fields | values)

    def _open(self, method: str, url: str, data: dict[str, str] | None = None) -> requests.Response:
        home = urlsplit(url).netloc
        for _ in range(6):
            self.visited.append(f"{method} {urlsplit(url).path}")
            headers = {"Accept": "text/html", "Origin": f"http://{home}"} if method == "POST" else None
            answer = self.session.request(
                method, url, data=data, headers=headers, allow_redirects=False, timeout=30
            )
            assert answer.status_code < 400, f"{method} {url}: {answer.status_code} {answer.text[:500]}"
            target = urljoin(url, answer.headers.get("Location", ""))
            if not answer.is_redirect or urlsplit(target).netloc != home:
                return answer
            method, url, data = "GET", target, None
        raise AssertionError(f"too many redirects: {self.visited}")


@attrs.frozen
class Caller:
    """Somebody's app: makes requests with their token; for many threads at once."""

    url: str
    token: str

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        """Make one request on a connection of its own."""
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return requests.request(method, self.url + path, headers=headers, timeout=30, **options)

    def get(self, path: str, **query: Any) -> Any:
        """Return the JSON of what must succeed."""
        answer = self.ask("GET", path, params=query)
        assert answer.status_code == 200, f"GET {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json()

    def post(self, path: str, **body: Any) -> Any:
        """POST JSON and return that of the answer, which must be good."""
        answer = self.ask("POST", path, json=body)
        assert answer.status_code == 200, f"POST {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json()

    def pages(self, path: str) -> list[Any]:
        """Return everything a list has, page by page as its links lead."""
        found: list[Any] = []
        target = f"{self.url}{path}?limit=40"
        for _ in range(100):
            answer = requests.get(target, headers={"Authorization": f"Bearer {self.token}"}, timeout=30)
            assert answer.status_code == 200, f"{target}: {answer.status_code} {answer.text[:500]}"
            found += answer.json()
            if "next" not in answer.links:
                return found
            target = answer.links["next"]["url"]
        raise AssertionError(f"{path} has no end")


def sign_in(url: str, email: str, password: str, scopes: str = "read write") -> Caller:
    """Register an app, sign in to it through the pages, and return it."""
    out_of_band = "urn:ietf:wg:oauth:2.0:oob"
    app = requests.post(
        f"{url}/api/v1/apps",
        data={"client_name": "test", "redirect_uris": out_of_band, "scopes": scopes},
        timeout=30,
    ).json()
    asked = {"response_type": "code", "client_id": app["client_id"], "redirect_uri": out_of_band}
    address = requests.Request("GET", f"{url}/oauth/authorize", params={**asked, "scope": scopes}).prepare()
    assert address.url is not None
    code = Browser().authorize(address.url, email=email, password=password)
    given = {"grant_type": "authorization_code", "code": code, "redirect_uri": out_of_band}
    secrets = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
    token = requests.post(f"{url}/oauth/token", data=given | secrets, timeout=30).json()
    return Caller(url, token["access_token"])
