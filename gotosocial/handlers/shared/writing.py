"""What people write, made live: who is mentioned is looked up, then the text is formatted.

Formatting is pure and may be slow for long texts, so those go to a thread.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import attrs

from gotosocial.handlers.shared.strangers import Strangers
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.storage.stores import Database
from gotosocial.text.emoji import find_emoji_codes
from gotosocial.text.format import (
    PLAIN,
    FormattedText,
    format_field_value,
    format_status,
    wanted_mentions,
)
from gotosocial.text.live import MentionTarget
from gotosocial.text.mentions import MentionText
from gotosocial.util.domains import normal
from gotosocial.util.flow import Threads

T = TypeVar("T")
LONG = 4_000
"""Characters from which formatting goes to a thread."""
MOST_MENTIONS = 100
"""How many different people one text can mention; further names stay text."""


@attrs.frozen(kw_only=True)
class Written:
    """A formatted text: clean HTML, the accounts it mentions, its normalised hashtags."""

    html: str
    mentioned_ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@attrs.frozen
class Writing:
    """Formats what local people write.

    Without ``strangers`` nobody is looked up on other servers, and who is not known stays text.
    """

    db: Database
    addresses: Addresses
    threads: Threads
    strangers: Strangers | None = None

    async def status(self, text: str, content_type: str, status_id: str) -> Written:
        """Format the text of a status; ``status_id`` keeps its footnotes apart from others."""
        mentions = await self._targets(text, content_type)

        def formatted() -> FormattedText:
            return format_status(
                text,
                content_type,
                mentions=mentions,
                hashtag_url=self.addresses.tag,
                status_id=status_id,
            )

        return _written(await self._run(text, formatted))

    async def note(self, text: str, content_type: str) -> Written:
        """Format the text about a person on their profile."""
        return await self.status(text, content_type, "")

    async def field(self, text: str) -> Written:
        """Format the value of a profile field."""
        mentions = await self._targets(text, PLAIN)
        return _written(format_field_value(text, mentions=mentions, hashtag_url=self.addresses.tag))

    async def emoji_ids(self, *texts: str) -> tuple[str, ...]:
        """Return the ids of the local emojis whose codes stand in the texts, each once."""
        codes = find_emoji_codes(*texts)
        if not codes:
            return ()
        return tuple(emoji.id for emoji in await self.db.emojis.find_local(codes))

    async def _targets(self, text: str, content_type: str) -> dict[str, MentionTarget]:
        if "@" not in text:
            return {}
        wanted = await self._run(text, wanted_mentions, text, content_type)
        known: dict[str, Account] = {}
        unknown: list[MentionText] = []
        for mention in wanted[:MOST_MENTIONS]:
            domain = self._domain(mention)
            account = await self.db.accounts.find_by_name(mention.username, domain)
            if account is not None:
                known[mention.handle] = account
            elif domain:
                unknown.append(mention)
        if unknown and self.strangers is not None:
            known |= await self.strangers.find(unknown)
        return {
            handle: MentionTarget(
                account_id=account.id,
                username=account.username,
                domain=account.domain,
                url=account.url or account.uri,
            )
            for handle, account in known.items()
            if not account.is_suspended
        }

    def _domain(self, mention: MentionText) -> str:
        """Return the domain as accounts are kept under it; empty for people here."""
        try:
            domain = normal(mention.domain) if mention.domain else ""
        except ValueError:
            return mention.domain.lower()
        return "" if domain in (self.addresses.host, self.addresses.account_domain) else domain

    async def _run(self, text: str, function: Callable[..., T], *args: Any) -> T:
        if len(text) > LONG:
            return await self.threads.run(function, *args)
        return function(*args)


def _written(formatted: FormattedText) -> Written:
    return Written(
        html=formatted.html,
        mentioned_ids=tuple(target.account_id for target in formatted.mentions),
        tags=tuple(formatted.hashtags),
    )
