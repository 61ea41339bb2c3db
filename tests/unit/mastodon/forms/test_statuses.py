"""The form of a status keeps what was sent, and refuses what it cannot honour."""

from datetime import timedelta
from typing import Any

import pytest

from gotosocial.errors import Invalid, Refused
from gotosocial.mastodon.forms.account import AccountStatusesForm, MuteForm, RelationshipsForm
from gotosocial.mastodon.forms.policy import PolicyForm
from gotosocial.mastodon.forms.profile import UpdateCredentialsForm
from gotosocial.mastodon.forms.status import StatusForm
from gotosocial.models.account import ProfileField
from gotosocial.models.fields import Fields
from gotosocial.models.interaction_policy import PolicyRules
from gotosocial.models.rules.interaction import DEFAULTS
from gotosocial.models.visibility import Visibility


class SentFile:
    """An upload as the door hands it over."""

    name, content_type, path, size = "a.png", "image/png", "/tmp/x", 3


def status(**tree: Any) -> StatusForm:
    return StatusForm.read(Fields(tree))


def test_a_whole_status_is_read() -> None:
    form = status(
        status="Hi", spoiler_text="cw", media_ids=["a", "b", "a"], in_reply_to_id="R", sensitive="on",
        visibility="mutuals_only", language="pt_br", content_type="text/markdown",
    )  # fmt: skip
    assert form == StatusForm(
        text="Hi", spoiler_text="cw", media_ids=("a", "b"), in_reply_to_id="R", is_sensitive=True,
        visibility=Visibility.MUTUALS_ONLY, language="pt-BR", content_type="text/markdown",
    )  # fmt: skip


def test_nothing_sent_leaves_everything_to_the_settings() -> None:
    assert status() == StatusForm()
    assert status(visibility="", language="", content_type="", sensitive=None) == StatusForm()


def test_a_content_warning_of_blanks_is_none() -> None:
    assert status(status="Hi", spoiler_text=" \n\u2003").spoiler_text == ""
    assert status(status="Hi", spoiler_text=" cw").spoiler_text == " cw"


@pytest.mark.parametrize(
    ("tree", "wanted"),
    [
        ({}, False),
        ({"local_only": "true"}, True),
        ({"federated": "false"}, True),
        ({"federated": True}, False),
        ({"local_only": False, "federated": False}, False),
    ],
)
def test_local_only_has_an_older_name(tree: dict[str, Any], wanted: bool) -> None:
    assert status(**tree).is_local_only is wanted


@pytest.mark.parametrize(
    "tree",
    [
        {"poll": {"options": ["a", "b"], "expires_in": 60}},
        {"scheduled_at": "2030-01-01T00:00:00Z"},
        {"quoted_status_id": "Q"},
        {"quote_approval_policy": "public"},
        {"interaction_policy": {"can_reply": {"always": ["author"]}}},
        {"interaction_policy": "open"},
    ],
)
def test_what_comes_later_is_refused_and_never_ignored(tree: dict[str, Any]) -> None:
    with pytest.raises(Refused, match=next(iter(tree))):
        status(status="Hi", **tree)


@pytest.mark.parametrize(
    "tree",
    [{"poll": None}, {"poll": {}}, {"scheduled_at": ""}, {"scheduled_at": None}, {"interaction_policy": {}}],
)
def test_an_empty_later_thing_is_nothing(tree: dict[str, Any]) -> None:
    assert status(**tree) == StatusForm()


@pytest.mark.parametrize(
    ("tree", "named"),
    [
        ({"visibility": "friends"}, "visibility"),
        ({"language": "nope-"}, "language"),
        ({"content_type": "text/html"}, "content_type"),
        ({"status": ["a"]}, "status"),
        ({"sensitive": "maybe"}, "sensitive"),
        ({"media_ids": {"a": "b"}}, "media_ids"),
        ({"media_ids": [str(one) for one in range(101)]}, "100"),
    ],
)
def test_a_wrong_field_is_named(tree: dict[str, Any], named: str) -> None:
    with pytest.raises(Invalid, match=named):
        status(**tree)


def test_a_policy_has_two_names_for_each_list_and_grants_the_built_in_rights() -> None:
    sent = {
        "can_reply": {"always": {"0": "followers"}, "manual_approval": ["public", "me"]},
        "can_favourite": {"automatic_approval": "public"},
        "can_reblog": {"always": []},
    }
    policy = PolicyForm.read(Fields(sent)).policy(Visibility.PUBLIC)
    assert policy.can_reply == PolicyRules(
        always=("followers", "author", "mentioned"), with_approval=("public",)
    )
    assert policy.can_favourite == PolicyRules(always=("public",))
    assert policy.can_reblog == PolicyRules(always=("author",))


