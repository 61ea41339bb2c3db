"""What the tests of the text pipeline share: a strict reader of HTML, a counter of lines, builders."""

import re
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from types import FrameType
from typing import Any

from gotosocial.text.allowed import ELEMENTS
from gotosocial.text.live import MentionTarget

VOID = {"br", "hr", "wbr"}
ATTRIBUTES = {
    *("dir", "lang", "id", "title", "open", "cite", "datetime", "class", "type", "value"),
    *("href", "rel", "role", "target"),
}
SCHEMES = re.compile(r"https?://[^\s]+|mailto:[^\s]+|#[^\s]+")
BARE = re.compile(r"&(?!amp;|lt;|gt;|quot;|#x27;)")


class _Strict(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS, tag
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names)
        for name, value in attrs:
            assert name in ATTRIBUTES, name
            if name in ("href", "cite"):
                assert SCHEMES.fullmatch(value or ""), value
        given = dict(attrs)
        if tag == "a" and not (given.get("href") or "#").startswith("#"):
            assert (given["rel"] or "").endswith("nofollow noreferrer noopener")
            assert given["target"] == "_blank"
        if tag not in VOID:
            self.open.append(tag)
            self.depth = max(self.depth, len(self.open))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"comment {data!r}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"declaration {decl!r}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"instruction {data!r}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"declaration {data!r}")


def check_html(html: str) -> None:
    """Fail unless the HTML is balanced, escaped and inside the allow-list."""
    strict = _Strict()
    strict.feed(html)
    strict.close()
    assert strict.open == []
    assert strict.depth <= 50
    assert not BARE.search(html), html
    outside = re.sub(r"<[^<>]*>", "", html)
    assert "<" not in outside
    assert ">" not in outside


def lines_run(deed: Callable[[], Any]) -> int:
    """Return how many lines of Python the deed runs, in every module, without looking at the clock."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        deed()
    finally:
        sys.settrace(before)
    return count


def a_target(username: str, domain: str = "") -> MentionTarget:
    """Return somebody who can be mentioned."""
    host = domain or "here.example"
    return MentionTarget(
        account_id=f"{username}@{domain}", username=username, domain=domain, url=f"https://{host}/@{username}"
    )


PEOPLE = {
    target.account_id.rstrip("@"): target for target in (a_target("bob"), a_target("eve", "far.example"))
}


def tag_url(name: str) -> str:
    """Return the address of a hashtag."""
    return f"https://here.example/tags/{name}"
