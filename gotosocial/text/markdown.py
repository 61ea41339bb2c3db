"""Read Markdown into a tree of tokens: CommonMark with footnotes, strikethrough, super- and subscript.

Mistune parses; added here are rules for what is live (addresses, mentions, hashtags), which must be
recognised before their underscores and stars count as emphasis, and two limits without which hostile text
takes quadratic time: emphasis is off in a block with more than 200 runs of its signs, and long runs of blanks
are cut. The parser is shared by all threads: it keeps its state in the call.
"""

import re
from typing import Any, cast

import mistune
from mistune.core import BlockState, InlineState
from mistune.plugins.footnotes import footnotes
from mistune.plugins.formatting import strikethrough, subscript, superscript

from gotosocial.text.hashtags import HashtagText, hashtag_at
from gotosocial.text.letters import tidy
from gotosocial.text.links import LinkText, link_at
from gotosocial.text.mentions import MentionText, mention_at

Node = dict[str, Any]

MAX_EMPHASIS_RUNS = 200
_MAX_NESTING = 20
_RUNS = re.compile(r"\*+|_+")
_BLANKS = re.compile(r"([ \t]{40})[ \t]+")


class _Inline(mistune.InlineParser):
    # Every line end breaks the line, and the backslash before one is a sign of the same and not shown.
    HARD_LINEBREAK = r"(?:\\| *)\n\s*"

    def finalize_tokens(self, tokens: list[Node], depth: int) -> list[Node]:
        runs = sum(len(_RUNS.findall(token["raw"])) for token in tokens if token["type"] == "text")
        # At the deepest level emphasis is left as it was typed, which is what is wanted here.
        level = self.max_nested_level if runs > MAX_EMPHASIS_RUNS else depth
        return super().finalize_tokens(tokens, level)


def read_markdown(text: str) -> list[Node]:
    """Return the tokens of the text; ``live`` tokens carry their piece under ``piece``."""
    tokens, _ = _parser.parse(_BLANKS.sub(r"\1", tidy(text)), BlockState())
    return cast(list[Node], tokens)


def _live(inline: mistune.InlineParser, found: re.Match[str], state: InlineState) -> int | None:
    if state.in_link:
        return None
    piece = _piece(state.src, found.start())
    if piece is None:
        return None
    state.append_token({"type": "live", "raw": state.src[piece.start : piece.end], "piece": piece})
    return piece.end


def _piece(text: str, at: int) -> LinkText | MentionText | HashtagText | None:
    if text[at] == "@":
        return mention_at(text, at)
    if text[at] == "#":
        return hashtag_at(text, at)
    return link_at(text, at)


def _live_pieces(md: mistune.Markdown) -> None:
    md.inline.register(
        "live", r"[@#]|[hH][tT][tT][pP][sS]?://", _live, before="link", start_chars=["@", "#", "h", "H"]
    )


def _new_parser() -> mistune.Markdown:
    return mistune.Markdown(
        renderer=None,
        inline=_Inline(hard_wrap=True, max_nested_level=_MAX_NESTING),
        plugins=[strikethrough, superscript, subscript, footnotes, _live_pieces],
    )


_parser = _new_parser()
