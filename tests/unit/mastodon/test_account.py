"""An account conforms to the contract in each of its forms."""

import attrs
import pytest

from gotosocial.mastodon.account import (
    DEFAULT_AVATAR_DESCRIPTION,
    account_json,
    credential_account_json,
    muted_account_json,
)
from gotosocial.models.account import ProfileField
from gotosocial.models.account_settings import AccountSettings
from gotosocial.models.addresses import DEFAULT_AVATARS
from tests.unit.mastodon.samples import (
    HERE,
    NOW,
    NOW_TEXT,
    a_picture,
    account_body,
    an_account,
    an_emoji,
    conforming,
)

SETTINGS = AccountSettings(account_id="x")


def test_a_full_account_conforms() -> None:
    emoji, avatar = an_emoji(), a_picture(description="me")
    account = an_account(
        fields=(ProfileField(name="site", value="<a>x</a>", verified_at=NOW),),
        emoji_ids=(emoji.id, "unknown"),
        last_status_at=NOW,
        is_admin=True,
        theme="dark.css",
        custom_css="p {}",
        statuses_count=3,
    )
    body = account_json(
        account, emojis={emoji.id: emoji}, avatar=avatar, header=a_picture(), addresses=HERE,
        moved=account_body(an_account("bob")),
    )  # fmt: skip
    shown = conforming("Account", body)
    assert shown["last_status_at"] == "2024-05-06"
    assert shown["fields"][0]["verified_at"] == NOW_TEXT
    assert shown["avatar"] == HERE.file(avatar.file_key)
    assert shown["avatar_static"] == HERE.file(avatar.small_key)
    assert shown["avatar_description"] == "me"
    assert [one["shortcode"] for one in shown["emojis"]] == ["cat"]
    assert [one["name"] for one in shown["roles"]] == ["admin"]
    assert shown["moved"]["username"] == "bob"


def test_an_account_without_pictures_has_a_default_that_stays_the_same() -> None:
    first, second = conforming("Account", account_body()), conforming("Account", account_body())
    assert first["avatar"] == second["avatar"]
    assert first["avatar"].startswith("https://social.example/assets/default_avatars/")
    assert first["avatar_description"] == DEFAULT_AVATAR_DESCRIPTION
    assert first["header"] == "https://social.example/assets/default_header.webp"
    assert first["last_status_at"] is None


def test_default_avatars_are_spread_over_the_accounts() -> None:
    seen = {HERE.default_avatar(f"01HX{number:022d}") for number in range(100)}
    assert len(seen) == DEFAULT_AVATARS


def test_a_suspended_account_is_blank() -> None:
    account = an_account(suspended_at=NOW, followers_count=5, note="spam", display_name="Spam")
    shown = conforming("Account", account_body(account))
    assert shown["suspended"] is True
    assert (shown["note"], shown["display_name"], shown["followers_count"]) == ("", "", 0)


def test_a_remote_domain_is_shown_in_its_own_script() -> None:
    shown = conforming("Account", account_body(an_account(domain="xn--bcher-kva.example")))
    assert shown["acct"] == "alice@bücher.example"
    assert "roles" not in shown


@pytest.mark.parametrize(
    ("kind", "is_bot", "is_group"),
    [
        ("Person", False, False),
        ("Service", True, False),
        ("Application", True, False),
        ("Group", False, True),
    ],
)
def test_the_kind_of_actor_is_told(kind: str, is_bot: bool, is_group: bool) -> None:
    shown = conforming("Account", account_body(an_account(actor_type=kind)))
    assert (shown["bot"], shown["group"]) == (is_bot, is_group)


def test_the_owner_sees_source_and_role() -> None:
    account = an_account(is_moderator=True, fields_raw=(ProfileField(name="a", value="b"),))
    settings = AccountSettings(account_id=account.id)
    body = credential_account_json(account_body(account), account, settings, follow_requests=2)
    shown = conforming("CredentialAccount", body)
    assert shown["source"]["follow_requests_count"] == 2
    assert shown["source"]["note"] == "Hi"
    assert shown["source"]["web_visibility"] == "public"
    assert shown["source"]["fields"] == [{"name": "a", "value": "b", "verified_at": None}]
    assert shown["role"]["name"] == "moderator"
    assert int(shown["role"]["permissions"]) & 1 == 0


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"hides_public_from_web": True}, "none"),
        ({"hides_unlisted_from_web": False}, "unlisted"),
        ({}, "public"),
    ],
)
def test_web_visibility_has_three_values(changes: dict[str, bool], wanted: str) -> None:
    account = attrs.evolve(an_account(), **changes)
    body = credential_account_json(account_body(), account, SETTINGS, follow_requests=0)
    assert conforming("CredentialAccount", body)["source"]["web_visibility"] == wanted


def test_an_admin_may_do_everything() -> None:
    account = an_account(is_admin=True, is_moderator=True)
    body = credential_account_json(account_body(), account, SETTINGS, follow_requests=0)
    role = conforming("CredentialAccount", body)["role"]
    assert role["name"] == "admin"
    assert int(role["permissions"]) & 1 == 1


def test_a_muted_account_tells_when_the_mute_ends() -> None:
    assert conforming("MutedAccount", muted_account_json(account_body(), NOW))["mute_expires_at"] == NOW_TEXT
    assert conforming("MutedAccount", muted_account_json(account_body(), None))["mute_expires_at"] is None
