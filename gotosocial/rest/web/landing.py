"""``/`` and ``/about``: what this server is, its rules, and how to sign in."""

from typing import Any

import attrs
import orjson

from gotosocial.handlers.instance.describe import InstanceDescriber
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, redirect
from gotosocial.http.routes import route
from gotosocial.http.templates import Templates
from gotosocial.mastodon.instance_facts import InstanceFacts

HTML_ONLY = ("text/html",)


@attrs.frozen
class LandingDoors:
    """``landing_user``: whose profile stands at ``/`` in place of the landing page, if anybody's."""

    describer: InstanceDescriber
    templates: Templates
    landing_user: str

    @route("GET", "/", public=True, auth="none", group="files", produces=HTML_ONLY)
    async def index(self, call: Call) -> AnyReply:
        """Show the landing page, or lead to the profile that the admin chose."""
        if self.landing_user:
            return redirect(f"/@{self.landing_user}", status=302)
        return await self.about(call)

    @route("GET", "/about", public=True, auth="none", group="files", produces=HTML_ONLY)
    async def about(self, call: Call) -> AnyReply:
        """Show the landing page."""
        facts = await self.describer.facts()
        is_counted = self.describer.choices.stats_mode != "zero"
        return self.templates.page(
            "landing.html", origin=call.origin, counts=facts.counts if is_counted else None, **_shown(facts)
        )


def _shown(facts: InstanceFacts) -> dict[str, Any]:
    texts = facts.texts
    title = texts.title or facts.addresses.host
    return {
        "title": title,
        "short": texts.short_description,
        "short_text": texts.short_description_text or title,
        "description": texts.description,
        "terms": texts.terms,
        "rules": facts.rules,
        "contact": orjson.loads(facts.contact) if facts.contact else None,
        "email": texts.contact_email,
        "thumbnail_url": facts.thumbnail_url,
        "thumbnail_description": facts.thumbnail.description if facts.thumbnail else "",
    }
