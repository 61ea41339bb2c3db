"""Promises of gotosocial/text/language.py (row S-12)."""

import pytest

from gotosocial.errors import Invalid
from gotosocial.text.language import maybe_language, normal_language


@pytest.mark.parametrize(
    ("tag", "normal"),
    [
        *(
            (tag, tag)
            for tag in ("en", "ast", "pt-BR", "zh-Hant-TW", "es-419", "de-CH-1901", "sl-rozaj", "en-x-a")
        ),
        ("EN", "en"),
        ("pt_br", "pt-BR"),
        ("ZH-hant-tw", "zh-Hant-TW"),
        (" de ", "de"),
        ("iw", "he"),
        ("sh", "sr-Latn"),
        ("sh-Cyrl", "sr-Cyrl"),
    ],
)
def test_tags_are_brought_into_their_usual_spelling(tag: str, normal: str) -> None:
    assert normal_language(tag) == normal
    assert maybe_language(tag) == normal


@pytest.mark.parametrize(
    "tag", ["", "x", "jp", "english", "en-", "-en", "e n", "12", "en--US", "日本", "en" + "-abcde" * 50]
)
def test_garbage_is_no_language(tag: str) -> None:
    with pytest.raises(Invalid, match="language"):
        normal_language(tag)
    assert maybe_language(tag) == ""
