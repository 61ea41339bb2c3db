"""Signing up, and what an account may carry."""

import attrs

from gotosocial.config.kinds import Flag, Whole
from gotosocial.config.options import option


@attrs.frozen(kw_only=True)
class Accounts:
    """Sign-up and the limits of profiles."""

    registration_open: bool = option(
        "accounts-registration-open", Flag(), False, "People may ask for an account by form and API."
    )
    reason_required: bool = option(
        "accounts-reason-required", Flag(), True, "A sign-up needs a reason of 40 to 500 characters."
    )
    registration_daily_limit: int = option(
        "accounts-registration-daily-limit",
        Whole(),
        10,
        "Sign-up closes when this many were approved within 24 hours; 0 or less for no limit.",
    )
    registration_backlog_limit: int = option(
        "accounts-registration-backlog-limit",
        Whole(),
        20,
        "Sign-up closes when this many wait for approval; 0 or less for no limit.",
    )
    allow_custom_css: bool = option(
        "accounts-allow-custom-css",
        Flag(),
        False,
        "People may style the public pages of their account.",
    )
    custom_css_length: int = option(
        "accounts-custom-css-length", Whole(least=0), 10000, "Longest such style sheet, in characters."
    )
    max_profile_fields: int = option(
        "accounts-max-profile-fields", Whole(least=0), 6, "Most name and value pairs on a profile."
    )
