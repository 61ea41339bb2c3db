"""Nobody dresses words of theirs as what the server says on its pages."""

import pytest

from gotosocial.text.page_classes import with_page_classes


@pytest.mark.parametrize("name", ["badge", "verified", "alert", "avatar", "hidden skip", "card"])
def test_the_classes_of_our_pages_are_taken_off_the_texts_of_others(name: str) -> None:
    html = f'<p>I am <span class="{name}">Admin</span></p>'
    assert with_page_classes(html) == "<p>I am <span>Admin</span></p>"


def test_classes_that_mean_something_stay() -> None:
    html = (
        '<span class="h-card"><a href="https://a.example/" class="u-url mention">@<span>a</span></a></span>'
        '<a class="hashtag mention" href="#">#b</a>'
        '<span class="invisible">c</span><span class="ellipsis">d</span>'
        '<code class="language-rust">e</code>'
    )
    assert with_page_classes(html) == html


def test_of_several_only_those_stay_that_may() -> None:
    assert with_page_classes('<a class="badge mention" href="#">x</a>') == '<a class="mention" href="#">x</a>'


@pytest.mark.parametrize(
    "html", ['<p>an attribute is written class="badge"</p>', '<p title="> class=">1 class="badge" 2</p>']
)
def test_words_stay_as_they_are(html: str) -> None:
    assert with_page_classes(html) == html
