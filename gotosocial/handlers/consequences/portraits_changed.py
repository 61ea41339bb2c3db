"""What follows when a remote profile names other pictures: rows for them, and nothing left of the old ones.

Until the new ones are here, they are shown by the addresses of their home.
"""

from typing import Any

import attrs

from gotosocial.handlers.shared.keep_picture import PictureKeeper
from gotosocial.jobs.kinds import FetchMedia, PortraitsChanged
from gotosocial.jobs.queue import enqueue
from gotosocial.jobs.work import Finish
from gotosocial.models.account import Account
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.storage.stores import Database, Transaction

ROLES = ("avatar", "header")


@attrs.frozen
class PortraitsChangedConsequence:
    """Gives the account a row for each picture that its profile names, and lets them be fetched."""

    db: Database
    keeper: PictureKeeper

    async def run(self, job: PortraitsChanged, finish: Finish) -> None:
        """Write the rows, then remove the files of those that went."""

        async def deed(t: Transaction) -> list[MediaAttachment]:
            await finish(t)
            account = await t.accounts.get_to_change(job.account_id)
            return await self._change(t, account)

        for media in await self.db.transact(deed):
            await self.keeper.forget(media)

    async def _change(self, t: Transaction, account: Account) -> list[MediaAttachment]:
        gone: list[MediaAttachment] = []
        changes: dict[str, Any] = {}
        if account.is_local:
            return gone
        for role in ROLES:
            url: str = getattr(account, f"{role}_remote_url")
            words: str = getattr(account, f"{role}_remote_description")
            known = await t.media.find(getattr(account, f"{role}_media_id"))
            if (known.remote_url if known else "") == url:
                if known is not None and known.description != words:
                    await t.media.describe(attrs.evolve(known, description=words))
                continue
            if known is not None:
                await t.media.delete(known.id)
                gone.append(known)
            changes[f"{role}_media_id"] = await self._expect(t, account, role) if url else ""
        if changes:
            await t.accounts.update(attrs.evolve(account, **changes))
        return gone

    async def _expect(self, t: Transaction, account: Account, role: str) -> str:
        media = MediaAttachment(
            id=self.keeper.ids.new(),
            account_id=account.id,
            created_at=self.keeper.clock.now(),
            kind="image",
            role=role,
            remote_url=getattr(account, f"{role}_remote_url"),
            description=getattr(account, f"{role}_remote_description"),
            is_cached=False,
        )
        await t.media.insert(media)
        await enqueue(t, FetchMedia(media_id=media.id), unique_key=media.id)
        return media.id
