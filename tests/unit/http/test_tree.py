"""Bracketed names become trees, or a clear refusal; nothing makes them grow without bounds."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotosocial.errors import Invalid
from gotosocial.http.tree import check_json, grow, parse_pairs
from gotosocial.models.fields import Fields


def tree(text: str) -> dict[str, Any]:
    return grow(parse_pairs(text.encode()))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", {}),
        ("a", {"a": ""}),
        ("a=&b=%20", {"a": "", "b": " "}),
        ("a=1&a=2&a=3", {"a": ["1", "2", "3"]}),
        ("a[]=1", {"a": ["1"]}),
        ("a=1&a[]=2", {"a": ["1", "2"]}),
        ("a[]=1&a=2", {"a": ["1", "2"]}),
        ("a%5Bb%5D%5Bc%5D=1&a[b][d]=2", {"a": {"b": {"c": "1", "d": "2"}}}),
        ("a[b][]=1&a[b][]=2", {"a": {"b": ["1", "2"]}}),
        ("p[options][]=x&p[options][]=y&p[multiple]=1", {"p": {"options": ["x", "y"], "multiple": "1"}}),
        ("k[][a]=1&k[][b]=2&k[][a]=3", {"k": [{"a": "1", "b": "2"}, {"a": "3"}]}),
        ("k[][id]=1&k[][_destroy]=1&k[][id]=2", {"k": [{"id": "1", "_destroy": "1"}, {"id": "2"}]}),
        ("f[1][n]=b&f[0][n]=a", {"f": {"1": {"n": "b"}, "0": {"n": "a"}}}),
        ("a=b=c", {"a": "b=c"}),
        ("a+b=1", {"a b": "1"}),
    ],
)
def test_names_become_trees(text: str, wanted: dict[str, Any]) -> None:
    assert tree(text) == wanted


def test_forms_read_the_tree_in_order() -> None:
    sections = Fields(tree("f[1][n]=b&f[0][n]=a")).sections("f")
    assert [section.text("n") for section in sections] == ["a", "b"]


CONTRADICTIONS = """
    [a]=1  a[=1  a[b]c=1  a[b=1  a[][]=1  a[1][2][3][4][5][6]=1  a=%ff  a%ff=1  a=%00  a=%C3
    a[b]=1&a=2  a=1&a[b]=2  a[]=1&a[b]=2  a[b]=1&a[]=2
"""


@pytest.mark.parametrize("text", CONTRADICTIONS.split())
def test_contradictions_and_bad_octets_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        tree(text)


def test_the_number_of_fields_is_limited() -> None:
    assert len(tree("&".join(f"a{number}=1" for number in range(1000)))) == 1000
    with pytest.raises(Invalid, match="too many"):
        tree("&".join(f"a{number}=1" for number in range(1001)))


@given(st.lists(st.tuples(st.text("ab[]01", max_size=12), st.text(max_size=3)), max_size=12))
def test_any_names_give_a_tree_or_invalid(pairs: list[tuple[str, str]]) -> None:
    try:
        grown = grow(pairs)
    except Invalid:
        return
    assert str(grown).count("'") >= 0
    assert all(isinstance(key, str) for key in grown)


@given(st.binary(max_size=60))
def test_any_octets_are_pairs_or_invalid(raw: bytes) -> None:
    try:
        pairs = parse_pairs(raw)
    except Invalid:
        return
    assert all("\0" not in name + value for name, value in pairs)


def test_json_is_neither_deep_nor_holds_nul() -> None:
    deep: Any = 1
    for _ in range(33):
        deep = [deep]
    check_json(deep[0])
    for bad in (deep, "\0", {"a\0": 1}, [{"a": ["\0"]}]):
        with pytest.raises(Invalid):
            check_json(bad)
