"""Actors: people, groups, bots and instances of other servers."""

from gotosocial.activitypub.actor import RemoteActor, RemoteField
from gotosocial.activitypub.read.document import Document
from gotosocial.activitypub.read.keys import read_keys
from gotosocial.activitypub.read.limits import CONTENT, FIELD, FIELDS, TITLE, WORD
from gotosocial.activitypub.read.links import page_url, read_links
from gotosocial.activitypub.read.pictures import read_picture
from gotosocial.activitypub.read.tags import read_emojis, read_tags
from gotosocial.activitypub.vocabulary import ACTOR_TYPES, MOST_ALIASES
from gotosocial.errors import Malformed


def read_actor(json: object) -> RemoteActor:
    """Return the actor; raise Malformed without an id or a known type.

    ``username`` is empty where the document has none: WebFinger may know it.
    """
    document = Document.of(json)
    kind, uri = document.kind(ACTOR_TYPES), document.uri
    if not (kind and uri):
        raise Malformed("the actor has no type or id", detail=f"{kind=} {uri=}")
    return RemoteActor(
        uri=uri,
        actor_type=kind,
        username=document.text("preferredUsername", WORD).strip(),
        name=document.text("name", TITLE),
        summary=document.text("summary", CONTENT),
        url=page_url(read_links(document)) or uri,
        inbox_uri=document.link("inbox"),
        shared_inbox_uri=_shared_inbox(document),
        outbox_uri=document.link("outbox"),
        followers_uri=document.link("followers"),
        following_uri=document.link("following"),
        featured_uri=document.link("featured"),
        keys=read_keys(document.properties),
        icon=read_picture(document, "icon"),
        image=read_picture(document, "image"),
        fields=_fields(document),
        emojis=read_emojis(read_tags(document)),
        also_known_as_uris=document.links("alsoKnownAs", MOST_ALIASES),
        moved_to_uri=document.link("movedTo"),
        webfinger=_webfinger(document),
        published_at=document.time("published"),
        is_locked=document.flag("manuallyApprovesFollowers"),
        is_discoverable=document.flag("discoverable"),
        is_indexable=document.flag("indexable"),
        is_suspended=document.flag("suspended"),
        hides_public_from_web=document.flag("hidesToPublicFromUnauthedWeb"),
        hides_unlisted_from_web=document.flag("hidesCcPublicFromUnauthedWeb", default=True),
    )


def _shared_inbox(document: Document) -> str:
    found = (endpoints.link("sharedInbox") for endpoints in document.things("endpoints", 1))
    return next((uri for uri in found if uri), "") or document.link("sharedInbox")


def _fields(document: Document) -> tuple[RemoteField, ...]:
    items = (item for item in document.things("attachment", FIELDS) if item.kind(("PropertyValue",)))
    read = (RemoteField(name=item.text("name", FIELD), value=item.text("value", FIELD)) for item in items)
    return tuple(field for field in read if field.name.strip())


def _webfinger(document: Document) -> str:
    name = document.text("webfinger", 2 * WORD).strip().removeprefix("acct:").removeprefix("@")
    user, at, domain = name.partition("@")
    return name if at and user and domain and "@" not in domain else ""
