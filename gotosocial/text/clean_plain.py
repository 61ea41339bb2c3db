"""Turn HTML into plain text: for content warnings, names, notifications and search."""

import re

from gotosocial.text.clean import MAX_LETTERS
from gotosocial.text.html_tokens import Open, Text, element_names, read_tokens
from gotosocial.text.letters import one_line, tidy

_BLOCKS = element_names(
    "address article aside blockquote details dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header"
    " hgroup hr main nav ol p pre section summary table ul"
)
_LINES = frozenset({"br", "li", "tr"})
_BLANK_LINES = re.compile(r"\n{3,}")


def clean_plain(html: str) -> str:
    """Return the words of the HTML: ``<br>`` as a line end, a blank line between blocks."""
    out: list[str] = []
    for token in read_tokens(tidy(html[:MAX_LETTERS])):
        if isinstance(token, Text):
            out.append(token.text)
        elif token.name in _BLOCKS:
            out.append("\n\n")
        elif token.name in _LINES and isinstance(token, Open):
            out.append("\n")
    return _BLANK_LINES.sub("\n\n", tidy("".join(out))).strip()


def clean_plain_line(html: str) -> str:
    """Return the words of the HTML on one line, for names and options."""
    return one_line(clean_plain(html))
