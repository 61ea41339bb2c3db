"""An account as other servers read it, and the little of it that goes with its key."""

import attrs

from gotosocial.activitypub.write.attachment import write_picture
from gotosocial.activitypub.write.context import Document
from gotosocial.activitypub.write.tag import full_name, write_emoji, write_hashtag
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.emoji import Emoji
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.text.hashtags import normal_hashtag
from gotosocial.text.html_links import links_in_html
from gotosocial.util.clock import iso


@attrs.frozen(kw_only=True)
class ActorFacts:
    """A local account with its pictures and the emojis of its texts."""

    account: Account
    emojis: tuple[Emoji, ...] = ()
    avatar: MediaAttachment | None = None
    header: MediaAttachment | None = None


def write_actor(facts: ActorFacts, addresses: Addresses) -> Document:
    """Return the actor document: the whole profile, as everybody may know it."""
    account = facts.account
    document = {
        **_identity(account),
        "url": account.url or account.uri,
        "name": account.display_name or account.username,
        "summary": account.note,
        "webfinger": full_name(account, addresses),
        "published": iso(account.created_at),
        "manuallyApprovesFollowers": account.is_locked,
        "discoverable": account.is_discoverable,
        "indexable": account.is_indexable,
        "hidesToPublicFromUnauthedWeb": account.hides_public_from_web,
        "hidesCcPublicFromUnauthedWeb": account.hides_unlisted_from_web,
        **_collections(account, addresses),
        "tag": [
            *(write_emoji(one, addresses) for one in facts.emojis if not one.is_disabled),
            *(write_hashtag(name, addresses) for name in _hashtags(account, addresses)),
        ],
        "publicKey": write_key(account),
    }
    return document | _what_only_some_have(facts, addresses)


def write_key_stub(account: Account) -> Document:
    """Return the least that proves whose the key is; it is readable without a signature (row U-16)."""
    return {**_identity(account), "publicKey": write_key(account)}


def write_bare_actor(account: Account, addresses: Addresses) -> Document:
    """Return what a server needs that cannot sign: whose the key is, and where the actor can be reached."""
    reached = {"inbox": account.inbox_uri, "outbox": account.outbox_uri}
    return {**write_key_stub(account), **reached, "endpoints": {"sharedInbox": addresses.shared_inbox}}


def write_key(account: Account) -> Document:
    """Return the public key of an account."""
    return {"id": account.public_key_uri, "owner": account.uri, "publicKeyPem": account.public_key}


def _identity(account: Account) -> Document:
    return {"id": account.uri, "type": account.actor_type, "preferredUsername": account.username}


def _collections(account: Account, addresses: Addresses) -> Document:
    return {
        "inbox": account.inbox_uri,
        "outbox": account.outbox_uri,
        "followers": account.followers_uri,
        "following": account.following_uri,
        "featured": account.featured_uri,
        "featuredTags": addresses.under(account.username).featured_tags,
        "endpoints": {"sharedInbox": addresses.shared_inbox},
    }


def _what_only_some_have(facts: ActorFacts, addresses: Addresses) -> Document:
    account = facts.account
    some: Document = {
        "attachment": [
            {"type": "PropertyValue", "name": one.name, "value": one.value} for one in account.fields
        ],
        "icon": write_picture(facts.avatar, addresses) if facts.avatar else None,
        "image": write_picture(facts.header, addresses) if facts.header else None,
        "alsoKnownAs": list(account.also_known_as_uris),
        "movedTo": account.moved_to_uri,
    }
    return {name: value for name, value in some.items() if value}


def _hashtags(account: Account, addresses: Addresses) -> list[str]:
    """Return the hashtags of the profile, each once: where its own words lead to one of our tags."""
    start = addresses.tag("")
    texts = [text for text in (account.note, *(one.value for one in account.fields)) if start in text]
    links = (link for text in texts for link in links_in_html(text) if link.startswith(start))
    names = (normal_hashtag(link.removeprefix(start)) for link in links)
    return list(dict.fromkeys(name for name in names if name))
