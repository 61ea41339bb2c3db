"""The state of somebody on the sign-in pages: in an encrypted cookie, not on the server (row SE-09).

    begin       an app sends somebody here: its request goes into the cookie, under a new session id
    signed in   the user's id and a mark of the password join it, under a new id again
    agreed      the request leaves it; the user stays for the rest of the ten minutes

Every form carries an HMAC of the session's id. Since each request of an app begins under a new id, a page
that was left open in another tab cannot agree to what came later.
"""

import secrets
from datetime import timedelta

import attrs

from gotosocial.crypto.cookies import csrf_token, is_csrf_token, seal, unseal
from gotosocial.errors import Invalid, NotAllowed
from gotosocial.http.call import Call
from gotosocial.http.reply import Headers
from gotosocial.models.fields import Fields
from gotosocial.util.clock import Clock

LIFETIME = timedelta(minutes=10)
KEPT_PARAMETERS = (
    *("response_type", "client_id", "redirect_uri", "scope", "state"),
    *("code_challenge", "code_challenge_method", "lang"),
)
_LONGEST_COOKIE = 3900
"""What all browsers keep, with room for the name and the attributes."""


@attrs.frozen(kw_only=True)
class Session:
    """Who is on the pages, and what an app asks for; ``mark`` ends it when the password changes."""

    id: str = attrs.field(factory=lambda: secrets.token_urlsafe(18), repr=False)
    user_id: str = ""
    mark: str = ""
    request: dict[str, str] = attrs.field(factory=dict)

    def renewed(self, *, user_id: str, mark: str, request: dict[str, str]) -> "Session":
        """Return the session that follows this one, under a new id."""
        return Session(user_id=user_id, mark=mark, request=request)

    def begin(self, fields: Fields, *, is_anew: bool) -> "Session":
        """Return a session for an app's request; ``is_anew`` forgets who was signed in."""
        request = {name: fields.text(name) for name in KEPT_PARAMETERS if fields.text(name)}
        who = ("", "") if is_anew else (self.user_id, self.mark)
        return self.renewed(user_id=who[0], mark=who[1], request=request)

    def signed_in(self, user_id: str, mark: str) -> "Session":
        """Return the session of somebody who just proved to be this user."""
        return self.renewed(user_id=user_id, mark=mark, request=self.request)

    def signed_out(self) -> "Session":
        """Return a session that still knows the app's request, but nobody's name."""
        return self.renewed(user_id="", mark="", request=self.request)

    def finished(self) -> "Session":
        """Return the session after the app was answered."""
        return self.renewed(user_id=self.user_id, mark=self.mark, request={})


@attrs.frozen
class SessionCookies:
    """Reads and writes the cookie. ``same_site`` is ``lax`` or ``strict``."""

    key: str = attrs.field(repr=False)
    clock: Clock
    host: str
    is_secure: bool
    same_site: str

    @property
    def name(self) -> str:
        """The cookie's name, one per host; with TLS the prefix pins it to this very host."""
        name = "gotosocial-" + "".join(one if one.isalnum() or one in "-." else "_" for one in self.host)
        return f"__Host-{name}" if self.is_secure else name

    def read(self, call: Call) -> Session | None:
        """Return the session of a call, or None where there is none that can be trusted."""
        for value in _cookies(call.headers.get("cookie"), self.name):
            state = unseal(self.key, value, max_age=LIFETIME, now=self.clock.now())
            if state is not None:
                return Session(
                    id=state["id"], user_id=state["user"], mark=state["mark"], request=state["request"]
                )
        return None

    def read_form(self, call: Call, csrf: str) -> Session:
        """Return the session that a form belongs to; raise NotAllowed where the form is not ours."""
        session = self.read(call)
        if session is None:
            raise NotAllowed("this page has expired: go back to the app and start again")
        if not is_csrf_token(self.key, session.id, csrf):
            raise NotAllowed("this form is out of date: go back to the app and start again")
        return session

    def write(self, session: Session) -> Headers:
        """Return the header that keeps the session for ten minutes from now."""
        state = {
            "id": session.id,
            "user": session.user_id,
            "mark": session.mark,
            "request": session.request,
        }
        value = seal(self.key, state, now=self.clock.now())
        if len(value) > _LONGEST_COOKIE:
            raise Invalid("the app's request is too long")
        seconds = int(LIFETIME.total_seconds())
        attributes = f"Path=/; Max-Age={seconds}; HttpOnly; SameSite={self.same_site.capitalize()}"
        secure = "; Secure" if self.is_secure else ""
        return (("Set-Cookie", f"{self.name}={value}; {attributes}{secure}"),)

    def csrf(self, session: Session) -> str:
        """Return what a form of this session carries."""
        return csrf_token(self.key, session.id)


def _cookies(header: str, name: str) -> list[str]:
    """Return the values of all cookies with the name; a browser may send several."""
    pairs = (part.strip().partition("=") for part in header.replace(",", ";").split(";"))
    return [value for key, _, value in pairs if key == name]
