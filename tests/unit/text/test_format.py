"""Promises of gotosocial/text/format.py (rows S-03 to S-11, A-06 to A-08)."""

import pytest

from gotosocial.errors import Invalid
from gotosocial.text.clean import MAX_LETTERS
from gotosocial.text.clean_plain import clean_plain_line
from gotosocial.text.format import (
    MARKDOWN,
    PLAIN,
    check_content_type,
    format_basic,
    format_field_value,
    format_foreign,
    format_status,
    wanted_mentions,
)
from gotosocial.text.letters import one_line
from tests.unit.text.checks import PEOPLE, tag_url

REL = 'rel="nofollow noreferrer noopener" target="_blank"'
BOB = (
    '<span class="h-card"><a href="https://here.example/@bob" class="u-url mention"'
    f" {REL}>@<span>bob</span></a></span>"
)
TAG = (
    '<a href="https://here.example/tags/tag" class="mention hashtag" rel="tag nofollow noreferrer noopener"'
    ' target="_blank">#<span>Tag</span></a>'
)


def html(text: str, content_type: str) -> str:
    return format_status(text, content_type, mentions=PEOPLE, hashtag_url=tag_url, status_id="01A").html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "<p>a</p>"),
        ("a\nb\r\nc\n\n\n \nd\n", "<p>a<br>b<br>c</p><p>d</p>"),
        ("", ""),
        ("  \n ", ""),
        ("<b>a</b> & 'c'", "<p>&lt;b&gt;a&lt;/b&gt; &amp; 'c'</p>"),
        ("*a* `b`", "<p>*a* `b`</p>"),
        ("@bob: #Tag!", f"<p>{BOB}: {TAG}!</p>"),
        ("@nobody @a@b.example", "<p>@nobody @a@b.example</p>"),
        ("https://a.b/c", f'<p><a href="https://a.b/c" {REL}>https://a.b/c</a></p>'),
        ("me@a.com", f'<p><a href="mailto:me@a.com" {REL}>me@a.com</a></p>'),
        (":blob: &amp;", "<p>:blob: &amp;amp;</p>"),
    ],
)
def test_plain_text(text: str, expected: str) -> None:
    assert html(text, PLAIN) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a *b* **c** ~~d~~ H~2~O 2^10^",
            "<p>a <em>b</em> <strong>c</strong> <del>d</del> H<sub>2</sub>O 2<sup>10</sup></p>",
        ),
        ("a\nb\n\nc", "<p>a<br>b</p><p>c</p>"),
        ("a\\\nb  \nc", "<p>a<br>b<br>c</p>"),
        ("# a\n\n***\n\n> b", "<h1>a</h1><hr><blockquote><p>b</p></blockquote>"),
        ("- a\n  - b\n\n3. c\n4. d", None),
        ("```rust x\n<a>\n```", '<pre><code class="language-rust">&lt;a&gt;\n</code></pre>'),
        ("```c++\na\n```", "<pre><code>a\n</code></pre>"),
        ("`@bob #Tag https://a.b`", "<p><code>@bob #Tag https://a.b</code></p>"),
        ("    @bob", "<pre><code>@bob</code></pre>"),
        ('[a](https://a.b "t")', f'<p><a href="https://a.b" title="t" {REL}>a</a></p>'),
        ("[@bob #Tag](https://a.b)", f'<p><a href="https://a.b" {REL}>@bob #Tag</a></p>'),
        ("<a href=https://a.b>@bob</a>", f'<p><a href="https://a.b" {REL}>@bob</a></p>'),
        ("<https://a.b> <me@a.b>", None),
        ("[a](javascript:x)", "<p><a>a</a></p>"),
        ("**@bob** *#Tag*", f"<p><strong>{BOB}</strong> <em>{TAG}</em></p>"),
        ("\\@bob \\#Tag \\*a\\*", "<p>@bob #Tag *a*</p>"),
        (
            "https://a.b/_c_ @a_b_c *x*",
            f'<p><a href="https://a.b/_c" {REL}>https://a.b/_c</a>_ @a_b_c <em>x</em></p>',
        ),
        ("![alt](https://a.b/c.png)", f'<p><a href="https://a.b/c.png" {REL}>alt</a></p>'),
        ("|a|b|\n|-|-|\n|c|d|", "<p>|a|b|<br>|-|-|<br>|c|d|</p>"),
        ("a <b>c</b> <script>x</script> <u onclick=x>d</u>", "<p>a <b>c</b>  <u>d</u></p>"),
        (
            "<details><summary>a</summary>\n\n*b*\n\n</details>",
            "<details><summary>a</summary><p><em>b</em></p></details>",
        ),
        ("&copy; &lt;b&gt; &amp;lt;", "<p>© &lt;b&gt; &amp;lt;</p>"),
        ("#Tag\n\n# Tag", f"<p>{TAG}</p><h1>Tag</h1>"),
    ],
)
def test_markdown(text: str, expected: str | None) -> None:
    special = {
        "-": '<ul><li>a<ul><li>b</li></ul></li></ul><ol><li value="3">c</li><li>d</li></ol>',
        "<": f'<p><a href="https://a.b" {REL}>https://a.b</a> <a href="mailto:me@a.b" {REL}>me@a.b</a></p>',
    }
    assert html(text, MARKDOWN) == (expected if expected is not None else special[text[0]])


