"""Hostile text costs no more than twice as much when it is twice as long: decisions.md, adversarial text.

Counted are lines of Python that run, libraries included, so the result does not depend on the machine.
"""

from collections.abc import Callable

import pytest

from gotosocial.text.clean import clean
from gotosocial.text.clean_plain import clean_plain
from gotosocial.text.format import MARKDOWN, PLAIN, format_basic, format_status
from gotosocial.text.pieces import split
from tests.unit.text.checks import PEOPLE, lines_run, tag_url

Family = Callable[[int], str]

FAMILIES: dict[str, Family] = {
    "open brackets": lambda n: "[" * n,
    "links that never close": lambda n: "[a](" * (n // 4),
    "stars": lambda n: "*a " * (n // 3),
    "stars and underscores": lambda n: "*_" * (n // 2),
    "crossing emphasis": lambda n: "_a*" * (n // 6) + "*a_" * (n // 6),
    "emphasis that needs rest": lambda n: "a**bc* " * (n // 7),
    "quotes in quotes": lambda n: ">" * n,
    "stairs of quotes": lambda n: "\n".join(">" * step for step in range(int((2 * n) ** 0.5))),
    "stairs of lists": lambda n: "".join(" " * (2 * step) + "- a\n" for step in range(int(n**0.5))),
    "lists in lists": lambda n: "- " * (n // 2),
    "lists and quotes": lambda n: "- > " * (n // 4),
    "lists and quotes by turns": lambda n: "1) a\n> b\n" * (n // 9),
    "backticks": lambda n: "`a``" * (n // 4),
    "growing backticks": lambda n: " ".join("`" * step for step in range(int((2 * n) ** 0.5))),
    "less-than signs": lambda n: "<" * n,
    "tags that never end": lambda n: "<a " * (n // 3),
    "values that never end": lambda n: '<a b="' * (n // 6),
    "comments that never end": lambda n: "<!--" * (n // 4),
    "formatting that never ends": lambda n: "<b><i>" * (n // 6),
    "formatting with ids": lambda n: "".join(f"<b id=a{step}><p>" for step in range(n // 13)),
    "boxes": lambda n: "<div>" * (n // 5),
    "end tags": lambda n: "</b>" * (n // 4),
    "ampersands": lambda n: "&" * n,
    "long entities": lambda n: "&#" + "1" * n,
    "entities in values": lambda n: '<b title="' + "&#1" * (n // 3) + '">',
    "tildes": lambda n: "~~a " * (n // 4),
    "carets": lambda n: "^a" * (n // 2),
    "escapes": lambda n: "\\" * n,
    "footnotes": lambda n: "".join(f"[^{step}]: b[^{step}]\n" for step in range(n // 14)),
    "references": lambda n: "[a]: /u\n\n" + "[a][b]" * (n // 6),
    "fences": lambda n: "```\n" * (n // 4),
    "headings with blanks": lambda n: "# a" + " " * n + "b",
    "blank lines": lambda n: "    a\n" + "\n" * n + "b",
    "mentions": lambda n: "@a" * (n // 2),
    "hashtags": lambda n: "#a" * (n // 2),
    "a long mention": lambda n: "@" + "a" * n,
    "dots": lambda n: "a." * (n // 2),
    "addresses": lambda n: "x.com?" * (n // 6),
    "an address with brackets": lambda n: "https://x.com/" + "(" * n + ")" * n,
    "mail": lambda n: "a@a." * (n // 4),
}

WAYS: dict[str, Callable[[str], object]] = {
    "plain": lambda text: format_status(text, PLAIN, mentions=PEOPLE, hashtag_url=tag_url),
    "markdown": lambda text: format_status(text, MARKDOWN, mentions=PEOPLE, hashtag_url=tag_url),
    "clean": clean,
    "clean_plain": clean_plain,
    "basic": format_basic,
    "pieces": lambda text: list(split(text)),
}

SIZE = 1200


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("family", FAMILIES)
def test_twice_the_text_runs_at_most_two_and_a_half_times_the_lines(family: str, way: str) -> None:
    make, run = FAMILIES[family], WAYS[way]
    run("warm up @a #a https://a.com a.com")
    short, long = make(SIZE), make(2 * SIZE)
    one, two = lines_run(lambda: run(short)), lines_run(lambda: run(long))
    assert two <= 2.5 * max(one, 400), f"{one} lines became {two}"


def test_emphasis_is_off_in_a_block_with_too_many_signs_only() -> None:
    hostile = FAMILIES["crossing emphasis"]
    short, long = hostile(2500), hostile(5000)
    one, two = lines_run(lambda: WAYS["markdown"](short)), lines_run(lambda: WAYS["markdown"](long))
    assert two <= 2.5 * one, f"{one} lines became {two}"
    text = hostile(2500) + "\n\nis *fine* **here**"
    html = format_status(text, MARKDOWN, mentions={}, hashtag_url=tag_url).html
    assert html.count("<em>") == 1
    assert html.endswith("<p>is <em>fine</em> <strong>here</strong></p>")


def test_the_counter_sees_quadratic_work() -> None:
    def quadratic(size: int) -> int:
        total = 0
        for _ in range(size):
            for _ in range(size):
                total += 1
        return total

    assert lines_run(lambda: quadratic(80)) > 3 * lines_run(lambda: quadratic(40))
