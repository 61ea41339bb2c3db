"""Promises of gotosocial/text/clean.py and clean_plain.py (rows S-06, S-07, S-30, SE-04)."""

import threading

import pytest

from gotosocial.text.allowed import ELEMENTS
from gotosocial.text.clean import MAX_LETTERS, clean
from gotosocial.text.clean_plain import clean_plain, clean_plain_line
from tests.unit.text.checks import VOID, check_html

HYGIENE = 'rel="nofollow noreferrer noopener" target="_blank"'


def test_every_element_of_the_list_stays() -> None:
    for name in ELEMENTS - VOID - {"a"}:
        assert clean(f"<{name}>x</{name}>") == f"<{name}>x</{name}>"
    assert clean("a<br/>b<hr>c<wbr>d") == "a<br>b<hr>c<wbr>d"


@pytest.mark.parametrize(
    "html",
    [
        '<span class="h-card x">a</span>',
        '<code class="language-python3">a</code>',
        '<ol type="a"><li value="3">a</li></ol>',
        '<blockquote cite="https://a.b/c">a</blockquote>',
        '<del cite="https://a.b" datetime="2020-01-01T00:00:00Z">a</del>',
        '<time datetime="2020-01-01">a</time>',
        '<bdo dir="rtl" lang="ar-EG">a</bdo>',
        "<details open><summary>a</summary>b</details>",
        '<p id="note-1" title="a &amp; b">a</p>',
        '<a href="#fn-1" role="doc-noteref">1</a>',
        f'<a href="https://a.b/?c=1&amp;d=2" class="u-url mention" {HYGIENE}>a</a>',
        '<a href="https://a.b" rel="tag nofollow noreferrer noopener" target="_blank">a</a>',
        "a &lt;b&gt; &amp;amp; \"c\" 'd'",
    ],
)
def test_what_is_clean_stays_as_it_is(html: str) -> None:
    assert clean(html) == html


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<script>alert(1)</script>a", "a"),
        ("<style>p{}</style><title>t</title><textarea><b></textarea>a", "a"),
        ("<SCRIPT >x</script\n>a", "a"),
        ("<script>never closed", ""),
        ("<img src=x onerror=y>a<table><tr><td>b</td></tr></table>", "ab"),
        ("<svg><animate onbegin=x>a</svg><math><mi>b</mi></math>", "ab"),
        ("<iframe src=x>a</iframe><form><input><button>b</button></form>", "b"),
        ('<p style="x" onclick="y" class="z" data-a="b">a</p>', "<p>a</p>"),
        ('<code class="x language-go">a</code>', "<code>a</code>"),
        ('<span class="a&quot;b">a</span>', "<span>a</span>"),
        ("<!-- a -->b<!DOCTYPE html><?php x ?>c<![CDATA[d]]>", "bc"),
        ("<b", ""),
        ("a<b c='", "a"),
        ("1 < 2 <3 & x > y", "1 &lt; 2 &lt;3 &amp; x &gt; y"),
        ("a\x00\x08b\ud800", "ab\ufffd"),
        ("a&#12;b&#13;c&#x2028;d&#x2029;e&#13;&#10;f", "a\nb\nc\nd\ne\nf"),
        ("<pre>&#13;a</pre>", "<pre>a</pre>"),
    ],
)
def test_everything_else_is_stripped(html: str, cleaned: str) -> None:
    assert clean(html) == cleaned


@pytest.mark.parametrize(
    "href",
    [
        *(
            "javascript:alert(1)",
            "JaVaScRiPt:x",
            " javascript:x",
            "java\tscript:x",
            "&#106;avascript:x",
            "vbscript:x",
        ),
        *(
            "data:text/html,x",
            "//evil.example",
            "/relative",
            "x.html",
            "ftp://a.b",
            "https://",
            "http:a",
            "https://[x",
        ),
        *(
            "blob:x",
            "\x01javascript:x",
            "https:javascript:x",
            "http://a:99999999/",
            "file:///etc",
            "",
            "#",
            "# x",
        ),
    ],
)
def test_links_to_anything_but_the_web_mail_or_an_anchor_lose_their_address(href: str) -> None:
    assert clean(f'<a href="{href}">a</a>') == "<a>a</a>"


