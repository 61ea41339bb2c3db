"""Editing one's own profile and settings (rows A-05 to A-15, A-20, A-37)."""

from typing import Any, Literal

import attrs

from gotosocial.errors import Invalid
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.portraits import Portraits
from gotosocial.handlers.shared.writing import Writing
from gotosocial.mastodon.forms.profile import UpdateCredentialsForm
from gotosocial.models.account import Account, ProfileField
from gotosocial.models.requester import Requester
from gotosocial.storage.stores import Transaction
from gotosocial.text.plain import plain_line
from gotosocial.util.clock import Clock

Role = Literal["avatar", "header"]


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
        settings = await self.access.db.account_settings.get(account.id)
        content_type = form.source.content_type or settings.content_type
        changes = _switches(form) | await self._texts(account, form, content_type)
        pictures = await self._store_pictures(account, form)

        async def deed(t: Transaction) -> Account:
            before = await t.accounts.get(account.id)
            after = attrs.evolve(before, **changes, **pictures, updated_at=self.clock.now())
            await t.accounts.update(after)
            await t.account_settings.update(
                attrs.evolve(await t.account_settings.get(account.id), **_settings(form))
            )
            await _describe(t, after.avatar_media_id, form.avatar_description)
            await _describe(t, after.header_media_id, form.header_description)
            return before

        before = await self.access.db.transact(deed)
        for name in pictures:
            await self.portraits.remove(getattr(before, name))

    async def remove_picture(self, requester: Requester, role: Role) -> None:
        """Take the avatar or header off; nothing happens where there is none."""

        async def deed(t: Transaction) -> str:
            before = await t.accounts.get(requester.account_id)
            changes: dict[str, Any] = {f"{role}_media_id": "", "updated_at": self.clock.now()}
            await t.accounts.update(attrs.evolve(before, **changes))
            return before.avatar_media_id if role == "avatar" else before.header_media_id

        await self.portraits.remove(await self.access.db.transact(deed))

    def _check(self, form: UpdateCredentialsForm) -> None:
        if form.fields is not None and len(form.fields) > self.limits.max_fields:
            raise Invalid(f"a profile has at most {self.limits.max_fields} fields")
        for description in (form.avatar_description, form.header_description):
            if description is not None and len(description) > self.limits.max_description:
                raise Invalid(f"a description has at most {self.limits.max_description} characters")

    async def _store_pictures(self, account: Account, form: UpdateCredentialsForm) -> dict[str, Any]:
        stored = {}
        if form.avatar is not None:
            media = await self.portraits.store(account.id, form.avatar.path, "avatar")
            stored["avatar_media_id"] = media.id
        if form.header is not None:
            media = await self.portraits.store(account.id, form.header.path, "header")
            stored["header_media_id"] = media.id
        return stored

    async def _texts(
        self, account: Account, form: UpdateCredentialsForm, content_type: str
    ) -> dict[str, Any]:
        """Format the bio and the fields anew, since names and emojis in them may have changed."""
        display_name = account.display_name if form.display_name is None else plain_line(form.display_name)
        note_raw = account.note_raw if form.note is None else form.note
        fields_raw = account.fields_raw if form.fields is None else form.fields
        note = await self.writing.note(note_raw, content_type)
        values = [await self.writing.field(field.value) for field in fields_raw]
        live = [part for field in fields_raw for part in (field.name, field.value)]
        return {
            "display_name": display_name,
            "note": note.html,
            "note_raw": note_raw,
            "fields": tuple(
                ProfileField(name=plain_line(field.name), value=value.html)
                for field, value in zip(fields_raw, values, strict=True)
            ),
            "fields_raw": fields_raw,
            "emoji_ids": await self.writing.emoji_ids(display_name, note_raw, *live),
        }


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


async def _describe(t: Transaction, media_id: str, description: str | None) -> None:
    media = await t.media.find(media_id) if media_id and description is not None else None
    if media is not None and description is not None:
        await t.media.update(attrs.evolve(media, description=description))
