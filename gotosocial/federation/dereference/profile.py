"""From an actor document to an account: cleaned, cut, and believed only as far as its server may speak."""

from typing import Any

import attrs

from gotosocial.activitypub.actor import RemoteActor, RemoteKey, RemotePicture
from gotosocial.crypto.public_keys import read_multikey, read_public_key
from gotosocial.errors import Invalid
from gotosocial.federation.dereference.names import Name
from gotosocial.models.account import Account, ProfileField
from gotosocial.models.public_key_row import PublicKeyRow
from gotosocial.models.rules.trust import same_host, same_site
from gotosocial.text.clean import clean
from gotosocial.text.clean_plain import clean_plain_line
from gotosocial.util.clock import EPOCH, Clock
from gotosocial.util.domains import host_of

MOST_NAME = 500
"""Characters of a display name or of a field's name."""


@attrs.frozen(kw_only=True)
class Profile:
    """An actor's own words, cleaned: what takes long, and is done before a transaction."""

    display_name: str
    note: str
    fields: tuple[ProfileField, ...]


def clean_profile(actor: RemoteActor) -> Profile:
    """Return the texts of an actor as they may be shown; slow for long ones."""
    return Profile(
        display_name=clean_plain_line(actor.name)[:MOST_NAME] or actor.username,
        note=clean(actor.summary),
        fields=tuple(
            ProfileField(name=clean_plain_line(one.name)[:MOST_NAME], value=clean(one.value))
            for one in actor.fields
        ),
    )


def length_of(actor: RemoteActor) -> int:
    """Return how many characters there are to clean."""
    return len(actor.summary) + len(actor.name) + sum(len(one.value) for one in actor.fields)


def new_account(
    actor: RemoteActor, name: Name, profile: Profile, *, account_id: str, clock: Clock
) -> Account:
    """Return the account that an actor becomes when it is met for the first time."""
    now = clock.now()
    published = actor.published_at
    return Account(
        id=account_id,
        username=name.username,
        domain=name.domain,
        uri=actor.uri,
        created_at=min(max(published, EPOCH), now) if published else now,
        note_raw="",
        fields_raw=(),
        emoji_ids=(),
        avatar_media_id="",
        header_media_id="",
        public_key="",
        public_key_uri="",
        suspended_at=now if actor.is_suspended else None,
        suspension_origin=account_id if actor.is_suspended else "",
        **_said(actor, profile),
        updated_at=now,
        fetched_at=now,
    )


def changed_account(known: Account, actor: RemoteActor, profile: Profile, clock: Clock) -> Account:
    """Return the account with what its server says now; what admins here decided stays."""
    now = clock.now()
    changed = attrs.evolve(known, **_said(actor, profile), updated_at=now, fetched_at=now)
    if actor.is_suspended and not known.is_suspended:
        return attrs.evolve(changed, suspended_at=now, suspension_origin=known.id)
    if known.is_suspended and not actor.is_suspended and known.suspension_origin == known.id:
        return attrs.evolve(changed, suspended_at=None, suspension_origin="")
    return changed


def keys_of(actor: RemoteActor, clock: Clock) -> list[PublicKeyRow]:
    """Return the usable public keys that the actor lists as its own, in its order."""
    found = [(key, _pem_of(key)) for key in actor.keys if key.owner_uri == actor.uri]
    return [
        PublicKeyRow(
            uri=key.uri, owner_uri=actor.uri, host=host_of(actor.uri), key=pem, fetched_at=clock.now()
        )
        for key, pem in found
        if pem and same_host(key.uri, actor.uri)
    ]


def _described(picture: RemotePicture | None) -> str:
    return picture.description if picture else ""


def _pem_of(key: RemoteKey) -> str:
    try:
        return (read_public_key(key.pem) if key.pem else read_multikey(key.multibase)).pem
    except Invalid:
        return ""  # of several keys some may be of a kind that is not used here


def _said(actor: RemoteActor, profile: Profile) -> dict[str, Any]:
    """Return the fields that every document of the actor decides anew."""
    own = {
        name: uri if same_site(uri, actor.uri) else ""
        for name, uri in (
            # What we send goes to the actor's own site, or others would be shot at with our deliveries.
            ("inbox_uri", actor.inbox_uri),
            ("shared_inbox_uri", actor.shared_inbox_uri),
            ("outbox_uri", actor.outbox_uri),
            ("followers_uri", actor.followers_uri),
            ("following_uri", actor.following_uri),
            ("featured_uri", actor.featured_uri),
        )
    }
    return {
        **own,
        **attrs.asdict(profile, recurse=False),
        "url": actor.url if same_site(actor.url, actor.uri) else actor.uri,
        "avatar_remote_url": actor.icon.url if actor.icon else "",
        "header_remote_url": actor.image.url if actor.image else "",
        "avatar_remote_description": _described(actor.icon),
        "header_remote_description": _described(actor.image),
        "also_known_as_uris": actor.also_known_as_uris,
        "moved_to_uri": actor.moved_to_uri,
        "actor_type": actor.actor_type,
        "is_locked": actor.is_locked,
        "is_discoverable": actor.is_discoverable,
        "is_indexable": actor.is_indexable,
        "hides_public_from_web": actor.hides_public_from_web,
        "hides_unlisted_from_web": actor.hides_unlisted_from_web,
    }
