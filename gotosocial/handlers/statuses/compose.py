"""From a form to a draft: checks, lookups and formatting, before any transaction is open."""

import attrs

from gotosocial.errors import Invalid, NotFound, Refused
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.approvals import FREELY, Admission, Approvals
from gotosocial.handlers.shared.writing import Writing
from gotosocial.mastodon.forms.status import StatusForm
from gotosocial.models.account import Account
from gotosocial.models.account_settings import AccountSettings
from gotosocial.models.addresses import Addresses
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.models.requester import Requester
from gotosocial.models.rules.thread import is_monologue
from gotosocial.models.rules.visibility import Seen
from gotosocial.models.status import Status
from gotosocial.util.ulid import Ulids, time_of


@attrs.frozen(kw_only=True)
class StatusLimits:
    """What the admin allows in one status: characters with the content warning, files, alt text."""

    max_chars: int
    max_media: int
    min_description: int
    max_description: int


@attrs.frozen(kw_only=True)
class Draft:
    """A status that is ready to be written, what it answers, and how it enters there."""

    status: Status
    author: Account
    parent: Seen | None = None
    admission: Admission = FREELY


@attrs.frozen
class Composer:
    """Turns a form into a status that is ready to be written."""

    access: Access
    writing: Writing
    approvals: Approvals
    addresses: Addresses
    limits: StatusLimits
    ulids: Ulids

    async def compose(self, requester: Requester, form: StatusForm) -> Draft:
        """Return the status that the form describes, or raise what is wrong with it."""
        self._check_length(form)
        author = await self.access.own_account(requester)
        settings = await self.access.settings(author.id)
        status_id = self.ulids.new()
        uri = self.addresses.status(author.username, status_id)
        seen, admission = await self._parent(form, author, uri)
        parent = seen.status if seen else None
        media = await self._media(form, author)
        content_type = form.content_type or settings.content_type
        written = await self.writing.status(form.text, content_type, status_id)
        status = Status(
            id=status_id,
            uri=uri,
            url=self.addresses.status_url(author.username, status_id),
            account_id=author.id,
            created_at=time_of(status_id),
            visibility=form.visibility or settings.privacy,
            is_federated=not form.is_local_only,
            is_sensitive=self._is_sensitive(form, settings, media),
            is_pending=admission.is_pending,
            approved_by_uri=admission.approved_by_uri,
            thread_id=parent.thread_id if parent else status_id,
            in_reply_to_id=parent.id if parent else "",
            in_reply_to_uri=parent.uri if parent else "",
            in_reply_to_account_id=parent.account_id if parent else "",
            is_monologue=is_monologue(author.id, parent),
            content=written.html,
            text=form.text,
            content_type=content_type,
            spoiler_text=form.spoiler_text,
            language=form.language or settings.language,
            mentioned_ids=written.mentioned_ids,
            tags=written.tags,
            emoji_ids=await self.writing.emoji_ids(form.text, form.spoiler_text),
            media_ids=tuple(form.media_ids),
            application_id=requester.application_id,
            policy=settings.policies.get(form.visibility or settings.privacy),
        )
        return Draft(status=status, author=author, parent=seen, admission=admission)

    def _check_length(self, form: StatusForm) -> None:
        if not (form.text.strip() or form.spoiler_text.strip() or form.media_ids):
            raise Invalid("a status needs text, a content warning or media")
        length = len(form.text) + len(form.spoiler_text)
        if length > self.limits.max_chars:
            raise Invalid(
                f"status and content warning have {length} characters together,"
                f" the limit is {self.limits.max_chars}"
            )
        if len(form.media_ids) > self.limits.max_media:
            raise Invalid(f"a status has at most {self.limits.max_media} attachments")

    async def _parent(self, form: StatusForm, author: Account, uri: str) -> tuple[Seen | None, Admission]:
        if not form.in_reply_to_id:
            return None, FREELY
        viewer = await self.access.viewer(author.id)
        seen = await self.access.original(form.in_reply_to_id, viewer)
        return seen, self.approvals.admit("reply", uri, author, viewer, seen)

    async def _media(self, form: StatusForm, author: Account) -> list[MediaAttachment]:
        found = await self.access.db.media.get_many(form.media_ids) if form.media_ids else {}
        media = []
        for media_id in form.media_ids:
            one = found.get(media_id)
            if one is None or one.account_id != author.id or one.role != "attachment":
                raise NotFound(f"media {media_id} not found")
            if one.status_id:
                raise Refused(f"media {media_id} is attached to another status already")
            if not one.file_key:
                raise Refused(f"media {media_id} is not ready: {one.error or 'it is still worked on'}")
            self._check_description(one)
            media.append(one)
        return media

    def _check_description(self, media: MediaAttachment) -> None:
        if not self.limits.min_description <= len(media.description) <= self.limits.max_description:
            raise Invalid(
                f"the description of media {media.id} must have {self.limits.min_description}"
                f" to {self.limits.max_description} characters"
            )

    def _is_sensitive(
        self, form: StatusForm, settings: AccountSettings, media: list[MediaAttachment]
    ) -> bool:
        if media and form.spoiler_text:
            return True
        return settings.is_sensitive if form.is_sensitive is None else form.is_sensitive
