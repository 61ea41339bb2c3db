"""The cookie of the sign-in pages: sealed, short-lived, bound to one request of one app."""

from collections.abc import Mapping

import attrs
import pytest

from gotosocial.crypto.cookies import new_key
from gotosocial.errors import Invalid, NotAllowed
from gotosocial.http.call import Call
from gotosocial.models.fields import Fields
from gotosocial.rest.oauth.session import Session, SessionCookies
from tests.support.clocks import MovedClock


@attrs.frozen
class Headers:
    given: Mapping[str, str]

    def get(self, name: str, default: str = "") -> str:
        return self.given.get(name, default)


def call(cookie: str = "") -> Call:
    headers = Headers({"cookie": cookie} if cookie else {})
    return Call(method="GET", path="/", query="", args={}, headers=headers, client="", requester=None)


def cookies(**changes: object) -> SessionCookies:
    usual = SessionCookies(new_key(), MovedClock(), "here.example", True, "lax")
    return attrs.evolve(usual, **changes)


def sent_back(jar: SessionCookies, session: Session) -> str:
    """Return what a browser sends after it was given the session."""
    ((name, value),) = jar.write(session)
    assert name == "Set-Cookie"
    return value.partition(";")[0]


def test_a_session_comes_back_as_it_was_written() -> None:
    jar = cookies()
    session = Session(user_id="u", mark="m", request={"client_id": "c", "state": "ß;,="})
    assert jar.read(call(sent_back(jar, session))) == session
    assert jar.read(call(f"other=1; {sent_back(jar, session)}; last=2")) == session


def test_a_session_that_is_foreign_changed_or_old_is_none() -> None:
    clock = MovedClock()
    jar = cookies(clock=clock)
    cookie = sent_back(jar, Session(user_id="u"))
    assert jar.read(call()) is None
    assert attrs.evolve(jar, key=new_key()).read(call(cookie)) is None
    assert attrs.evolve(jar, host="there.example").read(call(cookie)) is None
    assert jar.read(call(cookie[:-2] + ("AA" if not cookie.endswith("AA") else "BB"))) is None
    clock.ahead = 599
    assert jar.read(call(cookie)) is not None
    clock.ahead = 601
    assert jar.read(call(cookie)) is None


def test_the_cookie_is_kept_from_scripts_other_sites_and_plain_http() -> None:
    ((_, value),) = cookies().write(Session())
    assert value.startswith("__Host-gotosocial-here.example=")
    assert {"Path=/", "HttpOnly", "Secure", "SameSite=Lax", "Max-Age=600"} <= set(value.split("; "))
    ((_, plain),) = cookies(is_secure=False, same_site="strict", host="localhost:8080").write(Session())
    assert plain.startswith("gotosocial-localhost_8080=")
    assert "Secure" not in plain
    assert "SameSite=Strict" in plain


def test_the_cookie_hides_what_it_holds() -> None:
    jar = cookies()
    assert "client-number" not in sent_back(jar, Session(request={"client_id": "client-number"}))


def test_a_request_that_no_cookie_can_hold_is_refused() -> None:
    with pytest.raises(Invalid):
        cookies().write(Session(request={"state": "x" * 3500}))


def test_a_form_without_its_token_or_its_session_is_refused() -> None:
    jar, session = cookies(), Session()
    cookie = sent_back(jar, session)
    assert jar.read_form(call(cookie), jar.csrf(session)) == session
    for given, token in ((cookie, ""), (cookie, jar.csrf(Session())), ("", jar.csrf(session))):
        with pytest.raises(NotAllowed):
            jar.read_form(call(given), token)


def test_a_page_that_was_left_open_cannot_answer_a_later_request() -> None:
    jar = cookies()
    first = Session().begin(Fields({"client_id": "one"}), is_anew=False)
    second = first.begin(Fields({"client_id": "two"}), is_anew=False)
    with pytest.raises(NotAllowed):
        jar.read_form(call(sent_back(jar, second)), jar.csrf(first))


def test_signing_in_changes_the_id_so_that_a_planted_session_is_worthless() -> None:
    planted = Session(request={"client_id": "c"})
    assert planted.signed_in("u", "m").id != planted.id
    assert planted.signed_in("u", "m").request == planted.request


def test_only_what_is_known_of_a_request_is_kept_and_force_login_forgets_the_person() -> None:
    signed_in = Session(user_id="u", mark="m")
    fields = Fields({"client_id": "c", "evil": "x", "force_login": "true"})
    assert signed_in.begin(fields, is_anew=False).user_id == "u"
    anew = signed_in.begin(fields, is_anew=True)
    assert (anew.user_id, anew.mark, anew.request) == ("", "", {"client_id": "c"})
