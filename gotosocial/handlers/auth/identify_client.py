"""Which app is asking for a token (RFC 6749 section 2.3.1)."""

import attrs

from gotosocial.crypto.tokens import constant_time_equals
from gotosocial.handlers.auth.oauth_trouble import OAuthTrouble
from gotosocial.models.application import Application
from gotosocial.storage.stores import Database


@attrs.frozen
class Client:
    """What an app says it is; the secret is not yet checked."""

    client_id: str
    client_secret: str = attrs.field(repr=False)


@attrs.frozen
class ClientIdentifier:
    """Knows an app by its id and secret."""

    db: Database

    async def identify(self, client: Client) -> Application:
        """Return the app, or raise ``invalid_client`` without saying what of the two was wrong."""
        application = await self.db.applications.find_by_client_id(client.client_id)
        expected = application.client_secret if application is not None else ""
        fits = constant_time_equals(client.client_secret, expected)
        if application is None or not fits:
            raise OAuthTrouble("invalid_client", "the client id or the client secret is wrong")
        return application
