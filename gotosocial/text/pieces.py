"""Split plain text into what is live in it (addresses, mentions, hashtags) and the words between.

One walk from left to right; whatever is recognised is consumed, so that the ``@`` and ``#`` inside an
address stay part of it.
"""

import re
from collections.abc import Iterator

from gotosocial.text.hashtags import HashtagText, hashtag_at
from gotosocial.text.links import LinkText, bare_link_at, link_at, mail_at
from gotosocial.text.mentions import MentionText, mention_at

Piece = str | LinkText | MentionText | HashtagText

# A word begins with a letter and may hold what a mail address or a domain holds.
_CANDIDATE = re.compile(r"[@#]|[^\W_][\w.+%-]*+")
_SCHEME = re.compile(r"https?\Z", re.IGNORECASE)


def split(text: str, *, names: bool = True) -> Iterator[Piece]:
    """Yield strings and live pieces that together cover the text; without ``names`` only addresses."""
    done = 0
    position = 0
    while candidate := _CANDIDATE.search(text, position):
        piece = _piece(text, candidate, names=names)
        position = piece.end if piece else candidate.end()
        if piece:
            if piece.start > done:
                yield text[done : piece.start]
            yield piece
            done = piece.end
    if done < len(text):
        yield text[done:]


def _piece(
    text: str, candidate: re.Match[str], *, names: bool
) -> LinkText | MentionText | HashtagText | None:
    at, word = candidate.start(), candidate.group()
    if word == "@":
        return mention_at(text, at) if names else None
    if word == "#":
        return hashtag_at(text, at) if names else None
    if text.startswith("://", candidate.end()):
        scheme = _SCHEME.search(word)
        return link_at(text, at + scheme.start()) if scheme else None
    if text.startswith("@", candidate.end()):
        return mail_at(text, at, candidate.end())
    if "." in word and not (at and text[at - 1] in "@#_/.-:"):
        return bare_link_at(text, at)
    return None
