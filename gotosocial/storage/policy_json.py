"""Interaction policies as the JSON of a column."""

from typing import Any

from gotosocial.models.interaction_policy import InteractionPolicy, PolicyRules


def policy_to_json(policy: InteractionPolicy) -> dict[str, Any]:
    """Return the policy as plain values for orjson."""
    return {
        "can_favourite": _rules_to_json(policy.can_favourite),
        "can_reply": _rules_to_json(policy.can_reply),
        "can_reblog": _rules_to_json(policy.can_reblog),
    }


def policy_from_json(values: dict[str, Any]) -> InteractionPolicy:
    """Read what ``policy_to_json`` made."""
    return InteractionPolicy(
        can_favourite=_rules_from_json(values["can_favourite"]),
        can_reply=_rules_from_json(values["can_reply"]),
        can_reblog=_rules_from_json(values["can_reblog"]),
    )


def _rules_to_json(rules: PolicyRules) -> dict[str, list[str]]:
    return {"always": list(rules.always), "with_approval": list(rules.with_approval)}


def _rules_from_json(values: dict[str, list[str]]) -> PolicyRules:
    return PolicyRules(always=tuple(values["always"]), with_approval=tuple(values["with_approval"]))
