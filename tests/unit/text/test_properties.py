"""Whatever comes in, what goes out is well formed, inside the allow-list and stable."""

import unicodedata

import bleach
from hypothesis import given, settings
from hypothesis import strategies as st

from gotosocial.text.allowed import ELEMENTS, is_allowed_attribute
from gotosocial.text.balance import Balance
from gotosocial.text.clean import clean
from gotosocial.text.clean_plain import clean_plain, clean_plain_line
from gotosocial.text.emoji import find_emoji_codes
from gotosocial.text.format import (
    MARKDOWN,
    PLAIN,
    format_basic,
    format_field_value,
    format_status,
    wanted_mentions,
)
from gotosocial.text.hashtags import normal_hashtag
from gotosocial.text.html_tokens import read_tokens
from gotosocial.text.language import maybe_language, normal_language
from gotosocial.text.letters import tidy
from gotosocial.text.pieces import split
from tests.unit.text.checks import PEOPLE, check_html, tag_url

HTML_BITS = [
    *(
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<i class=x>",
        "</i>",
        "<a href='https://a.b/?x&y'>",
        "</a>",
        "<a>",
        "<pre>",
    ),
    *(
        "</pre>",
        "\n",
        "<br>",
        "<hr/>",
        "<li>",
        "</li>",
        "<ul>",
        "</ul>",
        "<ol>",
        "<dl>",
        "<dt>",
        "<dd>",
        "<h1>",
    ),
    *(
        "</h1>",
        "<h2>",
        "<ruby>",
        "<rt>",
        "<rp>",
        "</ruby>",
        "<div>",
        "</div>",
        "<span class='a b'>",
        "</span>",
    ),
    *(
        "<details open>",
        "<summary>",
        "</details>",
        "<code class=language-x>",
        "</code>",
        "<table>",
        "<td>",
        "<img>",
    ),
    *(
        "<script>",
        "</script>",
        "<style>",
        "<svg>",
        "<math>",
        "<template>",
        "<!--",
        "-->",
        "<!x>",
        "<?x?>",
        "]]>",
    ),
    *(
        "<a href=javascript:alert(1)>",
        "<a href='&#106;avascript:x'>",
        "<a href=' java\tscript:x'>",
        "<a href=#x>",
    ),
    *(
        "<b id=1>",
        "<b id=2>",
        "<q cite=data:x>",
        "<li value=3>",
        "<bdo dir=rtl>",
        "<blockquote>",
        "</blockquote>",
    ),
    *(
        "<b onclick=x>",
        "<p style='x'>",
        "<",
        ">",
        "&",
        "&lt;",
        "&amp;",
        "&#0;",
        "&#12;",
        "&#13;",
        "&#x2028;",
        "&#x110000;",
        "&nbsp",
        '"',
        "'",
    ),
    *(
        "text",
        " ",
        "<b title='&quot;&lt;&gt;&amp;amp;'>",
        "<em>",
        "</em>",
        "<time datetime=2020>",
        "<u>",
        "<s>",
    ),
]
MARKDOWN_BITS = [
    *(
        "*",
        "**",
        "_",
        "__",
        "~~",
        "~",
        "^",
        "`",
        "``",
        "```\n",
        "[",
        "]",
        "(",
        ")",
        "![",
        "](https://a.b)",
        "<",
        ">",
    ),
    *(
        "> ",
        "- ",
        "1. ",
        "3) ",
        "# ",
        "## ",
        "\n",
        "\n\n",
        "    ",
        "\t",
        "\\",
        "&",
        "&amp;",
        "|",
        "---",
        "===",
        "[^1]",
    ),
    *(
        "[^1]: note\n",
        "[a]: https://a.b\n",
        "@bob",
        "@eve@far.example",
        "@",
        "#tag",
        "#",
        "https://a.b/c_d",
        "http://",
    ),
    *(
        "a.com",
        "me@a.com",
        "<b>",
        "</b>",
        "<a href=https://x.y>",
        "</a>",
        "<div>\n",
        "</div>",
        "word",
        " ",
        ":x:",
        "é",
    ),
    *(
        "<https://a.b>",
        "<me@a.com>",
        "[x](javascript:x)",
        "[x](<j>)",
        "  \n",
        "\\\n",
        "<!--",
        "<script>",
        "😀",
        "\u200b",
    ),
]
ANY = st.text(max_size=300)
HTML = st.lists(st.sampled_from(HTML_BITS), max_size=60).map("".join)
WRITTEN = st.lists(st.sampled_from(MARKDOWN_BITS), max_size=50).map("".join)
SIGNS = st.text(alphabet="<>/='\"&;#!-abp \n", max_size=120)


