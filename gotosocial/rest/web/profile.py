"""``/@name`` and ``/@name/statuses/id``: what visitors without an account see (A-13, A-15, WE-20)."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

import attrs
import orjson

from gotosocial.activitypub.vocabulary import ACTIVITY_JSON
from gotosocial.handlers.accounts.public_profile import PublicProfiles
from gotosocial.handlers.shared.show import Show
from gotosocial.http.accept import DOCUMENT_TYPES, prefers_document
from gotosocial.http.call import Call
from gotosocial.http.pages import paging
from gotosocial.http.reply import AnyReply, Headers, redirect
from gotosocial.http.routes import route
from gotosocial.http.templates import Templates
from gotosocial.models.account import Account
from gotosocial.models.rules.visibility import Seen

HTML_OR_DOCUMENT = ("text/html", *DOCUMENT_TYPES)
INDEXED = "nofollow, noarchive, max-image-preview:standard"
HIDDEN = "noindex, nofollow"
_POST = "/@{name}/statuses/{id}"
_VARY: Headers = (("Vary", "Accept"),)
_SUMMARY_LETTERS = 120


@attrs.frozen
class ProfileDoors:
    """``account_domain`` is what stands behind the name of everybody here."""

    profiles: PublicProfiles
    show: Show
    templates: Templates
    account_domain: str

    @route("GET", "/@{name}", public=True, auth="none", group="files", produces=HTML_OR_DOCUMENT)
    async def profile(self, call: Call) -> AnyReply:
        """Show a person and the latest posts that strangers may see; software is sent to the actor."""
        account = await self.profiles.find(call.args["name"])
        if prefers_document(call.headers.get("accept")):
            return redirect(account.uri, status=302, headers=_VARY)
        max_id = paging(call).max_id
        found = await self.profiles.posts(account, max_id)
        pinned = [] if max_id else await self.profiles.pinned(account)
        robots = _robots(account)
        return self.templates.page(
            "profile.html",
            headers=_headers(robots, account.uri),
            account=orjson.loads(await self.show.account(account)),
            account_domain=self.account_domain,
            robots=robots,
            moved_to=account.moved_to_uri,
            hides_collections=account.hides_collections,
            hides_posts=account.hides_public_from_web,
            pinned=await self._entities(pinned),
            posts=await self._entities([one for one in found.items if one not in pinned]),
            is_older=bool(max_id),
            older=found.oldest if found.has_more else "",
            when=shown_time,
        )

    @route("GET", _POST, public=True, auth="none", group="files", produces=HTML_OR_DOCUMENT)
    async def post(self, call: Call) -> AnyReply:
        """Show one post; software is sent to its document, which decides by itself who may read it."""
        account = await self.profiles.find(call.args["name"])
        if prefers_document(call.headers.get("accept")):
            uri = f"{account.uri}/statuses/{quote(call.args['id'])}"
            return redirect(uri, status=302, headers=_VARY)
        seen = await self.profiles.post(account, call.args["id"])
        (entity,) = await self._entities([seen])
        robots = _robots(account)
        return self.templates.page(
            "status.html",
            headers=_headers(robots, seen.status.uri),
            post=entity,
            account_domain=self.account_domain,
            robots=robots,
            summary=summary_of(seen),
            when=shown_time,
        )

    async def _entities(self, seen: list[Seen]) -> list[dict[str, Any]]:
        return [orjson.loads(one) for one in await self.show.statuses(seen, None)]


def shown_time(moment: str) -> str:
    """Return a time of the API as people write it, in UTC: ``3 May 2024``."""
    parsed = datetime.fromisoformat(moment)
    return f"{parsed.day} {parsed:%b %Y}"


def summary_of(seen: Seen) -> str:
    """Return the beginning of a post for titles; nothing of what stands behind a content warning."""
    text = seen.status.spoiler_text or " ".join(seen.status.text.split()) or "a post"
    return text if len(text) <= _SUMMARY_LETTERS else text[: _SUMMARY_LETTERS - 1] + "…"


def _robots(account: Account) -> str:
    return INDEXED if account.is_discoverable else HIDDEN


def _headers(robots: str, uri: str) -> Headers:
    """Say what search engines may do, and where software finds the document (row WE-20)."""
    alternate = f'<{uri}>; rel="alternate"; type="{ACTIVITY_JSON}"'
    return (("X-Robots-Tag", f"{robots}, noai, noimageai"), ("Link", alternate), *_VARY)
