"""Write live pieces as HTML and remember which people and hashtags were really named."""

from collections.abc import Callable, Mapping
from html import escape

import attrs

from gotosocial.text.hashtags import HashtagText
from gotosocial.text.links import LinkText
from gotosocial.text.mentions import MentionText
from gotosocial.text.pieces import Piece
from gotosocial.text.shorten import shown_link

REL = "nofollow noreferrer noopener"


@attrs.frozen(kw_only=True)
class MentionTarget:
    """Whom a handle means: ``url`` is the page for people; ``domain`` is empty for local accounts."""

    account_id: str
    username: str
    domain: str
    url: str


@attrs.define
class LiveText:
    """Turns the pieces of one text into HTML and collects what was asked for and what was found."""

    targets: Mapping[str, MentionTarget]
    hashtag_url: Callable[[str], str]
    rel: str = ""
    asked: dict[str, MentionText] = attrs.Factory(dict)
    mentions: dict[str, MentionTarget] = attrs.Factory(dict)
    hashtags: dict[str, str] = attrs.Factory(dict)

    def html(self, piece: Piece) -> str:
        """Return one piece as HTML."""
        if isinstance(piece, str):
            return escape(piece)
        if isinstance(piece, LinkText):
            return self._link(piece)
        if isinstance(piece, MentionText):
            return self._mention(piece)
        return self._hashtag(piece)

    def _link(self, piece: LinkText) -> str:
        rel = f"{self.rel} {REL}".strip()
        return f'<a href="{escape(piece.url)}" rel="{rel}" target="_blank">{shown_link(piece.shown)}</a>'

    def _mention(self, piece: MentionText) -> str:
        self.asked.setdefault(piece.handle, piece)
        target = self.targets.get(piece.handle)
        if target is None:
            typed = f"@{piece.username}@{piece.domain}" if piece.domain else f"@{piece.username}"
            return escape(typed)
        self.mentions.setdefault(target.account_id, target)
        return (
            f'<span class="h-card"><a href="{escape(target.url)}" class="u-url mention" rel="{REL}"'
            f' target="_blank">@<span>{escape(target.username)}</span></a></span>'
        )

    def _hashtag(self, piece: HashtagText) -> str:
        url = self.hashtag_url(piece.normal)
        self.hashtags.setdefault(piece.normal, piece.name)
        return (
            f'<a href="{escape(url)}" class="mention hashtag" rel="tag {REL}" target="_blank">'
            f"#<span>{escape(piece.name)}</span></a>"
        )
