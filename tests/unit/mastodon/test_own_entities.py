"""What somebody sees of the own user, tokens, threads and searches conforms to the contract."""

from xml.etree import ElementTree

import orjson

from gotosocial.mastodon.context import context_json
from gotosocial.mastodon.marker import markers_json
from gotosocial.mastodon.oauth_metadata import oauth_metadata_json
from gotosocial.mastodon.preferences import preferences_json
from gotosocial.mastodon.search import search_v1_json, search_v2_json
from gotosocial.mastodon.status_source import status_source_json
from gotosocial.mastodon.tag import tag_json
from gotosocial.mastodon.token import token_json
from gotosocial.mastodon.webfinger import host_meta_xml, webfinger_json
from gotosocial.models.account_settings import AccountSettings
from gotosocial.models.addresses import Addresses
from gotosocial.models.marker import Marker
from gotosocial.models.token import AccessToken
from gotosocial.models.visibility import Visibility
from tests.support.contract.check_contract import validate
from tests.unit.mastodon.samples import (
    HERE,
    NOW,
    NOW_TEXT,
    a_status,
    account_body,
    an_account,
    conforming,
    status_body,
)


def test_a_token_is_told_once_with_its_secret() -> None:
    token = AccessToken(
        id="T", digest="d", application_id="A", user_id="U", created_at=NOW,
        scopes=frozenset({"write", "read"}),
    )  # fmt: skip
    shown = conforming("Token", token_json(token, "secret"))
    assert (shown["access_token"], shown["scope"]) == ("secret", "read write")
    assert shown["created_at"] == 1714979289


def test_preferences_know_only_what_apps_know() -> None:
    settings = AccountSettings(account_id="A", privacy=Visibility.MUTUALS_ONLY)
    assert conforming("Preferences", preferences_json(settings))["posting:default:visibility"] == "private"
    settings = AccountSettings(account_id="A", privacy=Visibility.DIRECT)
    assert conforming("Preferences", preferences_json(settings))["posting:default:visibility"] == "direct"


def test_markers_stand_under_their_timelines() -> None:
    marker = Marker(account_id="A", timeline="home", last_read_id="S", version=3, updated_at=NOW)
    shown = conforming("Markers", markers_json([marker]))
    assert shown == {"home": {"last_read_id": "S", "updated_at": NOW_TEXT, "version": 3}}
    assert conforming("Markers", markers_json([])) == {}


def test_a_thread_conforms_in_order() -> None:
    first, second = status_body(a_status(id="1")), status_body(a_status(id="2"))
    shown = conforming("Context", context_json([first, second], []))
    assert [one["id"] for one in shown["ancestors"]] == ["1", "2"]
    assert conforming("Context", context_json([], [])) == {"ancestors": [], "descendants": []}


def test_the_source_is_what_was_typed() -> None:
    status = a_status(text="*Hi*", spoiler_text="cw", content_type="text/markdown")
    shown = conforming("StatusSource", status_source_json(status))
    assert (shown["text"], shown["spoiler_text"], shown["content_type"]) == ("*Hi*", "cw", "text/markdown")


def test_searches_conform_in_both_versions() -> None:
    accounts, statuses = [account_body()], [status_body(), status_body()]
    shown = conforming("Search", search_v2_json(accounts, statuses, [tag_json("cats", HERE)]))
    assert [len(shown[kind]) for kind in ("accounts", "statuses", "hashtags")] == [1, 2, 1]
    shown = conforming("V1::Search", search_v1_json(accounts, statuses, ["cats", 'a"b']))
    assert shown["hashtags"] == ["cats", 'a"b']
    empty = {"accounts": [], "statuses": [], "hashtags": []}
    assert conforming("Search", search_v2_json([], [], [])) == empty
    assert conforming("V1::Search", search_v1_json([], [], [])) == empty


def test_the_oauth_metadata_offer_s256_and_nothing_that_is_not_served() -> None:
    shown = orjson.loads(oauth_metadata_json(HERE))
    assert validate("OAuthServerMetadata", shown, mastodon_version="4.3.0") == []
    assert "userinfo_endpoint" not in shown
    assert shown["code_challenge_methods_supported"] == ["S256"]
    assert shown["issuer"] == "https://social.example"


def test_webfinger_answers_in_the_account_domain() -> None:
    shown = conforming("WellKnownResponse", webfinger_json(an_account(), HERE))
    assert shown["subject"] == "acct:alice@example"
    assert {one["rel"]: one["href"] for one in shown["links"]} == {
        "http://webfinger.net/rel/profile-page": "https://social.example/@alice",
        "self": "https://social.example/users/alice",
    }


def test_host_meta_is_well_formed() -> None:
    root = ElementTree.fromstring(host_meta_xml(Addresses("https://a.example", "a.example", "a.example")))
    assert root[0].get("template") == "https://a.example/.well-known/webfinger?resource={uri}"
