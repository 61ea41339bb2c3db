"""Apps register themselves, and may ask later who they are (rows AU-01, G-005, G-007)."""

import attrs

from gotosocial.crypto.tokens import new_token
from gotosocial.mastodon.forms.application import ApplicationForm
from gotosocial.models.application import Application
from gotosocial.models.requester import Requester
from gotosocial.storage.stores import Database
from gotosocial.util.clock import Clock
from gotosocial.util.ulid import Ulids


@attrs.frozen
class AppRegistrar:
    """Anybody may register an app; one that is registered by a signed-in person belongs to them."""

    db: Database
    ulids: Ulids
    clock: Clock

    async def register(self, form: ApplicationForm, requester: Requester | None) -> Application:
        """Keep the app under a new client id and secret, and return it."""
        application = Application(
            id=self.ulids.new(),
            name=form.name,
            website=form.website,
            redirect_uris=form.redirect_uris,
            client_id=self.ulids.new(),
            client_secret=new_token(),
            scopes=form.scopes,
            created_at=self.clock.now(),
            user_id=requester.user_id if requester is not None else "",
        )
        await self.db.applications.insert(application)
        return application

    async def get(self, requester: Requester) -> Application:
        """Return the app that a token was given to."""
        return await self.db.applications.get(requester.application_id)
