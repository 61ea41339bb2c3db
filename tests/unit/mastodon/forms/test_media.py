"""Forms about pictures are read or refused with the reason."""

import attrs
import pytest

from gotosocial.errors import Invalid, Refused
from gotosocial.mastodon.forms.media import MediaEditForm, MediaForm
from gotosocial.models.fields import Fields


@attrs.frozen
class AFile:
    path: str = "/tmp/upload"
    size: int = 3


def test_an_upload_has_defaults_for_everything_but_the_file() -> None:
    assert MediaForm.read(Fields({"file": AFile()})) == MediaForm(
        path="/tmp/upload", description="", focus=(0.0, 0.0)
    )


@pytest.mark.parametrize("sent", ["words", None, [AFile()], {"path": "/etc/passwd", "size": 1}, 7])
def test_only_a_real_file_counts_as_one(sent: object) -> None:
    with pytest.raises(Invalid, match="file"):
        MediaForm.read(Fields({"file": sent}))


@pytest.mark.parametrize(
    ("text", "focus"), [("0,0", (0, 0)), (" -1 , 1.0 ", (-1, 1)), ("0.25,-.5", (0.25, -0.5))]
)
def test_a_focus_is_two_numbers(text: str, focus: tuple[float, float]) -> None:
    assert MediaEditForm.read(Fields({"focus": text})).focus == focus


@pytest.mark.parametrize("text", ["1", "1,2,3", "a,b", "1.01,0", "0,-1.01", "nan,0", "0,inf", ",", "0;0"])
def test_any_other_focus_is_invalid(text: str) -> None:
    with pytest.raises(Invalid, match="focus"):
        MediaEditForm.read(Fields({"focus": text}))


def test_what_was_not_sent_is_not_changed_but_an_empty_description_is() -> None:
    assert MediaEditForm.read(Fields({})) == MediaEditForm(description=None, focus=None)
    emptied = MediaEditForm.read(Fields({"description": "", "focus": ""}))
    assert emptied == MediaEditForm(description="", focus=None)


def test_an_own_thumbnail_is_refused_and_not_ignored() -> None:
    for form in (MediaForm, MediaEditForm):
        with pytest.raises(Refused, match="thumbnails"):
            form.read(Fields({"file": AFile(), "thumbnail": AFile()}))
