"""``/oauth/authorize``: an app asks, its user agrees or denies (rows AU-03, AU-04, AU-06, WE-15)."""

from typing import Any

import attrs
import orjson

from gotosocial.errors import Invalid, NotFound
from gotosocial.handlers.auth.authorize import Authorizer, address_with
from gotosocial.handlers.auth.sign_in import SignIn
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.show import Show
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, Headers, redirect
from gotosocial.http.routes import route
from gotosocial.http.templates import Templates
from gotosocial.mastodon.forms.application import OUT_OF_BAND
from gotosocial.mastodon.forms.oauth import AuthorizeForm
from gotosocial.models.application import Application
from gotosocial.models.fields import Fields
from gotosocial.models.user import User
from gotosocial.rest.oauth.scope_words import scopes_in_words
from gotosocial.rest.oauth.session import Session, SessionCookies
from gotosocial.rest.oauth.sign_in import HTML_ONLY, SignInPage
from gotosocial.rest.oauth.unread import Unread

NOTHING_ASKED = "no app asks for anything: open your app and add this server there"


@attrs.frozen
class ConsentPage:
    """The page on which somebody sees what an app asks for."""

    access: Access
    show_: Show
    cookies: SessionCookies
    templates: Templates

    async def show(
        self, session: Session, application: Application, form: AuthorizeForm, user: User, headers: Headers
    ) -> AnyReply:
        """Answer with the page."""
        account = await self.access.find_account(user.account_id)
        if account is None:
            raise NotFound("account not found")
        shown: dict[str, Any] = orjson.loads(await self.show_.account(account))
        return self.templates.page(
            "consent.html",
            headers=headers,
            csrf=self.cookies.csrf(session),
            application=application,
            account=shown,
            scopes=scopes_in_words(form.scopes),
            target="" if form.redirect_uri == OUT_OF_BAND else form.redirect_uri,
        )


@attrs.frozen
class AuthorizeDoors:
    """Where an app sends its user, and where the user sends the answer."""

    authorizer: Authorizer
    people: SignIn
    cookies: SessionCookies
    consent: ConsentPage
    sign_in_page: SignInPage

    @route("GET", "/oauth/authorize", public=True, auth="none", form=Unread, produces=HTML_ONLY)
    async def ask(self, call: Call) -> AnyReply:
        """Begin with what an app asks for, or go on with it after the sign-in."""
        session, headers = self._session(call)
        if not session.request:
            raise Invalid(NOTHING_ASKED)
        form = AuthorizeForm.read(Fields(session.request))
        application = await self.authorizer.check(form)
        user = await self.people.find(session.user_id, session.mark)
        if user is not None:
            return await self.consent.show(session, application, form, user, headers)
        if self.cookies.same_site == "strict":
            # After a redirect that began on another site a strict cookie would not come back.
            return self.sign_in_page.show(session, headers=headers)
        return redirect("/auth/sign_in", headers=headers)

    @route("POST", "/oauth/authorize", public=True, auth="none", form=Unread, moved="allow")
    async def answer(self, call: Call) -> AnyReply:
        """Send the app its code, or that it was denied; or let somebody else sign in."""
        fields: Fields = call.form.fields
        session = self.cookies.read_form(call, fields.text("csrf"))
        if not session.request:
            raise Invalid(NOTHING_ASKED)
        form = AuthorizeForm.read(Fields(session.request))
        application = await self.authorizer.check(form)
        user = await self.people.find(session.user_id, session.mark)
        action = fields.text("action")
        if user is None or action == "switch":
            return redirect("/auth/sign_in", headers=self.cookies.write(session.signed_out()))
        done = self.cookies.write(session.finished())
        if action == "deny":
            return self._denied(form, done)
        if action != "allow":
            raise Invalid("the answer must be allow, deny or switch")
        code = await self.authorizer.allow(application, form, user)
        target = "/oauth/oob" if form.redirect_uri == OUT_OF_BAND else form.redirect_uri
        return redirect(address_with(target, code=code, state=form.state), status=302, headers=done)

    def _session(self, call: Call) -> tuple[Session, Headers]:
        kept = self.cookies.read(call) or Session()
        if not call.query:
            return kept, ()
        fields: Fields = call.form.fields
        session = kept.begin(fields, is_anew=fields.flag("force_login", default=False))
        return session, self.cookies.write(session)

    def _denied(self, form: AuthorizeForm, headers: Headers) -> AnyReply:
        if form.redirect_uri == OUT_OF_BAND:
            return self.consent.templates.page("denied.html", headers=headers)
        address = address_with(
            form.redirect_uri,
            error="access_denied",
            error_description="The resource owner denied the request.",
            state=form.state,
        )
        return redirect(address, status=302, headers=headers)