def test_a_verb_that_is_not_sent_keeps_its_default() -> None:
    policy = PolicyForm.read(Fields({"can_reply": {"always": ["author"]}})).policy(Visibility.PRIVATE)
    assert policy.can_favourite == DEFAULTS[Visibility.PRIVATE].can_favourite
    assert policy.can_reply.always == ("author", "mentioned")


@pytest.mark.parametrize(
    ("visibility", "value", "is_too_wide"),
    [
        (Visibility.PUBLIC, "public", False),
        (Visibility.UNLISTED, "public", False),
        (Visibility.PRIVATE, "public", True),
        (Visibility.PRIVATE, "followers", False),
        (Visibility.MUTUALS_ONLY, "public", True),
        (Visibility.DIRECT, "followers", True),
        (Visibility.DIRECT, "mentioned", False),
        (Visibility.DIRECT, "https://a.example/u", False),
    ],
)
def test_a_policy_is_never_wider_than_its_status(
    visibility: Visibility, value: str, is_too_wide: bool
) -> None:
    form = PolicyForm.read(Fields({"can_reply": {"with_approval": [value]}}))
    if is_too_wide:
        with pytest.raises(Invalid, match="can_reply"):
            form.policy(visibility)
    else:
        assert value in form.policy(visibility).can_reply.with_approval


def test_unknown_words_in_a_policy_are_invalid() -> None:
    with pytest.raises(Invalid, match="can_reblog"):
        PolicyForm.read(Fields({"can_reblog": {"always": ["everybody"]}}))


def test_a_profile_changes_only_what_was_sent() -> None:
    assert UpdateCredentialsForm.read(Fields({})) == UpdateCredentialsForm()
    form = UpdateCredentialsForm.read(
        Fields(
            {
                "display_name": "",
                "bot": "false",
                "fields_attributes": {"1": {"name": "b", "value": "v" * 300}, "0": {"name": "", "value": ""}},
                "source": {"privacy": "direct", "language": "DE"},
                "avatar": SentFile(),
                "header": "",
            }
        )
    )
    assert (form.display_name, form.note, form.is_bot, form.is_locked) == ("", None, False, None)
    assert form.fields == (ProfileField(name="b", value="v" * 255),)
    assert (form.source.privacy, form.source.language) == (Visibility.DIRECT, "de")
    assert form.avatar is not None
    assert form.avatar.size == 3
    assert form.header is None


@pytest.mark.parametrize(
    ("tree", "named"),
    [
        ({"avatar": "data:image/png;base64,AAAA"}, "avatar must be a file"),
        ({"source": {"privacy": "friends"}}, r"source\[privacy\]"),
        ({"source": []}, "source"),
        ({"fields_attributes": ["a"]}, "fields_attributes"),
        ({"fields_attributes": [{"name": []}]}, r"fields_attributes\[0\]\[name\]"),
    ],
)
def test_a_wrong_part_of_a_profile_is_named(tree: dict[str, Any], named: str) -> None:
    with pytest.raises(Invalid, match=named):
        UpdateCredentialsForm.read(Fields(tree))


def test_muting_hides_notifications_unless_told_otherwise() -> None:
    assert MuteForm.read(Fields({})) == MuteForm(notifications=True, duration=None)
    assert MuteForm.read(Fields({"notifications": "0", "duration": "60"})) == MuteForm(
        notifications=False, duration=timedelta(seconds=60)
    )
    for duration in (-1, 2**62):
        with pytest.raises(Invalid, match="duration"):
            MuteForm.read(Fields({"duration": duration}))


def test_relationships_take_one_id_and_many() -> None:
    assert RelationshipsForm.read(Fields({"id": "a"})).ids == ("a",)
    assert RelationshipsForm.read(Fields({"id": ["b", "a", "b", ""]})).ids == ("b", "a")
    assert RelationshipsForm.read(Fields({})).ids == ()


def test_account_statuses_are_filtered_by_a_normalised_tag() -> None:
    form = AccountStatusesForm.read(Fields({"tagged": "Cats", "only_media": "1"}))
    assert (form.wanted.tagged, form.wanted.only_media, form.pinned) == ("cats", True, False)
    with pytest.raises(Invalid, match="tagged"):
        AccountStatusesForm.read(Fields({"tagged": "a b"}))