@pytest.mark.parametrize(
    ("href", "shown"),
    [
        ("https://a.b", "https://a.b"),
        ("HTTP://A.b/c", "HTTP://A.b/c"),
        ("mailto:a@b.c", "mailto:a@b.c"),
        ("https://a.b/c d", "https://a.b/c%20d"),
        ("https://a.b/&quot;&lt;", "https://a.b/%22%3C"),
        ("https://münchen.example/ü", "https://münchen.example/ü"),
    ],
)
def test_other_links_get_the_marks_of_hygiene(href: str, shown: str) -> None:
    assert clean(f'<a target="x" rel="opener me" href="{href}">a</a>') == f'<a href="{shown}" {HYGIENE}>a</a>'


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<p>a<div>b</div>c</p>", "<p>a</p><div>b</div>c"),
        ("<b><i>a</b>b</i>", "<b><i>a</i></b>b"),
        ("</b>a</p>", "a"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>"),
        ("<a href=#a>a<a href=#b>b", '<a href="#a">a</a><a href="#b">b</a>'),
        ("<h1>a<h2>b", "<h1>a</h1><h2>b</h2>"),
        ("<ruby>a<rt>b<rp>c</ruby>", "<ruby>a<rt>b</rt><rp>c</rp></ruby>"),
        ("<pre>\n\n a\n</pre>", "<pre> a\n</pre>"),
        ("<b><b><b><b>a</b></b></b>b</b>c", "<b><b><b>a</b></b>b</b>c"),
    ],
)
def test_broken_nesting_is_mended(html: str, cleaned: str) -> None:
    assert clean(html) == cleaned


def test_the_fiftieth_level_is_the_last() -> None:
    cleaned = clean("<div>" * 80 + "a" + "</div>" * 80 + "b")
    assert cleaned == "<div>" * 50 + "a" + "</div>" * 50 + "b"


def test_no_more_than_100_000_letters_come_in_or_out() -> None:
    assert clean("a" * 150_000) == "a" * MAX_LETTERS
    for html in ("<p>a</p>" * 30_000, "&" * 150_000, "<p>" * 60_000, "<div><p>é&<" * 20_000):
        cleaned = clean(html)
        assert len(cleaned) <= MAX_LETTERS
        check_html(cleaned)
        assert clean(cleaned) == cleaned


def test_many_threads_clean_at_once() -> None:
    html = "<p>a<b>b</b> <a href=https://a.b>c</a></p>" * 40
    expected = clean(html)
    results: list[str] = []
    threads = [
        threading.Thread(target=lambda: results.extend(clean(html) for _ in range(5))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 20


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("<p>a<br>b</p><p>c &amp; &lt;d&gt;</p>", "a\nb\n\nc & <d>"),
        ("<ul><li>a</li><li>b</li></ul>c", "a\nb\n\nc"),
        ("a<script>x</script>b<!-- c -->", "ab"),
        ('<a href="https://a.b"><span class="invisible">https://</span>a.b</a>', "https://a.b"),
        ("&lt;script&gt;", "<script>"),
        ("  a  ", "a"),
        ("", ""),
    ],
)
def test_html_becomes_plain_text(html: str, plain: str) -> None:
    assert clean_plain(html) == plain


def test_html_becomes_one_line() -> None:
    assert clean_plain_line("<p>a<br>b</p>\n\n<p>c</p>") == "a b c"


@pytest.mark.parametrize(
    "html", ["<b>a", "</b>", "a < b", "<img>", '<a href="javascript:x">a</a>', "<i><b></i></b>", "&x"]
)
def test_the_checker_of_these_tests_is_strict(html: str) -> None:
    with pytest.raises((AssertionError, KeyError)):
        check_html(html)
