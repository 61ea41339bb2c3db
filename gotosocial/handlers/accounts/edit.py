"""Editing one's own profile and settings (rows A-05 to A-15, A-20, A-37)."""

from contextlib import AsyncExitStack
from typing import Any

import attrs

from gotosocial.errors import Invalid
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.portraits import Portrait, Portraits, describe
from gotosocial.handlers.shared.writing import Writing
from gotosocial.jobs.kinds import ProfileChanged
from gotosocial.jobs.queue import enqueue
from gotosocial.mastodon.forms.profile import UpdateCredentialsForm
from gotosocial.models.account import Account, ProfileField
from gotosocial.models.requester import Requester
from gotosocial.models.upload import Upload
from gotosocial.storage.stores import Transaction
from gotosocial.text.emoji import find_emoji_codes
from gotosocial.text.letters import one_line
from gotosocial.util.clock import Clock


@attrs.frozen(kw_only=True)
class ProfileLimits:
    """How many lines the table of a profile has, and how long an alt text may be."""

    max_fields: int
    max_description: int


@attrs.frozen
class ProfileEditor:
    """Changes what was sent of a profile and leaves the rest as it is."""

    access: Access
    writing: Writing
    portraits: Portraits
    limits: ProfileLimits
    clock: Clock

    async def edit(self, requester: Requester, form: UpdateCredentialsForm) -> None:
        """Write the changes; new pictures are stored first and old ones removed last."""
        self._check(form)
        account = await self.access.own_account(requester)
        changes = _switches(form) | await self._texts(account, form)
        sent: dict[Portrait, Upload | None] = {"avatar": form.avatar, "header": form.header}
        async with AsyncExitStack() as undo:
            changes |= await self.portraits.store_sent(account.id, sent, undo)

            async def deed(t: Transaction) -> Account:
                return await self._write(t, account.id, form, changes)

            before = await self.access.db.transact(deed)
            undo.pop_all()
        for name in ("avatar_media_id", "header_media_id"):
            if name in changes:
                await self.portraits.remove(getattr(before, name))

    async def remove_picture(self, requester: Requester, role: Portrait) -> None:
        """Take the avatar or header off; nothing happens where there is none."""

        async def deed(t: Transaction) -> str:
            before = await t.accounts.get_to_change(requester.account_id)
            media_id = before.avatar_media_id if role == "avatar" else before.header_media_id
            if media_id:
                changes: dict[str, Any] = {f"{role}_media_id": "", "updated_at": self.clock.now()}
                await t.accounts.update(attrs.evolve(before, **changes))
                await enqueue(t, ProfileChanged(account_id=before.id), unique_key=before.id)
            return media_id

        await self.portraits.remove(await self.access.db.transact(deed))

    def _check(self, form: UpdateCredentialsForm) -> None:
        if form.fields is not None and len(form.fields) > self.limits.max_fields:
            raise Invalid(f"a profile has at most {self.limits.max_fields} fields")
        for description in (form.avatar_description, form.header_description):
            if description is not None and len(description) > self.limits.max_description:
                raise Invalid(f"a description has at most {self.limits.max_description} characters")

    async def _texts(self, account: Account, form: UpdateCredentialsForm) -> dict[str, Any]:
        """Format what was sent; a new content type formats the present bio anew."""
        changes: dict[str, Any] = {}
        if form.display_name is not None:
            changes["display_name"] = one_line(form.display_name)
        if form.note is not None or form.source.content_type is not None:
            changes["note_raw"] = account.note_raw if form.note is None else form.note
            settings = await self.access.db.account_settings.get(account.id)
            content_type = form.source.content_type or settings.content_type
            changes["note"] = (await self.writing.note(changes["note_raw"], content_type)).html
        if form.fields is not None:
            values = [await self.writing.field(field.value) for field in form.fields]
            changes["fields_raw"] = form.fields
            changes["fields"] = tuple(
                ProfileField(name=one_line(field.name), value=value.html)
                for field, value in zip(form.fields, values, strict=True)
            )
        return changes

    async def _write(
        self, t: Transaction, account_id: str, form: UpdateCredentialsForm, changes: dict[str, Any]
    ) -> Account:
        """Write the changes over what is there now, which another app may just have changed."""
        before = await t.accounts.get_to_change(account_id)
        after = attrs.evolve(before, **changes, updated_at=self.clock.now())
        await t.accounts.update(attrs.evolve(after, emoji_ids=await _emoji_ids(t, after)))
        settings = await t.account_settings.get(account_id)
        await t.account_settings.update(attrs.evolve(settings, **_settings(form)))
        await describe(t, after.avatar_media_id, form.avatar_description)
        await describe(t, after.header_media_id, form.header_description)
        if changes or form.avatar_description is not None or form.header_description is not None:
            await enqueue(t, ProfileChanged(account_id=account_id), unique_key=account_id)
        return before


def _switches(form: UpdateCredentialsForm) -> dict[str, Any]:
    shown = form.web_visibility
    return _sent(
        is_locked=form.is_locked,
        is_discoverable=form.is_discoverable,
        is_indexable=form.is_indexable,
        actor_type=None if form.is_bot is None else ("Service" if form.is_bot else "Person"),
        hides_public_from_web=None if shown is None else shown == "none",
        hides_unlisted_from_web=None if shown is None else shown != "unlisted",
    )


def _settings(form: UpdateCredentialsForm) -> dict[str, Any]:
    return _sent(
        privacy=form.source.privacy,
        is_sensitive=form.source.is_sensitive,
        language=form.source.language,
        content_type=form.source.content_type,
        hides_collections=form.hides_collections,
    )


def _sent(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


async def _emoji_ids(t: Transaction, account: Account) -> tuple[str, ...]:
    """Return the ids of the emojis whose codes stand anywhere in the profile, each once."""
    fields = (text for field in account.fields_raw for text in (field.name, field.value))
    codes = find_emoji_codes(account.display_name, account.note_raw, *fields)
    return tuple(emoji.id for emoji in await t.emojis.find_local(codes)) if codes else ()
