"""The rules of the instance as the client API shows them."""

from collections.abc import Iterable

import orjson

from gotosocial.models.instance import Rule


def rule_entity(rule: Rule) -> dict[str, str]:
    """Return a Rule."""
    return {"id": rule.id, "text": rule.text, "hint": ""}


def rules_json(rules: Iterable[Rule]) -> bytes:
    """Return the rules as a JSON array, in the order of their positions."""
    return orjson.dumps([rule_entity(one) for one in sorted(rules, key=lambda one: one.position)])
