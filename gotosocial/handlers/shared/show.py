"""From models to the JSON that one viewer sees: loads the facts of a whole page in batches and presents it.

A status is a join of bytes: a part that is the same for everybody (cached), the author (cached), and the
viewer's own marks (cached per viewer). A page therefore costs a fixed number of statements, whatever its
length, and none at all when it was shown before.

What is kept is rendered from models that are looked up while it is made: those that were handed in may have
changed meanwhile, and their message to the caches came before there was anything to drop.
"""

from collections.abc import Iterable, Sequence

import attrs

from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.fragments import Fragments
from gotosocial.mastodon.account import account_json
from gotosocial.mastodon.emoji import emoji_entities
from gotosocial.mastodon.interaction_policy import OPEN_TO_ME, policy_json
from gotosocial.mastodon.poll import poll_json
from gotosocial.mastodon.status import SharedStatus, status_json, status_shared
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.application import Application
from gotosocial.models.emoji import Emoji
from gotosocial.models.marks import NO_MARKS, Marks
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.models.rules.interaction import asker_of, is_open_to_all, permissions, policy_of
from gotosocial.models.rules.visibility import Seen
from gotosocial.models.status import Status
from gotosocial.models.viewer import Viewer
from gotosocial.util.clock import Clock


@attrs.frozen
class Show:
    """Renders accounts and statuses; decides nothing about who may see them."""

    access: Access
    fragments: Fragments
    addresses: Addresses
    clock: Clock

    async def account(self, account: Account) -> bytes:
        """Return one account as JSON."""
        return (await self._accounts([account]))[account.id]

    async def accounts(self, accounts: Sequence[Account]) -> list[bytes]:
        """Return accounts as JSON, in order."""
        shown = await self._accounts(accounts)
        return [shown[one.id] for one in accounts]

    async def status(self, seen: Seen, viewer: Viewer | None, *, text: str | None = None) -> bytes:
        """Return one status as JSON; ``text`` adds its source, as after a deletion."""
        return (await self.statuses([seen], viewer, text=text))[0]

    async def statuses(
        self, page: Sequence[Seen], viewer: Viewer | None, *, text: str | None = None
    ) -> list[bytes]:
        """Return statuses as JSON for one viewer, in order."""
        everything = [*page, *(seen.original for seen in page if seen.original)]
        shared = await self._shared([seen.status for seen in everything])
        accounts = await self._accounts([seen.author for seen in everything])
        marks = await self._marks([seen.status for seen in everything if not seen.original], viewer)
        policies = await self._policies(everything, viewer)
        polls = await self._polls([seen.status for seen in everything], viewer)
        viewer_id = viewer.account_id if viewer else ""

        def render(seen: Seen, text: str | None = None) -> bytes:
            status, original = seen.status, seen.original
            return status_json(
                shared[status.id],
                accounts[status.account_id],
                marks.get(status.original_id, NO_MARKS),
                is_own=status.account_id == viewer_id,
                reblog=render(original) if original else None,
                poll=polls.get(status.id),
                policy=policies.get(status.id),
                text=text,
            )

        return [render(seen, text) for seen in page]

    async def _shared(self, statuses: Sequence[Status]) -> dict[str, SharedStatus]:
        by_id = {status.id: status for status in statuses}

        async def load(ids: list[str]) -> dict[str, SharedStatus]:
            current = await self.access.statuses(ids)
            return await self._render_shared([current.get(one) or by_id[one] for one in ids])

        return await self.fragments.statuses.get_many(by_id, load)

    async def _render_shared(self, statuses: Sequence[Status]) -> dict[str, SharedStatus]:
        accounts = await self.access.accounts({one for status in statuses for one in status.mentioned_ids})
        media = await self._media(one for status in statuses for one in status.media_ids)
        emojis = await self._emojis(one for status in statuses for one in status.emoji_ids)
        applications = await self._applications(status.application_id for status in statuses)
        return {
            status.id: status_shared(
                status,
                accounts=accounts,
                media=media,
                emojis=emojis,
                application=applications.get(status.application_id),
                addresses=self.addresses,
            )
            for status in statuses
        }

    async def _accounts(self, accounts: Sequence[Account]) -> dict[str, bytes]:
        by_id = {account.id: account for account in accounts}

        async def load(ids: list[str]) -> dict[str, bytes]:
            current = await self.access.accounts(ids)
            return await self._render_accounts([current.get(one) or by_id[one] for one in ids])

        return await self.fragments.accounts.get_many(by_id, load)

    async def _render_accounts(self, accounts: Sequence[Account]) -> dict[str, bytes]:
        pictures = [(one.avatar_media_id, one.header_media_id) for one in accounts]
        media = await self._media(one for pair in pictures for one in pair)
        emojis = await self._emojis(one for account in accounts for one in account.emoji_ids)
        return {
            account.id: account_json(
                account,
                emojis=emojis,
                avatar=media.get(account.avatar_media_id),
                header=media.get(account.header_media_id),
                addresses=self.addresses,
                now=self.clock.now(),
            )
            for account in accounts
        }

    async def _marks(self, statuses: Sequence[Status], viewer: Viewer | None) -> dict[str, Marks]:
        if viewer is None:
            return {}
        by_key = {(viewer.account_id, status.id): status for status in statuses}

        async def load(keys: list[tuple[str, str]]) -> dict[tuple[str, str], Marks]:
            asked = [by_key[key] for key in keys]
            loaded = await self.access.db.marks.load(viewer.account_id, asked)
            return {key: loaded.get(key[1], NO_MARKS) for key in keys}

        found = await self.access.caches.marks.get_many(by_key, load)
        return {status_id: marks for (_, status_id), marks in found.items()}

    async def _polls(self, statuses: Sequence[Status], viewer: Viewer | None) -> dict[str, bytes]:
        """Return the polls as the viewer sees them, by their statuses; most pages have none."""
        asked = {status.poll_id: status for status in statuses if status.poll_id}
        if not asked:
            return {}
        shelf, now = self.access.db.polls, self.clock.now()
        votes = await shelf.votes_of(viewer.account_id, list(asked)) if viewer else {}
        emojis = await self._emojis(one for status in asked.values() for one in status.emoji_ids)
        return {
            asked[poll.id].id: poll_json(
                poll,
                now,
                emojis=emoji_entities(asked[poll.id].emoji_ids, emojis, self.addresses),
                vote=votes.get(poll.id),
                is_own=viewer is not None and asked[poll.id].account_id == viewer.account_id,
                has_viewer=viewer is not None,
            )
            for poll in (await shelf.get_many(list(asked))).values()
        }

    async def _policies(self, everything: Sequence[Seen], viewer: Viewer | None) -> dict[str, bytes]:
        """Return for a signed-in viewer what each policy allows them (row V-10)."""
        if viewer is None:
            return {}
        found = {seen.status.id: OPEN_TO_ME for seen in everything if is_open_to_all(seen.status)}
        narrower = [seen for seen in everything if seen.status.id not in found]
        account = await self.access.find_account(viewer.account_id) if narrower else None
        for seen in narrower:
            asker = asker_of(viewer.account_id, account.uri if account else "", viewer, seen)
            mine = permissions(seen.status, asker)
            found[seen.status.id] = policy_json(policy_of(seen.status), mine)
        return found

    async def _media(self, ids: Iterable[str]) -> dict[str, MediaAttachment]:
        wanted = {one for one in ids if one}
        if not wanted:
            return {}
        return await self.access.caches.media.get_many(wanted, self.access.db.media.get_many)

    async def _emojis(self, ids: Iterable[str]) -> dict[str, Emoji]:
        wanted = {one for one in ids if one}
        return await self.access.db.emojis.get_many(list(wanted)) if wanted else {}

    async def _applications(self, ids: Iterable[str]) -> dict[str, Application]:
        wanted = {one for one in ids if one}
        if not wanted:
            return {}
        return await self.access.caches.applications.get_many(wanted, self.access.db.applications.get_many)
