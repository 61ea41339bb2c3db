"""Accounts of other servers as clients see them: their totals, and pictures by the address of their home."""

from datetime import timedelta
from typing import Any

from gotosocial.mastodon.account import account_json
from gotosocial.models.account import Account
from gotosocial.models.remote_totals import RemoteTotals
from tests.unit.mastodon.samples import HERE, NOW, an_account, conforming


def shown(account: Account) -> dict[str, Any]:
    body = account_json(account, emojis={}, avatar=None, header=None, addresses=HERE, now=NOW)
    return conforming("Account", body)


def remote(**changes: Any) -> Account:
    return an_account("eve", **{"domain": "far.example"} | changes)


def test_totals_are_shown_for_a_day() -> None:
    totals = RemoteTotals(followers=1234, statuses=None, counted_at=NOW - timedelta(hours=23))
    account = remote(totals=totals, followers_count=1, following_count=2, statuses_count=3)
    found = shown(account)
    assert (found["followers_count"], found["following_count"], found["statuses_count"]) == (1234, 2, 3)
    old = RemoteTotals(followers=1234, counted_at=NOW - timedelta(hours=24))
    assert shown(remote(totals=old, followers_count=1))["followers_count"] == 1


def test_pictures_are_shown_from_their_home() -> None:
    found = shown(
        remote(avatar_remote_url="https://far.example/a.png", header_remote_url="https://far.example/h.png")
    )
    assert found["avatar"] == found["avatar_static"] == "https://far.example/a.png"
    assert found["header"] == "https://far.example/h.png"


def test_a_suspended_account_shows_no_picture() -> None:
    found = shown(remote(avatar_remote_url="https://far.example/a.png", suspended_at=NOW))
    assert "far.example" not in found["avatar"]
    assert found["suspended"] is True
