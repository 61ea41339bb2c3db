"""Whom a status is addressed to: the ``to`` and ``cc`` of its document and of what is said about it."""

from collections.abc import Sequence

import attrs

from gotosocial.activitypub.vocabulary import PUBLIC
from gotosocial.activitypub.write.context import Document
from gotosocial.models.account import Account
from gotosocial.models.visibility import Visibility


@attrs.frozen(kw_only=True)
class Audience:
    """The URIs in ``to`` and ``cc``."""

    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()

    @property
    def fields(self) -> Document:
        """The properties of a document; empty ones are left out."""
        named = {"to": list(self.to), "cc": list(self.cc)}
        return {name: uris for name, uris in named.items() if uris}


def audience_of(visibility: Visibility, author: Account, mentioned: Sequence[Account]) -> Audience:
    """Return the audience of a status of the author that mentions these accounts.

    A status for mutuals names nobody but who is mentioned: no collection on the wire means them.
    """
    named = tuple(dict.fromkeys(one.uri for one in mentioned))
    followers = author.followers_uri
    match visibility:
        case Visibility.PUBLIC:
            return Audience(to=(PUBLIC,), cc=(followers, *named))
        case Visibility.UNLISTED:
            return Audience(to=(followers,), cc=(PUBLIC, *named))
        case Visibility.PRIVATE:
            return Audience(to=(followers,), cc=named)
        case Visibility.MUTUALS_ONLY:
            return Audience(cc=named)
    return Audience(to=named)
