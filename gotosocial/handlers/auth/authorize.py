"""Letting an app act for somebody: the check of what it asks for, and the code it gets (AU-03 to AU-07).

No error ever sends the browser to the app's address: anybody may register an app with any address, so that
a redirect without a click would make this server an open redirector (RFC 9700 section 4.11.2).
"""

from datetime import timedelta
from urllib.parse import urlencode

import attrs

from gotosocial.crypto.tokens import digest, new_token
from gotosocial.errors import Invalid
from gotosocial.mastodon.forms.oauth import AuthorizeForm
from gotosocial.models.application import Application
from gotosocial.models.scopes import permit
from gotosocial.models.token import AuthorizationCode
from gotosocial.models.user import User
from gotosocial.storage.stores import Database
from gotosocial.util.clock import Clock

CODE_LIFETIME = timedelta(minutes=10)


@attrs.frozen
class Authorizer:
    """Gives out authorization codes."""

    db: Database
    clock: Clock

    async def check(self, form: AuthorizeForm) -> Application:
        """Return the app that asks, or raise Invalid where it asks for what it never registered."""
        application = await self.db.applications.find_by_client_id(form.client_id)
        if application is None:
            raise Invalid("no app is registered here under this client_id")
        if form.redirect_uri not in application.redirect_uris:
            raise Invalid("the redirect_uri is not one of those that the app has registered")
        if foreign := sorted(one for one in form.scopes if not permit(application.scopes, one)):
            raise Invalid(f"the app has not registered for the scope {foreign[0]}")
        return application

    async def allow(self, application: Application, form: AuthorizeForm, user: User) -> str:
        """Return a new code, with which the app gets its token once within ten minutes."""
        code = new_token()
        await self.db.authorization_codes.insert(
            AuthorizationCode(
                digest=digest(code),
                application_id=application.id,
                user_id=user.id,
                redirect_uri=form.redirect_uri,
                scopes=form.scopes,
                challenge=form.challenge,
                expires_at=self.clock.now() + CODE_LIFETIME,
            )
        )
        return code


def address_with(redirect_uri: str, **answer: str) -> str:
    """Return the registered address with the answer in its query; empty values are left out."""
    query = urlencode({name: value for name, value in answer.items() if value})
    if "?" not in redirect_uri:
        return f"{redirect_uri}?{query}"
    return redirect_uri + ("" if redirect_uri.endswith(("?", "&")) else "&") + query
