"""Asks whether a post from elsewhere concerns anybody here, before its author is even fetched."""

from urllib.parse import urlsplit

import attrs

from gotosocial.activitypub.activity import Activity
from gotosocial.activitypub.note import RemoteNote
from gotosocial.errors import NotRelevant
from gotosocial.handlers.inbox.received import Received
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.rules.relevance import RelevanceFacts, is_relevant, is_spam
from gotosocial.storage.known_accounts import KnownAccounts
from gotosocial.storage.stores import Database
from gotosocial.text.clean import SLOW_LETTERS
from gotosocial.text.html_links import links_in_html
from gotosocial.util.domains import host_of, site_of
from gotosocial.util.flow import Threads

MOST_ASKED = 5
"""Of so many mentioned people it is asked who follows whom; more of them are spam anyway."""


@attrs.frozen
class Relevance:
    """Collects what the rules want to know; ``filters_spam`` is the admin's switch (row J-21)."""

    known: KnownAccounts
    addresses: Addresses
    filters_spam: bool
    threads: Threads

    async def check(self, got: Received[Activity], note: RemoteNote) -> None:
        """Raise NotRelevant where nobody here has a use for the post."""
        author = await self.known.find_by_uri(note.author_uri)
        facts = RelevanceFacts(
            author_is_followed=author is not None and await self._db.follows.has_local_followers(author.id),
            mentions_local=bool(await self._named_here(note)),
            has_known_parent=await self._has_known_parent(note),
        )
        if not is_relevant(facts):
            raise NotRelevant("the post concerns nobody here")
        if not self.filters_spam or facts.author_is_followed or facts.has_known_parent:
            return
        mentioned = list((await self.known.find_by_uris(sorted(_named(note)))).values())
        if is_spam(await self._more(facts, note, author, mentioned)):
            raise NotRelevant("the post looks like spam")

    @property
    def _db(self) -> Database:
        return self.known.db

    async def _named_here(self, note: RemoteNote) -> list[Account]:
        """Return who is mentioned or addressed and lives here; nobody has an id on our host but they.

        Where none of the ids is known, the names of mentions count: some lead to a page, or nowhere.
        """
        uris = sorted(uri for uri in _named(note) if host_of(uri) == self.addresses.host)
        found = [one for one in (await self.known.find_by_uris(uris)).values() if one.is_local]
        if not found:
            asked = [await self.known.find_local(name) for name in self._names_here(note)[:MOST_ASKED]]
            found = [one for one in asked if one is not None]
        return found

    def _names_here(self, note: RemoteNote) -> list[str]:
        """Return the usernames of mentions that lead here without an id, or to nowhere with our domain."""
        ours = {"", self.addresses.host, self.addresses.account_domain}
        named = ((one.uri, *one.name.removeprefix("@").partition("@")) for one in note.mentions)
        found = (
            name
            for uri, name, _, domain in named
            if name and domain.lower() in ours and (host_of(uri) == self.addresses.host if uri else domain)
        )
        return list(dict.fromkeys(found))

    async def _has_known_parent(self, note: RemoteNote) -> bool:
        if not note.in_reply_to_uri:
            return False
        return await self._db.statuses.find_by_uri(note.in_reply_to_uri) is not None

    async def _more(
        self, facts: RelevanceFacts, note: RemoteNote, author: Account | None, mentioned: list[Account]
    ) -> RelevanceFacts:
        local = [one for one in mentioned if one.is_local][:MOST_ASKED]
        others = [one for one in mentioned if not one.is_local][:MOST_ASKED]
        return attrs.evolve(
            facts,
            author_follows_locked_target=author is not None and await self._follows_locked(author, local),
            mentioned_is_followed=await self._is_any_followed(local, others),
            mentions_count=len(note.mentions),
            has_attachments=bool(note.attachments),
            has_strange_links=await self._has_strange_links(note, mentioned),
        )

    async def _follows_locked(self, author: Account, targets: list[Account]) -> bool:
        for target in targets:
            if target.is_locked and await self._db.follows.find(author.id, target.id) is not None:
                return True
        return False

    async def _is_any_followed(self, local: list[Account], others: list[Account]) -> bool:
        """Tell whether somebody here follows, or has asked to follow, one of the others."""
        for target in local:
            for other in others:
                pair = (target.id, other.id)
                if await self._db.follows.find(*pair) or await self._db.follow_requests.find(*pair):
                    return True
        return False

    async def _has_strange_links(self, note: RemoteNote, mentioned: list[Account]) -> bool:
        known = {one.uri for one in mentioned} | {one.url for one in mentioned}
        sites = {site_of(host_of(one.uri)) for one in mentioned}
        for link in await self._links(note.content):
            if link in known or "/tags/" in urlsplit(link).path or "/tag/" in urlsplit(link).path:
                continue
            if site_of(host_of(link)) not in sites:
                return True
        return False

    async def _links(self, html: str) -> list[str]:
        if len(html) > SLOW_LETTERS:
            return await self.threads.run(links_in_html, html)
        return links_in_html(html)


def _named(note: RemoteNote) -> set[str]:
    return {*(mention.uri for mention in note.mentions), *note.to, *note.cc}