def test_footnotes_carry_the_id_of_their_status() -> None:
    assert html("a[^x] b[^x]\n\n[^x]: c", MARKDOWN) == (
        '<p>a<sup id="fnref-01A-1"><a href="#fn-01A-1" role="doc-noteref">1</a></sup>'
        ' b<sup><a href="#fn-01A-1" role="doc-noteref">1</a></sup></p>'
        '<hr><section><ol><li id="fn-01A-1"><p>c <a href="#fnref-01A-1" role="doc-backlink">↩︎</a></p></li>'
        "</ol></section>"
    )


@pytest.mark.parametrize("content_type", [PLAIN, MARKDOWN])
def test_what_was_found_is_listed_once_and_in_order(content_type: str) -> None:
    text = "@eve@far.example #Two @bob #one @EVE@far.example #TWO @nobody"
    found = format_status(text, content_type, mentions=PEOPLE, hashtag_url=tag_url)
    assert [target.username for target in found.mentions] == ["eve", "bob"]
    assert dict(found.hashtags) == {"two": "Two", "one": "one"}
    assert list(found.hashtags) == ["two", "one"]
    handles = [mention.handle for mention in wanted_mentions(text, content_type)]
    assert handles == ["eve@far.example", "bob", "nobody"]


def test_nobody_is_wanted_from_code_or_links() -> None:
    assert wanted_mentions("`@a` [@b](https://c.d) https://e.f/@g", MARKDOWN) == []
    assert [mention.handle for mention in wanted_mentions("(@a) https://e.f/@g")] == ["a"]


@pytest.mark.parametrize("content_type", ["text/html", "", "markdown", "TEXT/PLAIN"])
def test_other_content_types_are_refused(content_type: str) -> None:
    with pytest.raises(Invalid, match="content_type"):
        check_content_type(content_type)
    with pytest.raises(Invalid, match="content_type"):
        html("a", content_type)


def test_a_content_warning_has_addresses_but_neither_names_nor_markup() -> None:
    assert format_basic("@bob #Tag <b>\n*a* https://a.b :x:") == (
        f'@bob #Tag &lt;b&gt;<br>*a* <a href="https://a.b" {REL}>https://a.b</a> :x:'
    )


def test_a_field_has_no_paragraph_and_its_address_is_mine() -> None:
    found = format_field_value(" https://a.b @bob #Tag ", mentions=PEOPLE, hashtag_url=tag_url)
    address = '<a href="https://a.b" rel="me nofollow noreferrer noopener" target="_blank">https://a.b</a>'
    assert found.html == f"{address} {BOB} {TAG}"


def test_a_name_is_one_line() -> None:
    assert one_line("  Bob\n\t <3 \x00:blob: 👩\u200d🚀 ") == "Bob <3 :blob: 👩\u200d🚀"


@pytest.mark.parametrize("turn", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u206a\x9b")
def test_a_name_does_not_turn_what_stands_beside_it(turn: str) -> None:
    assert one_line(f"{turn}Bob {turn} Builder") == "Bob Builder"
    assert clean_plain_line(f"<i>{turn}Bob</i> &#x202e;{turn}Builder") == "Bob Builder"


def test_a_name_keeps_what_its_script_needs() -> None:
    for name in ("می\u200cخواهم", "\u200fאב\u200e", "🏴\U000e0067\U000e007f"):
        assert one_line(name) == name


@pytest.mark.parametrize("content_type", [PLAIN, MARKDOWN])
def test_what_people_here_write_is_never_cut_off(content_type: str) -> None:
    text = " ".join(f"#a{number}" for number in range(1000)) + " the end"
    written = format_status(text, content_type, mentions={}, hashtag_url=tag_url)
    assert len(written.html) > MAX_LETTERS
    assert written.html.count("<a ") == len(written.hashtags) == 1000
    assert written.html.endswith("the end</p>")


@pytest.mark.parametrize("content_type", [PLAIN, MARKDOWN])
def test_what_others_write_without_html_has_an_end(content_type: str) -> None:
    text = " ".join(f"#a{number}" for number in range(1000))
    assert len(format_foreign(text, content_type, tag_url)) <= MAX_LETTERS
    assert format_foreign("a #b", content_type, tag_url).startswith('<p>a <a href="https://here.example/tags/b"')


def test_lists_and_quotes_by_turns_are_shown_as_they_were_typed_where_they_are_too_many() -> None:
    """The parser of Markdown calls itself for each of them."""
    text = "1) answer @bob\n> question\n" * 400
    shown = html(text, MARKDOWN)
    assert shown == html(text, PLAIN)
    assert BOB in shown
    assert [one.handle for one in wanted_mentions(text, MARKDOWN)] == ["bob"]
    assert "&gt; question" in format_foreign(text, MARKDOWN, tag_url)
