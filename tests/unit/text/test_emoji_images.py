"""Emoji codes become pictures in text, and nowhere else."""

import pytest

from gotosocial.text.emoji_images import html_with_emojis, text_with_emojis

CAT = {"cat": "https://here.example/cat.png"}
IMAGE = '<img class="emoji" src="https://here.example/cat.png" alt=":cat:" title=":cat:">'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a :cat: b</p>", f"<p>a {IMAGE} b</p>"),
        (":cat::cat:", IMAGE * 2),
        ('<a href="https://x/:cat:">:cat:</a>', f'<a href="https://x/:cat:">{IMAGE}</a>'),
        ('<a title="> :cat: <">x</a>', '<a title="> :cat: <">x</a>'),
        ("<p>:dog:</p>", "<p>:dog:</p>"),
        ("1 &lt; 2 :cat:", f"1 &lt; 2 {IMAGE}"),
    ],
)
def test_codes_in_html_become_pictures_outside_of_tags(html: str, expected: str) -> None:
    assert html_with_emojis(html, CAT) == expected


def test_plain_text_is_escaped_with_and_without_pictures() -> None:
    assert text_with_emojis("<b> :cat:", CAT) == f"&lt;b&gt; {IMAGE}"
    assert text_with_emojis('<b>"&', {}) == "&lt;b&gt;&quot;&amp;"


def test_an_address_cannot_leave_its_attribute() -> None:
    assert '"><script>' not in text_with_emojis(":cat:", {"cat": '"><script>'})
