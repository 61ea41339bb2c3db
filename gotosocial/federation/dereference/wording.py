"""What a remote status says: its words as clean HTML, its content warning, its language (facts 4.7).

A note is its content. What has a title (articles, pages, events, films) is shown with the title linked to its
page, with dates and place, then its words; so nothing is a blank (rows G-116, G-117). Files that cannot be
shown, pages that the status is about, and a status that it quotes are links at its end (row S-31).
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any, TypeVar
from urllib.parse import urlsplit

import attrs

from gotosocial.activitypub.note import RemoteAttachment, RemoteNote, RemotePoll
from gotosocial.federation.dereference.poll_shape import poll_of
from gotosocial.models.addresses import Addresses
from gotosocial.models.poll import Poll
from gotosocial.text.clean import MAX_LETTERS, SLOW_LETTERS, clean
from gotosocial.text.clean_plain import clean_plain, clean_plain_line
from gotosocial.text.format import MARKDOWN, PLAIN, format_basic, format_foreign
from gotosocial.text.language import maybe_language
from gotosocial.util.flow import Threads

T = TypeVar("T")
UNTITLED = frozenset({"Note", "Question"})
HTML_TYPES = frozenset({"", "text/html", "application/xhtml+xml"})
MARKDOWN_TYPES = frozenset({MARKDOWN, "text/x-markdown"})
MOST_WARNING = 5_000
_MOST_LINKS = 32


@attrs.frozen(kw_only=True)
class Words:
    """What a status says, safe to show. ``warning`` is plain text."""

    content: str
    warning: str
    language: str


@attrs.frozen
class Wording:
    """Reads what statuses and polls say; long ones in a thread.

    ``languages``: those of the instance, best first.
    """

    threads: Threads
    addresses: Addresses
    languages: tuple[str, ...]

    async def of(self, note: RemoteNote) -> Words:
        """Return the words of a status."""
        return await self._read(_length_of(note), words_of, note, self.languages, self.addresses.tag)

    async def poll(self, told: RemotePoll, now: datetime, poll_id: str, status_id: str) -> Poll:
        """Return the poll of a status."""
        letters = sum(len(one.title) for one in told.options)
        return await self._read(letters, poll_of, told, now, poll_id, status_id)

    async def _read(self, letters: int, read: Callable[..., T], *args: Any) -> T:
        return await self.threads.run(read, *args) if letters > SLOW_LETTERS else read(*args)


def words_of(note: RemoteNote, languages: Sequence[str], hashtag_url: Callable[[str], str]) -> Words:
    """Return the words of a status; slow for long ones.

    ``languages``: those of the instance, best first. ``hashtag_url`` makes the address of a hashtag that
    stands in plain text.
    """
    chosen, language = choose_content(note, languages)
    is_titled = bool(note.name) and note.note_type not in UNTITLED
    body = _body(chosen, note.media_type, hashtag_url)
    parts = [body, _quoted(note, body), _links(note.links), _unshown(note.attachments)]
    if is_titled:
        parts = [_title(note), _when_and_where(note), body or _summary(note), *parts[1:]]
    return Words(
        content=clean("".join(parts)[:MAX_LETTERS]),
        warning=_warning(note, is_titled=is_titled),
        language=maybe_language(language),
    )


def _length_of(note: RemoteNote) -> int:
    """Return how many characters there are to clean, at most."""
    longest = max((len(text) for _, text in note.content_map), default=0)
    described = sum(len(one.description) for one in note.attachments)
    return len(note.content) + len(note.summary) + longest + described


def choose_content(note: RemoteNote, languages: Sequence[str]) -> tuple[str, str]:
    """Return the content that is shown, and in which language it is; that is empty where nobody says it.

    With both, the content counts and the map tells its language. With a map alone its only entry counts, else
    the first of the instance's languages that it has, else its first.
    """
    if note.content:
        own = (language for language, text in note.content_map if text == note.content)
        return note.content, next(own, "")
    if not note.content_map:
        return "", ""
    for wanted in languages:
        for language, text in note.content_map:
            if maybe_language(language).lower() == wanted.lower():
                return text, language
    language, text = note.content_map[0]
    return text, language


def is_shown(attachment: RemoteAttachment) -> bool:
    """Tell whether clients can show the file; what they cannot is linked to."""
    kind = attachment.media_type.partition("/")[0]
    if attachment.media_type:
        return kind in ("image", "video", "audio") and attachment.media_type != "image/svg+xml"
    return attachment.kind in ("Image", "Video", "Audio")


def _body(text: str, media_type: str, hashtag_url: Callable[[str], str]) -> str:
    if media_type in HTML_TYPES:
        return text
    return format_foreign(text, MARKDOWN if media_type in MARKDOWN_TYPES else PLAIN, hashtag_url)


def _warning(note: RemoteNote, *, is_titled: bool) -> str:
    """Return the content warning: of what has a title the summary is an abstract, unless it is sensitive."""
    abstract = note.summary if note.is_sensitive else ""
    return clean_plain(abstract if is_titled else note.summary or note.name)[:MOST_WARNING]


def _title(note: RemoteNote) -> str:
    title = f"<strong>{escape(clean_plain_line(note.name))}</strong>"
    page = note.url or note.uri
    return f'<p><a href="{escape(page)}">{title}</a></p>'


def _when_and_where(note: RemoteNote) -> str:
    times = [_moment(moment) for moment in (note.starts_at, note.ends_at) if moment is not None]
    lines = [" – ".join(times), escape(clean_plain_line(note.location))]
    said = "<br>".join(line for line in lines if line)
    return f"<p>{said}</p>" if said else ""


def _moment(moment: datetime) -> str:
    utc = moment.astimezone(UTC)
    return f'<time datetime="{utc:%Y-%m-%dT%H:%MZ}">{utc:%Y-%m-%d %H:%M} UTC</time>'


def _summary(note: RemoteNote) -> str:
    return "" if note.is_sensitive else note.summary


def _quoted(note: RemoteNote, body: str) -> str:
    """Return a link to the status that this one quotes, where its words have none."""
    if not note.quote_uri or note.quote_uri in body or escape(note.quote_uri) in body or "RE: " in body:
        return ""
    return f"<p>RE: {format_basic(note.quote_uri)}</p>"


def _links(pages: Sequence[str]) -> str:
    lines = "<br>".join(format_basic(page) for page in pages[:_MOST_LINKS])
    return f"<p>{lines}</p>" if lines else ""


def _unshown(attachments: Sequence[RemoteAttachment]) -> str:
    """Return a list of the files that are not shown; empty where all are."""
    unshown = [one for one in attachments if not is_shown(one)][:_MOST_LINKS]
    if not unshown:
        return ""
    items = "".join(f'<li><a href="{escape(one.url)}">{escape(_file_name(one))}</a></li>' for one in unshown)
    return f"<ul>{items}</ul>"


def _file_name(attachment: RemoteAttachment) -> str:
    path = urlsplit(attachment.url).path.rsplit("/", 1)[-1]
    named = clean_plain_line(attachment.description) or path or attachment.url
    return f"{named[:200]} ({attachment.media_type})" if attachment.media_type else named[:200]
