"""What passes for plain HTML is what bleach would give back as it is, whoever wrote it."""

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from gotosocial.text.clean import clean, clean_own, second_lock
from gotosocial.text.plain_html import is_plain_html
from tests.unit.text.checks import check_html

LINK = '<a href="https://a.example/x?y=1&amp;z#w" class="mention" rel="nofollow noopener" target="_blank">'
PLAIN = [
    "",
    "just words \"quoted\" and 'so'\n",
    "<p>one</p><p>two<br>lines</p>",
    f'<p>hello <span class="h-card">{LINK}@<span>eve</span></a></span> &lt;3 &amp; more</p>',
    "<p><strong>a <em>b</em></strong> <del>c</del> <code>d</code></p>",
    '<a class="x" href="http://a.example" rel="tag nofollow" target="_blank">#x</a>',
]
OTHER = [
    "<p>",
    "</p>",
    "<p>a<p>b</p></p>",
    "<b><p>a</p></b>",
    "<b>a<i>b</b>c</i>",
    "<b><b><b><b>a</b></b></b></b>",
    f"{LINK}a{LINK}b</a></a>",
    "<span>" * 21 + "</span>" * 21,
    "a < b",
    "a > b",
    "a & b",
    "&quot;",
    "&amp",
    "<br/>",
    "<BR>",
    "<p >a</p>",
    "<p class=x>a</p>",
    '<p class="x">a</p>',
    "<script>a</script>",
    "<!-- a -->",
    "<span onclick=x>a</span>",
    '<span class="x" onclick="y">a</span>',
    '<span class="x&quot; onclick=&quot;y">a</span>',
    LINK.replace("https:", "javascript:") + "a</a>",
    LINK.replace("https:", "https&#58;") + "a</a>",
    LINK.replace("a.example", "[::1") + "a</a>",
    LINK.replace("a.example", "eve@a.example") + "a</a>",
    LINK.replace("mention", "x\n") + "a</a>",
    LINK.replace(' rel="nofollow noopener"', "") + "a</a>",
    LINK.replace("_blank", "_top") + "a</a>",
    LINK.replace(">", " onclick=y>") + "a</a>",
    "a\x00b",
    "a\x0cb",
    "a\x85b",
    "a\ud800b",
    "a\ufffeb",
]
ELEMENTS = ["<b>", "<i>", "<em>", "<span>", '<span class="a b">', "<code>", "<p>", "<ul>", LINK]
WORDS = [
    "words",
    " ",
    "\n",
    "\t",
    "<br>",
    "&amp;",
    "&lt;",
    "&gt;",
    '"',
    "'",
    "é",
    "\U0001f984",
    "]]>",
    "=",
    "/",
]


def within(tag: str, inside: list[str]) -> str:
    name = tag.strip("<>").partition(" ")[0]
    return f"{tag}{''.join(inside)}</{name}>"


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(within, st.sampled_from(ELEMENTS), st.lists(inner, max_size=4))


TEXTS = st.sampled_from(WORDS) | st.text(st.characters(exclude_characters="<>&"), max_size=3)
HTML = st.lists(st.recursive(TEXTS, nested, max_leaves=12), max_size=4).map("".join)
BROKEN = st.lists(st.sampled_from([*ELEMENTS, "</b>", "</span>", "</p>", "</a>"]) | HTML, max_size=8).map(
    "".join
)


@pytest.mark.parametrize("html", PLAIN)
def test_paragraphs_links_and_emphasis_are_plain(html: str) -> None:
    assert is_plain_html(html)
    assert second_lock().clean(html) == html


@pytest.mark.parametrize("html", OTHER)
def test_everything_else_is_for_bleach(html: str) -> None:
    assert not is_plain_html(html)


@settings(max_examples=400)
@given(HTML)
def test_bleach_gives_back_what_is_plain_whoever_wrote_it(html: str) -> None:
    event("plain" if is_plain_html(html) else "not plain")
    if is_plain_html(html):
        assert second_lock().clean(html) == html
        check_html(html.replace("nofollow noopener", "nofollow noreferrer noopener"))


@settings(max_examples=300)
@given(BROKEN)
def test_both_ways_through_the_second_lock_lead_to_the_same(html: str) -> None:
    assert clean(html) == second_lock().clean(clean_own(html))
    if is_plain_html(html):
        assert second_lock().clean(html) == html
