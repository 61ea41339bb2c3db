"""The instance in its old form, which older apps and scripts read (row K4-31)."""

from typing import Any

import orjson

from gotosocial.mastodon.instance_configuration import configuration_entity
from gotosocial.mastodon.instance_facts import InstanceFacts
from gotosocial.mastodon.rules import rules_json
from gotosocial.mastodon.version import version_shown


def instance_v1_json(facts: InstanceFacts) -> bytes:
    """Return a V1::Instance."""
    texts, limits, addresses = facts.texts, facts.limits, facts.addresses
    entity: dict[str, Any] = {
        "uri": addresses.host,
        "account_domain": addresses.account_domain,
        "title": texts.title,
        "description": texts.description,
        "description_text": texts.description_text,
        "short_description": texts.short_description,
        "short_description_text": texts.short_description_text,
        "custom_css": texts.custom_css,
        "email": texts.contact_email,
        "version": version_shown(facts.software_version),
        "languages": list(limits.languages),
        "registrations": limits.is_registration_open,
        "approval_required": True,
        "invites_enabled": False,
        "configuration": configuration_entity(limits),
        "urls": {"streaming_api": addresses.streaming},
        "stats": {
            "user_count": facts.counts.users,
            "status_count": facts.counts.statuses,
            "domain_count": facts.counts.domains,
        },
        **_thumbnail(facts),
        "contact_account": None if facts.contact is None else orjson.Fragment(facts.contact),
        "max_toot_chars": limits.max_characters,
        "rules": orjson.Fragment(rules_json(facts.rules)),
        "terms": texts.terms,
        "terms_text": texts.terms_text,
    }
    return orjson.dumps(entity)


def _thumbnail(facts: InstanceFacts) -> dict[str, str]:
    entity = {"thumbnail": facts.thumbnail_url, "thumbnail_static": facts.thumbnail_static_url}
    if facts.thumbnail is not None:
        entity["thumbnail_type"] = facts.thumbnail.content_type
        entity["thumbnail_static_type"] = facts.thumbnail.small_content_type
        entity["thumbnail_description"] = facts.thumbnail.description
    return entity
