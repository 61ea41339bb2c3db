"""The instance as apps ask for it first of all (row K4-30)."""

from typing import Any

import orjson

from gotosocial.mastodon.instance_configuration import configuration_entity
from gotosocial.mastodon.instance_facts import InstanceFacts
from gotosocial.mastodon.rules import rules_json
from gotosocial.mastodon.version import API_VERSIONS, version_shown


def instance_v2_json(facts: InstanceFacts) -> bytes:
    """Return an Instance."""
    texts, addresses = facts.texts, facts.addresses
    return orjson.dumps(
        {
            "domain": addresses.host,
            "account_domain": addresses.account_domain,
            "title": texts.title,
            "version": version_shown(facts.software_version),
            "source_url": facts.source_url,
            "description": texts.description or texts.short_description,
            "description_text": texts.description_text or texts.short_description_text,
            "custom_css": texts.custom_css,
            "usage": {"users": {"active_month": facts.counts.active_month}},
            "thumbnail": _thumbnail(facts),
            "icon": [],
            "languages": list(facts.limits.languages),
            "configuration": _configuration(facts),
            "registrations": _registrations(facts),
            "api_versions": API_VERSIONS,
            "contact": _contact(facts),
            "rules": orjson.Fragment(rules_json(facts.rules)),
            "terms": texts.terms,
            "terms_text": texts.terms_text,
        }
    )


def _configuration(facts: InstanceFacts) -> dict[str, Any]:
    return {
        "urls": {
            "streaming": facts.addresses.streaming,
            "about": f"{facts.addresses.origin}/about",
            "privacy_policy": None,
            "terms_of_service": None,
            "status": None,
        },
        "vapid": {"public_key": facts.vapid_public_key},
        "translation": {"enabled": False},
        **configuration_entity(facts.limits),
    }


def _registrations(facts: InstanceFacts) -> dict[str, Any]:
    return {
        "enabled": facts.limits.is_registration_open,
        "approval_required": True,
        "reason_required": facts.limits.is_reason_required,
        "message": None,
        "min_age": None,
        "url": None,
    }


def _thumbnail(facts: InstanceFacts) -> dict[str, Any]:
    url, static = facts.thumbnail_url, facts.thumbnail_static_url
    entity: dict[str, Any] = {"url": url, "static_url": static, "versions": {"@1x": static, "@2x": url}}
    if facts.thumbnail is not None:
        entity["thumbnail_type"] = facts.thumbnail.content_type
        entity["thumbnail_static_type"] = facts.thumbnail.small_content_type
        entity["thumbnail_description"] = facts.thumbnail.description
        entity["description"] = facts.thumbnail.description
        if facts.thumbnail.blurhash:
            entity["blurhash"] = facts.thumbnail.blurhash
    return entity


def _contact(facts: InstanceFacts) -> dict[str, Any]:
    account = None if facts.contact is None else orjson.Fragment(facts.contact)
    return {"email": facts.texts.contact_email, "account": account}
