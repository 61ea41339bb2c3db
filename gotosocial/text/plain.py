"""Write plain text as HTML: blank lines part paragraphs, single line ends become ``<br>``."""

import re

from gotosocial.text.live import LiveText
from gotosocial.text.pieces import split

_PARAGRAPHS = re.compile(r"\n[ \t]*+(?:\n[ \t]*+)++")


def plain_html(text: str, live: LiveText) -> str:
    """Return the text as paragraphs with all live pieces in them; markup in it is shown as typed."""
    paragraphs = [part.strip() for part in _PARAGRAPHS.split(text)]
    return "".join(f"<p>{plain_inline(part, live)}</p>" for part in paragraphs if part)


def plain_inline(text: str, live: LiveText, *, names: bool = True) -> str:
    """Return the text as HTML without a paragraph around it; without ``names`` only addresses are live."""
    html = "".join(live.html(piece) for piece in split(text, names=names))
    return html.replace("\n", "<br>")
