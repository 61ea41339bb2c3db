"""People see which apps have tokens of theirs, and end those that they want no more (rows AU-09, AU-10)."""

from collections.abc import Sequence

import attrs

from gotosocial.models.application import Application
from gotosocial.models.requester import Requester
from gotosocial.models.token import AccessToken
from gotosocial.storage.stores import Database
from gotosocial.util.paging import Page, Slice


@attrs.frozen
class TokenLists:
    """The tokens of one person; those of others are not found."""

    db: Database

    async def page(self, requester: Requester, page: Page) -> Slice[AccessToken]:
        """Return a page of the requester's tokens, newest first."""
        return await self.db.access_tokens.page_of_user(requester.user_id, page)

    async def get(self, requester: Requester, token_id: str) -> AccessToken:
        """Return one of the requester's tokens; raise NotFound for any other."""
        return await self.db.access_tokens.get_of_user(token_id, requester.user_id)

    async def invalidate(self, requester: Requester, token_id: str) -> AccessToken:
        """End one of the requester's tokens, the one in use included, and return what it was."""
        token = await self.get(requester, token_id)
        await self.db.access_tokens.delete(token.digest)
        return token

    async def applications(self, tokens: Sequence[AccessToken]) -> dict[str, Application]:
        """Return the apps that the tokens were given to, by their ids."""
        return await self.db.applications.get_many([one.application_id for one in tokens])
