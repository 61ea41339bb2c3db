"""What the admin changes of the instance while it runs: its words, whom to turn to, its picture (row WE-27).

The pictures belong to the instance's own account, whose avatar the thumbnail is.
"""

from contextlib import AsyncExitStack
from typing import Any

import attrs

from gotosocial.errors import Invalid
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.portraits import Portrait, Portraits, describe
from gotosocial.handlers.shared.writing import Writing
from gotosocial.mastodon.forms.instance import InstanceForm
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.rules.email_address import checked_email
from gotosocial.models.rules.visibility import exists
from gotosocial.models.upload import Upload
from gotosocial.storage.stores import Transaction
from gotosocial.text.format import MARKDOWN
from gotosocial.text.letters import one_line
from gotosocial.util.clock import Clock


@attrs.frozen
class InstanceEditor:
    """Changes what was sent and leaves the rest as it is. ``max_description``: characters of an alt text."""

    access: Access
    writing: Writing
    portraits: Portraits
    addresses: Addresses
    max_description: int
    clock: Clock

    async def edit(self, form: InstanceForm) -> None:
        """Write the changes; new pictures are stored first and old ones removed last."""
        if len(form.thumbnail_description or "") > self.max_description:
            raise Invalid(f"thumbnail_description must not be longer than {self.max_description} characters")
        texts = await self._texts(form) | await self._contact(form)
        actor_id = await self._actor_id()
        sent: dict[Portrait, Upload | None] = {"avatar": form.thumbnail, "header": form.header}
        async with AsyncExitStack() as undo:
            pictures = await self.portraits.store_sent(actor_id, sent, undo)

            async def deed(t: Transaction) -> Account:
                return await self._write(t, actor_id, form, texts, pictures)

            before = await self.access.db.transact(deed)
            undo.pop_all()
        for column in pictures:
            await self.portraits.remove(getattr(before, column))

    async def _actor_id(self) -> str:
        actor = await self.access.db.accounts.find_by_name(self.addresses.host)
        if actor is None:
            raise Invalid("the instance has no account of its own yet")
        return actor.id

    async def _texts(self, form: InstanceForm) -> dict[str, str]:
        """Format what was sent: Markdown, whose raw form is kept beside the HTML."""
        changes: dict[str, str] = {}
        if form.title is not None:
            changes["title"] = one_line(form.title) or self.addresses.host
        for name in ("short_description", "description", "terms"):
            raw = getattr(form, name)
            if raw is not None:
                changes[name] = (await self.writing.note(raw, MARKDOWN)).html
                changes[f"{name}_text"] = raw
        return changes

    async def _contact(self, form: InstanceForm) -> dict[str, str]:
        changes: dict[str, str] = {}
        if form.contact_email is not None:
            changes["contact_email"] = checked_email(form.contact_email) if form.contact_email else ""
        if form.contact_username is not None:
            name = form.contact_username
            changes["contact_account_id"] = await self._contact_id(name) if name else ""
        return changes

    async def _contact_id(self, username: str) -> str:
        """Return the account of an admin or moderator; people turn to nobody else."""
        account = await self.access.db.accounts.find_by_name(username.lower())
        user = await self.access.db.users.find_by_account(account.id) if account else None
        if account is None or user is None or not exists(account):
            raise Invalid("contact_username must be the name of an account here")
        if not (user.is_admin or user.is_moderator):
            raise Invalid("contact_username must be an admin or a moderator")
        return account.id

    async def _write(
        self,
        t: Transaction,
        actor_id: str,
        form: InstanceForm,
        texts: dict[str, str],
        pictures: dict[str, str],
    ) -> Account:
        """Write over what is there now; holding the account lets one edit wait for the other."""
        actor = await t.accounts.get_to_change(actor_id)
        now = self.clock.now()
        changes: dict[str, Any] = {**texts, "updated_at": now}
        if "avatar_media_id" in pictures:
            changes["thumbnail_media_id"] = pictures["avatar_media_id"]
        after = attrs.evolve(await t.instance_texts.get(), **changes)
        await t.instance_texts.update(after)
        if pictures:
            worn: dict[str, Any] = {**pictures, "updated_at": now}
            await t.accounts.update(attrs.evolve(actor, **worn))
        await describe(t, after.thumbnail_media_id, form.thumbnail_description)
        return actor
