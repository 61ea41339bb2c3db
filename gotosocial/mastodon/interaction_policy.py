"""Interaction policies as the client API shows them (row S-26); each list has its old and its new name."""

from collections.abc import Sequence
from functools import lru_cache

import orjson

from gotosocial.models.interaction_policy import ME, InteractionPolicy, PolicyRules
from gotosocial.models.rules.interaction import DEFAULTS, Permission
from gotosocial.models.visibility import Visibility

Permissions = tuple[Permission, Permission, Permission]
"""What one viewer may do: favourite, reply, boost."""


@lru_cache(maxsize=1024)
def policy_json(policy: InteractionPolicy, mine: Permissions | None = None) -> bytes:
    """Return an InteractionPolicy; ``mine`` adds ``me`` to the lists that hold for the viewer (V-10)."""
    favourite, reply, reblog = mine or (Permission.NEVER,) * 3
    return orjson.dumps(
        {
            "can_favourite": _rules(policy.can_favourite, favourite),
            "can_reply": _rules(policy.can_reply, reply),
            "can_reblog": _rules(policy.can_reblog, reblog),
        }
    )


def _rules(rules: PolicyRules, mine: Permission) -> dict[str, list[str]]:
    always = [*_words(rules.always), *([ME] if mine is Permission.ALWAYS else [])]
    asked = [*_words(rules.with_approval), *([ME] if mine is Permission.WITH_APPROVAL else [])]
    return {
        "always": always,
        "with_approval": asked,
        "automatic_approval": always,
        "manual_approval": asked,
    }


def _words(values: Sequence[str]) -> list[str]:
    """Leave out the actor URIs of policies from elsewhere: apps know words only, ``me`` among them."""
    return [value for value in values if "://" not in value]


OPEN_TO_ME = policy_json(DEFAULTS[Visibility.PUBLIC], (Permission.ALWAYS,) * 3)
"""The policy of most statuses: everybody may do everything, and so may the viewer."""
