"""The interaction policy that somebody sends with a new status (rows V-09 to V-12)."""

from collections.abc import Iterable
from typing import Self

import attrs

from gotosocial.errors import Invalid
from gotosocial.models.fields import Fields
from gotosocial.models.interaction_policy import (
    AUTHOR,
    FOLLOWERS,
    FOLLOWING,
    ME,
    MENTIONED,
    MUTUALS,
    PUBLIC,
    InteractionPolicy,
    PolicyRules,
)
from gotosocial.models.rules.interaction import DEFAULTS
from gotosocial.models.visibility import Visibility

_WORDS = frozenset({PUBLIC, FOLLOWERS, FOLLOWING, MUTUALS, MENTIONED, AUTHOR})
_FOLLOWS = frozenset({FOLLOWERS, FOLLOWING, MUTUALS})
_MAX_VALUES = 100
_MAX_URI = 2000
_VERBS = ("can_favourite", "can_reply", "can_reblog")


@attrs.frozen(kw_only=True)
class PolicyForm:
    """A policy as it was sent; a verb that is None keeps the default of the visibility."""

    can_favourite: PolicyRules | None
    can_reply: PolicyRules | None
    can_reblog: PolicyRules | None

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the three verbs, each list under its old or its new name."""
        favourite, reply, reblog = (_read_rules(fields, verb) for verb in _VERBS)
        return cls(can_favourite=favourite, can_reply=reply, can_reblog=reblog)

    def policy(self, visibility: Visibility) -> InteractionPolicy:
        """Return the policy of a status with this visibility, the built-in grants included.

        Raises Invalid for a value that allows more people than can see the status.
        """
        default = DEFAULTS[visibility]
        for verb, rules in zip(_VERBS, (self.can_favourite, self.can_reply, self.can_reblog), strict=True):
            _check_width(verb, rules, visibility)
        return InteractionPolicy(
            can_favourite=_grant(self.can_favourite, AUTHOR) or default.can_favourite,
            can_reply=_grant(self.can_reply, AUTHOR, MENTIONED) or default.can_reply,
            can_reblog=_grant(self.can_reblog, AUTHOR) or default.can_reblog,
        )


def _read_rules(fields: Fields, verb: str) -> PolicyRules | None:
    if fields.raw(verb) in (None, ""):
        return None
    rules = fields.section(verb)
    return PolicyRules(
        always=_values(verb, [*rules.texts("always"), *rules.texts("automatic_approval")]),
        with_approval=_values(verb, [*rules.texts("with_approval"), *rules.texts("manual_approval")]),
    )


def _values(verb: str, values: Iterable[str]) -> tuple[str, ...]:
    known = tuple(one for one in dict.fromkeys(values) if one not in ("", ME))
    if len(known) > _MAX_VALUES:
        raise Invalid(f"interaction policy: {verb} must not name more than {_MAX_VALUES} values")
    for one in known:
        is_uri = one.startswith(("https://", "http://")) and len(one) <= _MAX_URI
        if one not in _WORDS and not is_uri:
            raise Invalid(f"interaction policy: {verb} takes {', '.join(sorted(_WORDS))} or an actor URI")
    return known


def _check_width(verb: str, rules: PolicyRules | None, visibility: Visibility) -> None:
    if rules is None or visibility.is_open:
        return
    values = {*rules.always, *rules.with_approval}
    too_wide = values & ({PUBLIC} | (_FOLLOWS if visibility is Visibility.DIRECT else frozenset()))
    if too_wide:
        word = sorted(too_wide)[0]
        raise Invalid(f"interaction policy: {verb} of a {visibility.value} status cannot be {word}")


def _grant(rules: PolicyRules | None, *granted: str) -> PolicyRules | None:
    if rules is None or PUBLIC in rules.always:
        return rules
    always = (*rules.always, *(one for one in granted if one not in rules.always))
    return attrs.evolve(rules, always=always)
