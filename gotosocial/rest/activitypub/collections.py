"""The collections below an actor: outbox, followers, followed accounts, pinned posts and tags."""

import attrs

from gotosocial.handlers.documents.serve_people import PeopleDocuments
from gotosocial.handlers.documents.serve_posts import PostDocuments
from gotosocial.http.call import Call
from gotosocial.http.pages import paging
from gotosocial.http.reply import AnyReply
from gotosocial.http.routes import route
from gotosocial.http.tree import parse_pairs
from gotosocial.models.rules.signed_fetch import Wanted
from gotosocial.rest.activitypub.document_reply import DOCUMENT, document_reply
from gotosocial.rest.activitypub.visits import Visits
from gotosocial.util.paging import Page

MOST_ITEMS = 80
_PAGED = frozenset({"limit", "max_id", "since_id", "min_id"})


@attrs.frozen
class CollectionDoors:
    """What belongs to an account, page by page."""

    posts: PostDocuments
    people: PeopleDocuments
    visits: Visits

    @route("GET", "/users/{name}/outbox", public=True, auth="none", group="s2s", produces=DOCUMENT)
    async def outbox(self, call: Call) -> AnyReply:
        """Return the public posts."""
        visitor = await self.visits.enter(call, Wanted.COLLECTION)
        return document_reply(call, await self.posts.outbox(call.args["name"], visitor, asked_page(call)))

    @route("GET", "/users/{name}/followers", public=True, auth="none", group="s2s", produces=DOCUMENT)
    async def followers(self, call: Call) -> AnyReply:
        """Return who follows the account."""
        visitor = await self.visits.enter(call, Wanted.COLLECTION)
        return document_reply(call, await self.people.followers(call.args["name"], visitor, asked_page(call)))

    @route("GET", "/users/{name}/following", public=True, auth="none", group="s2s", produces=DOCUMENT)
    async def following(self, call: Call) -> AnyReply:
        """Return whom the account follows."""
        visitor = await self.visits.enter(call, Wanted.COLLECTION)
        return document_reply(call, await self.people.following(call.args["name"], visitor, asked_page(call)))

    @route(
        "GET", "/users/{name}/collections/featured", public=True, auth="none", group="s2s", produces=DOCUMENT
    )
    async def featured(self, call: Call) -> AnyReply:
        """Return the pinned posts."""
        visitor = await self.visits.enter(call, Wanted.COLLECTION)
        return document_reply(call, await self.posts.featured(call.args["name"], visitor))

    @route("GET", "/users/{name}/collections/tags", public=True, auth="none", group="s2s", produces=DOCUMENT)
    async def featured_tags(self, call: Call) -> AnyReply:
        """Return the featured hashtags."""
        visitor = await self.visits.enter(call, Wanted.COLLECTION)
        return document_reply(call, await self.posts.featured_tags(call.args["name"], visitor))


def asked_page(call: Call, *, default: int = 40, maximum: int = MOST_ITEMS) -> Page | None:
    """Return the page that is asked for, by a limit, a cursor or ``page=true``; None for the collection."""
    asked = dict(parse_pairs(call.query.encode("latin-1")))
    if _PAGED & asked.keys() or asked.get("page") == "true":
        return paging(call, default=default, maximum=maximum)
    return None
