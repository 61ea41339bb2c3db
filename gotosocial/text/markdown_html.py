"""Write the tokens of Markdown as HTML; what it holds is cleaned afterwards like any other HTML."""

from collections.abc import Callable
from html import escape

import attrs
from mistune.util import unescape

from gotosocial.text.live import LiveText
from gotosocial.text.markdown import Node, read_markdown
from gotosocial.text.pieces import Piece, split
from gotosocial.text.shorten import shown_link

_WRAPPERS = {
    "paragraph": "p",
    "emphasis": "em",
    "strong": "strong",
    "strikethrough": "del",
    "superscript": "sup",
    "subscript": "sub",
    "block_quote": "blockquote",
}


def markdown_html(text: str, live: LiveText, *, prefix: str) -> str:
    """Return the text as HTML with all live pieces in it; ``prefix`` keeps the ids of footnotes apart."""
    return _Writer(live=live, prefix=prefix).all(read_markdown(text))


@attrs.define
class _Writer:
    live: LiveText
    prefix: str
    _is_in_link: bool = False
    _referred: set[int] = attrs.Factory(set)

    def all(self, nodes: list[Node]) -> str:
        return "".join(map(self.one, nodes))

    def one(self, node: Node) -> str:
        kind = node["type"]
        if kind in _WRAPPERS:
            tag = _WRAPPERS[kind]
            return f"<{tag}>{self._inside(node)}</{tag}>"
        write: Callable[[Node], str] | None = getattr(self, f"_{kind}", None)
        return write(node) if write else self._inside(node)

    def _inside(self, node: Node) -> str:
        return self.all(node.get("children", []))

    def _text(self, node: Node) -> str:
        # Names were recognised while parsing, where an escaped sign still differed from a live one.
        if self._is_in_link:
            return escape(unescape(node["raw"]))
        return "".join(map(self.live.html, split(unescape(node["raw"]), names=False)))

    def _live(self, node: Node) -> str:
        piece: Piece = node["raw"] if self._is_in_link else node["piece"]
        return self.live.html(piece)

    def _link(self, node: Node) -> str:
        url, title = node["attrs"]["url"], node["attrs"].get("title")
        children = node["children"]
        plain = children[0]["raw"] if len(children) == 1 and children[0]["type"] in ("text", "live") else ""
        if plain and url in (plain, f"mailto:{plain}"):
            inside = shown_link(plain)
        else:
            outer, self._is_in_link = self._is_in_link, True
            inside = self._inside(node)
            self._is_in_link = outer
        shown_title = f' title="{escape(title)}"' if title else ""
        rel = f' rel="{escape(self.live.rel)}"' if self.live.rel else ""
        return f'<a href="{escape(url)}"{shown_title}{rel}>{inside}</a>'

    def _image(self, node: Node) -> str:
        # Pictures in a text would tell their server who reads it: the description leads there instead.
        return self._link(node) if node["children"] else ""

    def _codespan(self, node: Node) -> str:
        return f"<code>{escape(node['raw'])}</code>"

    def _linebreak(self, node: Node) -> str:
        return "<br>"

    _softbreak = _linebreak

    def _inline_html(self, node: Node) -> str:
        return str(node["raw"])

    def _block_html(self, node: Node) -> str:
        return str(node["raw"]).strip("\n")

    def _heading(self, node: Node) -> str:
        level = node["attrs"]["level"]
        return f"<h{level}>{self._inside(node)}</h{level}>"

    def _thematic_break(self, node: Node) -> str:
        return "<hr>"

    def _block_code(self, node: Node) -> str:
        words = node.get("attrs", {}).get("info", "").split()
        language = f' class="language-{escape(words[0])}"' if words else ""
        return f"<pre><code{language}>{escape(node['raw'])}</code></pre>"

    def _list(self, node: Node) -> str:
        tag = "ol" if node["attrs"]["ordered"] else "ul"
        start = node["attrs"].get("start")
        items = [self._inside(item) for item in node["children"]]
        values = [
            f' value="{start}"' if start is not None and index == 0 else "" for index in range(len(items))
        ]
        listed = "".join(f"<li{value}>{item}</li>" for value, item in zip(values, items, strict=True))
        return f"<{tag}>{listed}</{tag}>"

    def _footnote_ref(self, node: Node) -> str:
        index = node["attrs"]["index"]
        # Only the first reference carries the id that the way back leads to.
        own_id = "" if index in self._referred else f' id="{self._id("fnref", index)}"'
        self._referred.add(index)
        return f'<sup{own_id}><a href="#{self._id("fn", index)}" role="doc-noteref">{index}</a></sup>'

    def _footnotes(self, node: Node) -> str:
        return f"<hr><section><ol>{self._inside(node)}</ol></section>"

    def _footnote_item(self, node: Node) -> str:
        index = node["attrs"]["index"]
        back = f'<a href="#{self._id("fnref", index)}" role="doc-backlink">\u21a9\ufe0e</a>'
        inside = self._inside(node)
        shown = f"{inside[:-4]} {back}</p>" if inside.endswith("</p>") else f"{inside} {back}"
        return f'<li id="{self._id("fn", index)}">{shown}</li>'

    def _id(self, kind: str, index: int) -> str:
        return f"{kind}-{self.prefix}-{index}" if self.prefix else f"{kind}-{index}"
