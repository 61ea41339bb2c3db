"""What another server says about itself: its title, its software (row K-10).

``robots.txt`` is asked first, and a page that it closes to us is not read; neither is one whose answer says
``noindex``. Everything here is decoration: what cannot be had stays empty, and the reason is kept for admins.
Rules and descriptions are as long as others like, so a thread reads them.
"""

from typing import Any
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import attrs

from gotosocial.activitypub.read.parse import read_json
from gotosocial.errors import Gone, Malformed, NotFound, RemoteFailed, Trouble
from gotosocial.federation.client import SignedClient
from gotosocial.models.remote_instance import RemoteInstance
from gotosocial.models.rules.trust import same_site
from gotosocial.storage.stores import Database
from gotosocial.text.clean import clean
from gotosocial.text.clean_plain import clean_plain_line
from gotosocial.util.clock import Clock
from gotosocial.util.flow import Threads

JSON = "application/json"
ROBOT = "gotosocial"
SCHEMAS = "http://nodeinfo.diaspora.software/ns/schema/2."
MOST_ROBOTS = 500 * 1024
MOST_TEXT = 20_000
_INSTANCE = "/api/v1/instance"
_NODEINFO = "/.well-known/nodeinfo"


@attrs.frozen
class InstanceFetcher:
    """Asks servers who they are. ``scheme``: https, but for tests."""

    db: Database
    client: SignedClient
    clock: Clock
    threads: Threads
    scheme: str = "https"

    async def fetch(self, domain: str) -> RemoteInstance:
        """Return the server as it is now stored; one that tells nothing is stored by its name alone.

        Raises NotAllowed for a blocked one.
        """
        now = self.clock.now()
        known = await self.db.instances.find(domain)
        blank = RemoteInstance(domain=domain, created_at=known.created_at if known else now, fetched_at=now)
        origin = f"{self.scheme}://{domain}"
        try:
            found = await self._told(blank, origin, await self._rules(origin))
        except (NotFound, Gone, Malformed, RemoteFailed) as trouble:
            found = attrs.evolve(known or blank, fetched_at=now, error=str(trouble)[:500])
        await self.db.instances.upsert(found)
        return found

    async def _told(self, blank: RemoteInstance, origin: str, rules: RobotFileParser) -> RemoteInstance:
        found = blank
        described = await self._maybe(origin + _INSTANCE, rules)
        if described:
            found = await self.threads.run(_with_description, found, described)
        software = await self._software(origin, rules)
        if software:
            name, version = _text(software, "name"), _text(software, "version")
            found = attrs.evolve(found, software=name, version=version or found.version)
        return found

    async def _software(self, origin: str, rules: RobotFileParser) -> dict[str, Any]:
        index = await self._maybe(origin + _NODEINFO, rules)
        links = index.get("links")
        found = {
            str(link.get("rel")): str(link.get("href"))
            for link in (links[:20] if isinstance(links, list) else ())
            if isinstance(link, dict) and str(link.get("rel")).startswith(SCHEMAS)
        }
        for rel in sorted(found, reverse=True):
            if same_site(found[rel], origin):
                software = (await self._maybe(found[rel], rules)).get("software")
                return software if isinstance(software, dict) else {}
        return {}

    async def _rules(self, origin: str) -> RobotFileParser:
        """Return what robots may read there; a server without rules allows everything."""
        try:
            page = await self.client.get(f"{origin}/robots.txt", "text/plain")
        except (NotFound, Gone):
            return _read_rules(b"")
        except RemoteFailed as failed:
            if failed.status is None or failed.can_retry:
                raise
            return _read_rules(b"")
        return await self.threads.run(_read_rules, page.body)

    async def _maybe(self, url: str, rules: RobotFileParser) -> dict[str, Any]:
        """Return a document that robots may read; an empty one where there is none."""
        if not await self.threads.run(rules.can_fetch, ROBOT, urlsplit(url).path or "/"):
            return {}
        try:
            page = await self.client.get(url, JSON)
            if "noindex" in page.headers.get("X-Robots-Tag").lower():
                return {}
            return read_json(page.body)
        except Trouble:
            return {}  # many servers have only one of the two documents


def _read_rules(body: bytes) -> RobotFileParser:
    rules = RobotFileParser()
    rules.parse(body[:MOST_ROBOTS].decode("utf-8", "replace").splitlines())
    return rules


def _with_description(instance: RemoteInstance, told: dict[str, Any]) -> RemoteInstance:
    contact = told.get("contact_account")
    return attrs.evolve(
        instance,
        title=_text(told, "title"),
        short_description=_html(told, "short_description"),
        description=_html(told, "description"),
        terms=_html(told, "terms"),
        contact_email=_text(told, "email"),
        contact_username=_text(contact, "username") if isinstance(contact, dict) else "",
        version=_text(told, "version"),
    )


def _text(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    return clean_plain_line(value[:MOST_TEXT])[:200] if isinstance(value, str) else ""


def _html(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    return clean(value[:MOST_TEXT]) if isinstance(value, str) else ""
