"""What every activity has, read once: who did it, with what, for whom; and the way to one inside it."""

from collections.abc import Callable
from typing import Any, TypeVar

import attrs

from gotosocial.activitypub.activity import Activity
from gotosocial.activitypub.note import RemoteNote
from gotosocial.activitypub.read.document import Document
from gotosocial.activitypub.read.limits import NESTING, RECIPIENTS
from gotosocial.activitypub.read.note import read_note
from gotosocial.activitypub.read.values import uri_of
from gotosocial.errors import Malformed

A = TypeVar("A", bound=Activity)


@attrs.frozen(kw_only=True)
class Said:
    """An activity before its verb is looked at. ``level`` counts the activities that stand around it."""

    document: Document
    uri: str
    actor_uri: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    level: int
    read_inside: Callable[["Said"], Activity]

    @property
    def whole_object(self) -> Document | None:
        """The object, where it came whole; None where only its address did."""
        for value in self.document.values("object"):
            if isinstance(value, dict):
                return Document.of(value)
            if uri_of(value):
                return None
        return None

    def make(self, kind: type[A], **more: Any) -> A:
        """Return the activity as one of its class; ``more`` is what only its verb has."""
        return kind(uri=self.uri, actor_uri=self.actor_uri, to=self.to, cc=self.cc, **more)

    def must(self, name: str) -> str:
        """Return the address in a property; raise Malformed where there is none."""
        if found := self.document.link(name):
            return found
        raise Malformed(f"the activity has no {name}", detail=self.uri)

    def inner(self, document: Document, *, actor_uri: str = "") -> Activity:
        """Read an activity that stands inside; ``actor_uri`` did it where it does not say who."""
        inside = read_said(document, self.read_inside, level=self.level + 1, actor_uri=actor_uri)
        return self.read_inside(inside)

    def note(self, document: Document) -> RemoteNote:
        """Read a status that stands inside; where it is for nobody, it is for those of the activity."""
        note = read_note(document.properties)
        return note if note.to or note.cc else attrs.evolve(note, to=self.to, cc=self.cc)


def read_said(
    document: Document, read_inside: Callable[[Said], Activity], *, level: int = 0, actor_uri: str = ""
) -> Said:
    """Read the head of an activity; raise Malformed without a type or an actor, or too deep in others."""
    if level >= NESTING:
        raise Malformed("too many activities stand in each other")
    who = document.link("actor") or actor_uri
    if not (document.types and who):
        raise Malformed("the activity has no type or actor", detail=document.uri)
    return Said(
        document=document,
        uri=document.uri,
        actor_uri=who,
        to=document.recipients("to", RECIPIENTS),
        cc=document.recipients("cc", RECIPIENTS),
        level=level,
        read_inside=read_inside,
    )
