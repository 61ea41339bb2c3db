"""Apps give tokens back (RFC 7009, row AU-09)."""

import attrs

from gotosocial.crypto.tokens import digest
from gotosocial.handlers.auth.identify_client import Client, ClientIdentifier
from gotosocial.handlers.auth.oauth_trouble import OAuthTrouble
from gotosocial.storage.stores import Database


@attrs.frozen
class TokenRevoker:
    """Ends tokens; everything that is open with them is closed."""

    db: Database
    clients: ClientIdentifier

    async def revoke(self, token: str, client: Client) -> None:
        """End the app's own token; one that is unknown is as good as ended (RFC 7009 section 2.2)."""
        application = await self.clients.identify(client)
        grant = await self.db.access_tokens.find_grant(digest(token))
        if grant is None:
            return
        if grant.token.application_id != application.id:
            raise OAuthTrouble("unauthorized_client", "this token was not given to this app")
        await self.db.access_tokens.delete(grant.token.digest)
