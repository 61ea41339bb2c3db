"""Fields read the spellings of forms, queries and JSON alike, and name what is wrong."""

from typing import Any

import pytest

from gotosocial.errors import Invalid
from gotosocial.models.fields import Fields


@pytest.mark.parametrize("value", ["--5", "5-", "", "１", "9" * 19, "0x5", "1.0", " 1"])
def test_only_whole_numbers_are_numbers(value: str) -> None:
    if value == "":
        assert Fields({"n": value}).number("n", 7) == 7
        return
    with pytest.raises(Invalid, match="n must be a whole number"):
        Fields({"n": value}).number("n", 7)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("a", ["a"]),
        (["a", 1], ["a", "1"]),
        ({"1": "b", "0": "a", "10": "c"}, ["a", "b", "c"]),
        (None, []),
        ({}, []),
    ],
)
def test_lists_of_strings_have_several_spellings(value: Any, wanted: list[str]) -> None:
    assert Fields({"k": value}).texts("k") == wanted


@pytest.mark.parametrize("value", [True, 1, {"a": "b"}, [None], [["a"]], {"²": "b"}, {"9" * 5000: "b"}])
def test_other_things_are_no_lists_of_strings(value: Any) -> None:
    with pytest.raises(Invalid, match="k must be a list of strings"):
        Fields({"k": value}).texts("k")


def test_objects_keyed_by_numbers_are_lists_in_the_order_of_the_numbers() -> None:
    fields = Fields({"f": {"10": {"n": "c"}, "2": {"n": "b"}, "0": {"n": "a"}}})
    assert [one.text("n") for one in fields.sections("f")] == ["a", "b", "c"]


def test_messages_name_the_place() -> None:
    with pytest.raises(Invalid, match=r"source\[privacy\] must be a string"):
        Fields({"source": {"privacy": []}}).section("source").text("privacy")
