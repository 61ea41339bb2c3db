"""Somebody with a browser beside the server: keeps cookies, fills in forms, presses buttons."""

from typing import Any
from urllib.parse import urlencode

import attrs

from gotosocial.crypto.passwords import hash_password
from gotosocial.models.application import Application
from tests.support.browser import Form, forms_of
from tests.support.builders import an_application
from tests.support.instance import Answer, Person, Running
from tests.support.keep import keep

PASSWORD = "correct horse Battery 9 staple"
BACK = "https://app.example/back"
FORM = "application/x-www-form-urlencoded"


@attrs.define
class Visitor:
    """One browser; ``address`` is where a trusted proxy says that it sits."""

    server: Running
    cookies: dict[str, str] = attrs.field(factory=dict)
    address: str = "192.0.2.1"
    page: str = ""

    async def get(self, path: str, **query: str) -> Answer:
        """Open a page, without following redirects."""
        return await self._ask("GET", f"{path}?{urlencode(query)}" if query else path)

    async def post(self, path: str, **fields: str) -> Answer:
        """Send a form as it stands here."""
        return await self._ask("POST", path, urlencode(fields).encode())

    async def press(self, button: str, **fields: str) -> Answer:
        """Fill in the fields of the page's form and press the button with this text."""
        form = self.form(button)
        assert form.method == "post"
        return await self.post(form.action, **form.fields, **fields, **dict([form.buttons[button]]))

    def form(self, button: str) -> Form:
        """Return the form of the last page that has the button."""
        return next(form for form in forms_of(self.page) if button in form.buttons)

    async def sign_in(self, email: str, password: str = PASSWORD) -> Answer:
        """Fill in the sign-in form that was shown last."""
        fields = self.form("Sign in").fields
        return await self.post(
            "/auth/sign_in", csrf=fields["csrf"], username=email, password=password
        )

    async def ask_for(self, app: Application, **changes: str) -> Answer:
        """Come from an app that asks for a code."""
        asked = {
            "response_type": "code",
            "client_id": app.client_id,
            "redirect_uri": app.redirect_uris[0],
            "scope": "read write",
            "state": "s t&te",
        } | changes
        return await self.get("/oauth/authorize", **{name: one for name, one in asked.items() if one})

    async def arrive(self, app: Application, person: Person, **changes: str) -> Answer:
        """Come from an app, sign in, and return the consent page."""
        assert (await self.ask_for(app, **changes)).status == 303
        assert (await self.get("/auth/sign_in")).status == 200
        assert (await self.sign_in(person.user.email)).headers["location"] == "/oauth/authorize"
        return await self.get("/oauth/authorize")

    async def _ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        headers = {"Accept": "text/html", "X-Forwarded-For": self.address}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = FORM
        answer = await self.server.ask(method, path, body, headers=headers)
        if "set-cookie" in answer.headers:
            name, _, value = answer.headers["set-cookie"].partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer.headers.get("content-type", "").startswith("text/html"):
            self.page = answer.body.decode()
        return answer


async def a_resident(server: Running, username: str = "alice", **changes: Any) -> Person:
    """Let somebody live here who can sign in with ``PASSWORD``; changes are those of the user."""
    person = await server.person(username)
    user = attrs.evolve(person.user, password_hash=hash_password(PASSWORD), **changes)
    await server.instance.cellar.db.users.update(user)
    return attrs.evolve(person, user=user)


async def an_app(server: Running, **changes: Any) -> Application:
    """Register an app."""
    app = an_application(redirect_uris=(BACK, "urn:ietf:wg:oauth:2.0:oob"), **changes)
    await keep(server.instance.cellar.db, app)
    return app


async def redeem(server: Running, app: Application, code: str, /, **changes: str) -> Answer:
    """Exchange a code as an app does."""
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "redirect_uri": BACK,
    } | changes
    body = urlencode({name: one for name, one in fields.items() if one}).encode()
    return await server.ask("POST", "/oauth/token", body, headers={"Content-Type": FORM})
