"""``/api/v1/apps``: apps register themselves (rows AU-01, G-005, G-007)."""

import attrs

from gotosocial.handlers.auth.register import AppRegistrar
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, json_reply
from gotosocial.http.routes import ANY_TOKEN, route
from gotosocial.mastodon.application import application_json, credential_application_json
from gotosocial.mastodon.forms.application import ApplicationForm


@attrs.frozen
class AppDoors:
    """Registration, and who the app of a token is."""

    registrar: AppRegistrar
    vapid_key: str

    @route("POST", "/api/v1/apps", public=True, form=ApplicationForm, moved="allow")
    async def register(self, call: Call) -> AnyReply:
        """Register an app and return it with its secret."""
        application = await self.registrar.register(call.form, call.requester)
        return json_reply(
            credential_application_json(application, self.vapid_key, application.client_secret)
        )

    @route("GET", "/api/v1/apps/verify_credentials", scope=ANY_TOKEN, auth="app")
    async def verify(self, call: Call) -> AnyReply:
        """Return the app that the token was given to, be it the app's own token or a user's."""
        return json_reply(application_json(await self.registrar.get(call.who), self.vapid_key))
