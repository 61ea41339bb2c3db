"""The instance tells all that the contract wants, in both versions and in NodeInfo."""

import re

import attrs
import orjson
import pytest

from gotosocial.mastodon.instance_facts import InstanceFacts, InstanceLimits
from gotosocial.mastodon.instance_v1 import instance_v1_json
from gotosocial.mastodon.instance_v2 import instance_v2_json
from gotosocial.mastodon.nodeinfo import nodeinfo_content_type, nodeinfo_json, nodeinfo_links_json
from gotosocial.mastodon.rules import rules_json
from gotosocial.models.addresses import Addresses
from gotosocial.models.instance import InstanceCounts, InstanceTexts, Rule
from tests.unit.mastodon.samples import HERE, NOW, a_picture, account_body, conforming, conforming_shape

COUNTS = InstanceCounts(users=3, statuses=120, domains=7, active_month=2)
BARE = InstanceFacts(
    texts=InstanceTexts(title="Here", updated_at=NOW),
    counts=COUNTS,
    limits=InstanceLimits(),
    addresses=HERE,
    software_version="1.0.0",
    source_url="https://source.example",
    vapid_public_key="BKey",
)
FULL = attrs.evolve(
    BARE,
    texts=InstanceTexts(
        title="Here",
        short_description="<p>s</p>",
        description="<p>d</p>",
        contact_email="a@b",
        updated_at=NOW,
    ),
    limits=InstanceLimits(
        max_characters=77, max_description=88, languages=("en",), is_registration_open=True
    ),
    rules=(Rule(id="2", text="second", position=2), Rule(id="1", text="first", position=1)),
    contact=account_body(),
    thumbnail=a_picture(content_type="image/png", small_content_type="image/webp"),
)


@pytest.mark.parametrize("facts", [BARE, FULL])
def test_both_versions_conform(facts: InstanceFacts) -> None:
    conforming("V1::Instance", instance_v1_json(facts))
    conforming("Instance", instance_v2_json(facts))


def test_the_version_reads_as_mastodon_first() -> None:
    for name, body in (("V1::Instance", instance_v1_json(BARE)), ("Instance", instance_v2_json(BARE))):
        shown = conforming(name, body)
        assert shown["version"] == "4.2.0 (compatible; gotosocial 1.0.0)"
        assert re.match(r"\d+\.\d+\.\d+ ", shown["version"])
    assert conforming("Instance", instance_v2_json(BARE))["api_versions"] == {"mastodon": 1}


def test_the_limits_are_those_of_the_admin() -> None:
    first, second = orjson.loads(instance_v1_json(FULL)), orjson.loads(instance_v2_json(FULL))
    assert first["max_toot_chars"] == 77
    for shown in (first, second):
        assert shown["configuration"]["statuses"]["max_characters"] == 77
        assert shown["configuration"]["media_attachments"]["description_limit"] == 88
        assert [one["id"] for one in shown["rules"]] == ["1", "2"]
        assert shown["languages"] == ["en"]


def test_counts_and_contact_are_shown() -> None:
    first, second = orjson.loads(instance_v1_json(FULL)), orjson.loads(instance_v2_json(FULL))
    assert first["stats"] == {"user_count": 3, "status_count": 120, "domain_count": 7}
    assert second["usage"]["users"]["active_month"] == 2
    assert first["contact_account"]["username"] == second["contact"]["account"]["username"] == "alice"


def test_a_thumbnail_is_there_even_when_none_was_chosen() -> None:
    assert orjson.loads(instance_v2_json(BARE))["thumbnail"]["url"] == "https://social.example/assets/logo.webp"
    chosen = orjson.loads(instance_v2_json(FULL))["thumbnail"]
    assert chosen["url"].endswith("/original/P.png")
    assert chosen["versions"]["@1x"].endswith("/small/P.webp")


@pytest.mark.parametrize(
    ("origin", "wanted"),
    [("https://a.example", "wss://a.example"), ("http://localhost:8080", "ws://localhost:8080")],
)
def test_the_streaming_address_follows_the_scheme(origin: str, wanted: str) -> None:
    facts = attrs.evolve(BARE, addresses=Addresses(origin, "x", "x"))
    assert orjson.loads(instance_v1_json(facts))["urls"]["streaming_api"] == wanted
    assert orjson.loads(instance_v2_json(facts))["configuration"]["urls"]["streaming"] == wanted


def test_rules_conform() -> None:
    assert [one["text"] for one in conforming_shape("[Rule]", rules_json(FULL.rules))] == ["first", "second"]


@pytest.mark.parametrize("version", ["2.0", "2.1"])
def test_nodeinfo_conforms(version: str) -> None:
    body = nodeinfo_json(
        version, software_version="1.0.0", source_url="https://source.example", counts=COUNTS,
        is_registration_open=False,
    )  # fmt: skip
    shown = conforming("NodeInfo", body)
    assert shown["version"] == version
    assert shown["usage"] == {"users": {"total": 3, "activeMonth": 2}, "localPosts": 120}
    assert ("repository" in shown["software"]) == (version == "2.1")
    assert f"schema/{version}#" in nodeinfo_content_type(version)


def test_the_index_of_nodeinfo_names_both_documents() -> None:
    shown = conforming("WellKnownResponse", nodeinfo_links_json(HERE))
    assert [one["href"] for one in shown["links"]] == [
        "https://social.example/nodeinfo/2.0",
        "https://social.example/nodeinfo/2.1",
    ]
