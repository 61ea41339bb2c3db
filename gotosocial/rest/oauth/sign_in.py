"""``/auth/sign_in``: mail address and password (rows AU-12, AU-20, SE-11)."""

import math

import attrs

from gotosocial.errors import Invalid, NotAllowed, TooMany, Unauthorized
from gotosocial.handlers.auth.sign_in import SignIn, password_mark
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, Headers, redirect
from gotosocial.http.routes import route
from gotosocial.http.templates import Templates
from gotosocial.mastodon.forms.oauth import SignInForm
from gotosocial.rest.oauth.session import Session, SessionCookies
from gotosocial.rest.oauth.unread import Unread

HTML_ONLY = ("text/html",)


@attrs.frozen
class SignInPage:
    """The page itself, which two doors show."""

    cookies: SessionCookies
    templates: Templates

    def show(
        self,
        session: Session,
        *,
        status: int = 200,
        message: str = "",
        email: str = "",
        headers: Headers = (),
    ) -> AnyReply:
        """Answer with the form; ``message`` says why it is shown again."""
        return self.templates.page(
            "sign_in.html",
            status=status,
            headers=headers,
            csrf=self.cookies.csrf(session),
            message=message,
            email=email,
        )


@attrs.frozen
class SignInDoors:
    """Where an app's user proves to be who they say."""

    people: SignIn
    cookies: SessionCookies
    page: SignInPage

    @route("GET", "/auth/sign_in", public=True, auth="none", produces=HTML_ONLY)
    async def form(self, call: Call) -> AnyReply:
        """Show the form to somebody whom an app has sent."""
        session = self.cookies.read(call)
        if session is None or not session.request:
            raise Invalid("nothing to sign in to: open your app and add this server there")
        return self.page.show(session)

    @route("POST", "/auth/sign_in", public=True, auth="none", form=Unread, moved="allow")
    async def sign_in(self, call: Call) -> AnyReply:
        """Check the password and go on to the app's request; show the form again where it is wrong."""
        form = SignInForm.read(call.form.fields)
        session = self.cookies.read_form(call, call.form.fields.text("csrf"))
        try:
            user = await self.people.sign_in(form.email, form.password, call.client)
        except Unauthorized as trouble:
            return self.page.show(session, status=401, message=trouble.public, email=form.email)
        except NotAllowed as trouble:
            return self.page.show(session, status=403, message=trouble.public, email=form.email)
        except TooMany as trouble:
            seconds = max(1, math.ceil(trouble.retry_after))
            wait = f"{trouble.public}: try again in {_in_words(seconds)}"
            retry: Headers = (("Retry-After", str(seconds)),)
            return self.page.show(session, status=429, message=wait, email=form.email, headers=retry)
        session = session.signed_in(user.id, password_mark(user))
        return redirect("/oauth/authorize", headers=self.cookies.write(session))


def _in_words(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} seconds"
    minutes = math.ceil(seconds / 60)
    return "a minute" if minutes == 1 else f"{minutes} minutes"
