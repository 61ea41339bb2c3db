"""Promises of gotosocial/crypto/structured_fields.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotosocial.crypto.structured_fields import (
    Bare,
    InnerList,
    Item,
    Token,
    read_dictionary,
    write_inner_list,
    write_item,
)
from gotosocial.errors import Malformed

KEYS = st.from_regex(r"[a-z*][a-z0-9_\-.*]{0,8}", fullmatch=True)
BARE: st.SearchStrategy[Bare] = st.one_of(
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=10),
    st.booleans(),
    st.binary(max_size=10),
    st.from_regex(r"[A-Za-z*][!#$%&'*+\-.^_`|~:/0-9A-Za-z]{0,8}", fullmatch=True).map(Token),
)
PARAMS = st.dictionaries(KEYS, BARE, max_size=3)
ITEMS = st.builds(Item, BARE, PARAMS)
LISTS = st.builds(InnerList, st.lists(ITEMS, max_size=4).map(tuple), PARAMS)


@given(st.dictionaries(KEYS, st.one_of(ITEMS, LISTS), max_size=5))
def test_what_is_written_is_read(members: dict[str, Item | InnerList]) -> None:
    written = (
        f"{key}={write_item(member) if isinstance(member, Item) else write_inner_list(member)}"
        for key, member in members.items()
    )
    found = read_dictionary(",\t ".join(written))
    assert found == members
    assert list(found) == list(members)


def _kinds(members: dict[str, Item | InnerList]) -> list[type]:
    return [type(member.value) for member in members.values() if isinstance(member, Item)]


def test_kinds_are_told_apart() -> None:
    members = read_dictionary('a=1, b="1", c=?1, d=:MQ==:, e=one, f, g;x=2')
    assert _kinds(members) == [int, str, bool, bytes, Token, bool, bool]
    assert members["g"] == Item(True, {"x": 2})
    assert members["d"] == Item(b"1")


def test_spaces_that_are_allowed_are_written_as_one() -> None:
    member = read_dictionary('  a=(  "b";c   "d" ); e; f=?0 \t')["a"]
    assert isinstance(member, InnerList)
    assert write_inner_list(member) == '("b";c "d");e;f=?0'


def test_padding_of_octets_may_be_left_out() -> None:
    assert read_dictionary("a=:MQ:") == {"a": Item(b"1")}


def test_nothing_is_an_empty_dictionary() -> None:
    assert read_dictionary(" \t") == {}


@pytest.mark.parametrize(
    "text",
    [
        *("a=", "A=1", "1=1", "a=1,", "a=1 b=2", "a=1,,b=2", ",a=1", "a=1, a=2", "a =1", "a= 1", "=1"),
        *("a=1.5", "a=@1", "a=1234567890123456", "a=-", 'a="', 'a="\\x"', 'a="é"', 'a="\n"', "a=?2", "a=:"),
        *("a=:M:", "a=:%%:", "a=(", 'a=("b"', 'a=("b""c")', 'a=("b"\t"c")', "a=((1))", "a=1;", "a=1;B"),
        *("a=1;b=1;b=1", "a=1 ;b", "a=();b=()", "a=(1;b=1;b=2)", "a=%31", "a=1\n", "a=①"),
        *(
            ", ".join(f"a{n}" for n in range(17)),
            f"a=({'1 ' * 33})",
            "a" + "".join(f";b{n}" for n in range(17)),
        ),
    ],
)
def test_what_could_be_understood_differently_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        read_dictionary(text)


@given(st.text('ab=1(); \t",:?\\*-.@%é\n', max_size=60))
def test_any_text_at_all_is_read_or_malformed(text: str) -> None:
    try:
        read_dictionary(text)
    except Malformed:
        pass