@settings(max_examples=400, deadline=None)
@given(st.one_of(HTML, ANY, SIGNS))
def test_cleaned_html_is_well_formed_allowed_and_stable(html: str) -> None:
    cleaned = clean(html)
    check_html(cleaned)
    assert clean(cleaned) == cleaned


@settings(max_examples=300, deadline=None)
@given(st.one_of(HTML, SIGNS))
def test_the_second_lock_finds_nothing_to_do(html: str) -> None:
    first = Balance(budget=10_000, rels=frozenset())
    for token in read_tokens(tidy(html)):
        first.add(token)
    balanced = first.finish()
    protocols = {"http", "https", "mailto"}
    again = bleach.clean(
        balanced, tags=ELEMENTS, attributes=is_allowed_attribute, protocols=protocols, strip=True
    )
    assert again == balanced


@settings(max_examples=400, deadline=None)
@given(st.one_of(WRITTEN, ANY, HTML), st.sampled_from([PLAIN, MARKDOWN]))
def test_formatted_statuses_are_well_formed_and_stable(text: str, content_type: str) -> None:
    formatted = format_status(text, content_type, mentions=PEOPLE, hashtag_url=tag_url, status_id="01A")
    check_html(formatted.html)
    assert clean(formatted.html) == formatted.html
    assert formatted.html.count('class="u-url mention"') >= len(formatted.mentions)
    assert all(normal_hashtag(name) == name for name in formatted.hashtags)
    wanted = {mention.handle for mention in wanted_mentions(text, content_type)}
    assert {target.account_id.rstrip("@") for target in formatted.mentions} <= wanted


@settings(max_examples=200, deadline=None)
@given(st.one_of(WRITTEN, ANY))
def test_warnings_and_fields_are_well_formed(text: str) -> None:
    check_html(format_basic(text))
    check_html(format_field_value(text, mentions=PEOPLE, hashtag_url=tag_url).html)


@settings(max_examples=300, deadline=None)
@given(st.one_of(WRITTEN, ANY))
def test_pieces_cover_the_text_without_a_gap(text: str) -> None:
    place = 0
    for piece in split(text):
        if isinstance(piece, str):
            assert text.startswith(piece, place)
            place += len(piece)
        else:
            assert piece.start == place
            place = piece.end
    assert place == len(text)


@settings(max_examples=200, deadline=None)
@given(st.one_of(WRITTEN, ANY))
def test_plain_text_comes_back_from_its_html(text: str) -> None:
    formatted = format_status(text, PLAIN, mentions={}, hashtag_url=tag_url)
    assert _letters(clean_plain(formatted.html)) == _letters(tidy(text))


def _letters(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


@settings(max_examples=200, deadline=None)
@given(st.one_of(HTML, ANY))
def test_plain_text_of_html_holds_no_control_letters(html: str) -> None:
    plain = clean_plain(html)
    assert tidy(plain) == plain == plain.strip()
    assert "\n" not in clean_plain_line(html)


@settings(deadline=None)
@given(st.text(max_size=120))
def test_small_readers_take_any_text(text: str) -> None:
    tag = maybe_language(text)
    assert tag == "" or normal_language(tag) == tag
    name = normal_hashtag(text)
    assert name is None or normal_hashtag(name) == name
    assert all(f":{code}:" in text for code in find_emoji_codes(text))
