"""Format what people write: statuses and profiles here, and what other servers send without HTML.

Looking up who is mentioned needs the database or the network, which this floor does not have. So a caller
first asks ``wanted_mentions`` which handles stand in a text, looks them up, and hands what it found to
``format_status``; handles that are missing there stay plain text. Long texts belong in a thread
(``clean.SLOW_LETTERS``); everything here may run in many threads at once.
"""

from collections.abc import Callable, Mapping

import attrs

from gotosocial.errors import Invalid
from gotosocial.text.clean import MAX_LETTERS, clean, clean_markdown, clean_own
from gotosocial.text.letters import tidy
from gotosocial.text.live import LiveText, MentionTarget
from gotosocial.text.markdown_html import markdown_html
from gotosocial.text.mentions import MentionText
from gotosocial.text.plain import plain_html, plain_inline

PLAIN = "text/plain"
MARKDOWN = "text/markdown"
CONTENT_TYPES = (PLAIN, MARKDOWN)


@attrs.frozen(kw_only=True)
class FormattedText:
    """Clean HTML, whom it mentions, and which hashtags it carries, each once and in the order of the text.

    ``hashtags`` maps the stored name of each to the name as it was first typed.
    """

    html: str
    mentions: tuple[MentionTarget, ...] = ()
    hashtags: Mapping[str, str] = attrs.Factory(dict)


def check_content_type(content_type: str) -> str:
    """Return the type, or raise Invalid where statuses and bios are not written in it."""
    if content_type not in CONTENT_TYPES:
        raise Invalid(f"content_type must be {PLAIN} or {MARKDOWN}")
    return content_type


def wanted_mentions(text: str, content_type: str = PLAIN) -> list[MentionText]:
    """Return each handle that would be live in the text, once, in the order of appearance."""
    live = LiveText(targets={}, hashtag_url=_no_url)
    _html(text, content_type, live, prefix="")
    return list(live.asked.values())


def format_status(
    text: str,
    content_type: str = PLAIN,
    *,
    mentions: Mapping[str, MentionTarget],
    hashtag_url: Callable[[str], str],
    status_id: str = "",
) -> FormattedText:
    """Return a status or a bio as HTML.

    ``mentions`` is keyed by ``MentionText.handle``; ``hashtag_url`` makes the address of a stored hashtag
    name; ``status_id`` keeps the footnotes of statuses on one page apart.
    """
    live = LiveText(targets=mentions, hashtag_url=hashtag_url)
    html = _html(text, content_type, live, prefix=status_id)
    return _formatted(html, live, lock=clean_markdown if content_type == MARKDOWN else clean_own)


def format_foreign(text: str, content_type: str, hashtag_url: Callable[[str], str]) -> str:
    """Return a status of another server as HTML, at most 100,000 letters of it; it mentions nobody."""
    live = LiveText(targets={}, hashtag_url=hashtag_url)
    return clean(_html(text[:MAX_LETTERS], content_type, live, prefix=""))


def format_field_value(
    text: str, *, mentions: Mapping[str, MentionTarget], hashtag_url: Callable[[str], str]
) -> FormattedText:
    """Return the value of a profile field as HTML without a paragraph; its addresses say ``rel="me"``."""
    live = LiveText(targets=mentions, hashtag_url=hashtag_url, rel="me")
    return _formatted(plain_inline(tidy(text).strip(), live), live, rels=frozenset({"me", "tag"}))


def format_basic(text: str) -> str:
    """Return a line of another server as HTML: addresses are live, names and markup are not."""
    live = LiveText(targets={}, hashtag_url=_no_url)
    return clean(plain_inline(tidy(text).strip(), live, names=False))


def _html(text: str, content_type: str, live: LiveText, *, prefix: str) -> str:
    if check_content_type(content_type) == MARKDOWN:
        try:
            return markdown_html(text, live, prefix=prefix)
        except RecursionError:
            # Lists and quotes that take turns cost the parser calls within calls: shown as they were typed.
            return plain_html(tidy(text), live)
    return plain_html(tidy(text), live)


def _formatted(
    html: str,
    live: LiveText,
    *,
    rels: frozenset[str] = frozenset({"tag"}),
    lock: Callable[..., str] = clean_own,
) -> FormattedText:
    return FormattedText(
        html=lock(html, rels=rels), mentions=tuple(live.mentions.values()), hashtags=dict(live.hashtags)
    )


def _no_url(name: str) -> str:
    return ""
