"""Signing in through an OpenID Connect provider."""

import attrs

from gotosocial.config.kinds import Flag, Text, Words
from gotosocial.config.options import option


@attrs.frozen(kw_only=True)
class Oidc:
    """The provider, and what its groups mean here."""

    enabled: bool = option(
        "oidc-enabled",
        Flag(),
        False,
        "Sign in through the provider in place of passwords that are kept here.",
    )
    idp_name: str = option(
        "oidc-idp-name", Text(), "", "Name of the provider as people see it.", example="Example Login"
    )
    skip_verification: bool = option(
        "oidc-skip-verification", Flag(), False, "Do not check the provider's tokens; for tests only."
    )
    issuer: str = option(
        "oidc-issuer",
        Text(),
        "",
        "Address of the provider, under which its description is found.",
        example="https://login.example.org",
    )
    client_id: str = option("oidc-client-id", Text(), "", "Id under which the provider knows this server.")
    client_secret: str = option("oidc-client-secret", Text(), "", "Secret that belongs to it.", secret=True)
    scopes: tuple[str, ...] = option(
        "oidc-scopes", Words(), ["openid", "profile", "email", "groups"], "Scopes to ask for."
    )
    link_existing: bool = option(
        "oidc-link-existing",
        Flag(),
        False,
        "The first sign-in joins an account that is here already with the same mail address.",
    )
    allowed_groups: tuple[str, ...] = option(
        "oidc-allowed-groups",
        Words(),
        [],
        "Only members of one of these groups may sign in; empty for all.",
        example=["fediverse"],
    )
    admin_groups: tuple[str, ...] = option(
        "oidc-admin-groups",
        Words(),
        [],
        "Members of one of these groups become admins.",
        example=["admins"],
    )
