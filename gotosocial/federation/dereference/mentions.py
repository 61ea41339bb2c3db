"""Whom a remote status mentions (facts 4.6): known accounts at once, a few unknown ones by asking for them.

What is not open to everybody is also for those here whom it addresses without a Mention, as private messages
of some servers are: they count as mentioned, or nobody could see it.

Anybody can mention a thousand strangers. So only so many are fetched, a few at a time, within a time limit,
and fewer where nobody here has to do with the status; who is not found by then is not mentioned, and what is
under way goes on for the next time.
"""

from collections.abc import Coroutine, Sequence
from typing import Any

import attrs
from twisted.internet.defer import DeferredSemaphore

from gotosocial.activitypub.note import RemoteMention, RemoteNote
from gotosocial.activitypub.vocabulary import PUBLIC_NAMES
from gotosocial.errors import Trouble
from gotosocial.federation.dereference.accounts import AccountFetcher
from gotosocial.models.account import Account
from gotosocial.util import flow
from gotosocial.util.domains import host_of

MOST_FETCHED = 20
MOST_OF_STRANGERS = 5
"""How many are fetched for somebody whom nobody here follows, and who mentions nobody here."""
AT_ONCE = 5
SECONDS = 20.0
MOST_MENTIONS = 100


@attrs.frozen
class MentionResolver:
    """Finds the accounts behind the mentions of a status."""

    accounts: AccountFetcher
    reactor: Any

    async def of(self, note: RemoteNote, author: Account, *, as_: str = "") -> list[Account]:
        """Return who is mentioned, each once, in their order; names without a domain are the author's."""
        wanted = note.mentions[:MOST_MENTIONS]
        known = await self.accounts.known.find_by_uris([one.uri for one in wanted if one.uri])
        unknown = [one for one in wanted if one.uri not in known]
        unknown = sorted(unknown, key=self._is_elsewhere)[:MOST_FETCHED]
        if len(unknown) > MOST_OF_STRANGERS and not await self._concerns_us(wanted, author):
            unknown = unknown[:MOST_OF_STRANGERS]
        fetched = await self._fetched(unknown, author.domain, as_) if unknown else {}
        found: dict[str, Account] = {}
        for mention in wanted:
            account = known.get(mention.uri) or fetched.get(mention)
            if account is not None:
                found.setdefault(account.id, account)
        for account in await self._addressed_here(note):
            found.setdefault(account.id, account)
        return list(found.values())

    async def _addressed_here(self, note: RemoteNote) -> list[Account]:
        """Return who lives here and is addressed by what not everybody may see."""
        addressed = dict.fromkeys((*note.to, *note.cc))
        if not PUBLIC_NAMES.isdisjoint(addressed):
            return []
        here = [uri for uri in addressed if self._is_here(uri)][:MOST_MENTIONS]
        known = await self.accounts.known.find_by_uris(here) if here else {}
        return [known[uri] for uri in here if uri in known]

    async def _concerns_us(self, mentions: Sequence[RemoteMention], author: Account) -> bool:
        """Tell whether somebody here is mentioned, or follows the author."""
        if not all(map(self._is_elsewhere, mentions)):
            return True
        return await self.accounts.db.follows.has_local_followers(author.id)

    def _is_elsewhere(self, mention: RemoteMention) -> bool:
        is_own = self.accounts.documents.client.policy.is_own
        return not (self._is_here(mention.uri) or is_own(mention.name.rpartition("@")[2]))

    async def _fetched(
        self, mentions: Sequence[RemoteMention], home: str, as_: str
    ) -> dict[RemoteMention, Account]:
        turns = DeferredSemaphore(AT_ONCE)
        found: dict[RemoteMention, Account] = {}

        async def fetch(mention: RemoteMention) -> None:
            account = await turns.run(lambda: flow.start(self._one(mention, home, as_)))
            if account is not None:
                found[mention] = account

        together = flow.start(flow.gather(*(fetch(one) for one in mentions)))
        try:
            await flow.timeout(flow.shield(together), SECONDS, self.reactor)
        except TimeoutError:
            return dict(found)
        return found

    async def _one(self, mention: RemoteMention, home: str, as_: str) -> Account | None:
        try:
            return await self._asked(mention, home, as_)
        except Trouble:
            return None  # who cannot be found is not mentioned; why not is remembered for a while

    def _asked(self, mention: RemoteMention, home: str, as_: str) -> Coroutine[Any, Any, Account]:
        if mention.uri and not (mention.name and self._is_here(mention.uri)):
            return self.accounts.by_uri(mention.uri, as_=as_)
        # People here who are mentioned by the address of their page have a name, too.
        username, _, domain = mention.name.removeprefix("@").partition("@")
        return self.accounts.by_handle(username, domain or ("" if mention.uri else home), as_=as_)

    def _is_here(self, uri: str) -> bool:
        return self.accounts.documents.client.policy.is_own(host_of(uri))
