"""What an app and its user send to get a token, and to give it back (rows AU-03 to AU-09, G-003)."""

from typing import Literal, Self, cast

import attrs

from gotosocial.crypto.pkce import is_challenge
from gotosocial.errors import Invalid
from gotosocial.mastodon.forms.application import read_scopes
from gotosocial.mastodon.forms.reading import required_text, text_up_to
from gotosocial.models.fields import Fields

GrantType = Literal["authorization_code", "client_credentials"]
MAX_LENGTH = 2056


@attrs.frozen(kw_only=True)
class AuthorizeForm:
    """A request for an authorization code; ``challenge`` is of PKCE's method S256, or empty."""

    client_id: str
    redirect_uri: str
    scopes: frozenset[str]
    state: str = ""
    challenge: str = ""
    force_login: bool = False
    language: str = ""

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the query of the sign-in page; the plain method of PKCE is Invalid."""
        if fields.text("response_type") != "code":
            raise Invalid("response_type must be code")
        return cls(
            client_id=required_text(fields, "client_id", MAX_LENGTH),
            redirect_uri=required_text(fields, "redirect_uri", MAX_LENGTH),
            scopes=read_scopes(fields, "scope"),
            state=text_up_to(fields, "state", MAX_LENGTH),
            challenge=_challenge(fields),
            force_login=fields.flag("force_login", default=False),
            language=text_up_to(fields, "lang", 100),
        )


@attrs.frozen(kw_only=True)
class TokenForm:
    """A request for a token. Who the client is may also stand in the Authorization header.

    ``scopes`` is None where none was asked for: then it is that of the code.
    """

    grant_type: GrantType
    client_id: str = ""
    client_secret: str = attrs.field(default="", repr=False)
    code: str = attrs.field(default="", repr=False)
    redirect_uri: str = ""
    verifier: str = attrs.field(default="", repr=False)
    scopes: frozenset[str] | None = None

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form, which needs a code for the grant type ``authorization_code``."""
        grant_type = fields.text("grant_type")
        if grant_type not in ("authorization_code", "client_credentials"):
            raise Invalid("grant_type must be authorization_code or client_credentials")
        code = text_up_to(fields, "code", MAX_LENGTH)
        if grant_type == "authorization_code" and not code:
            raise Invalid("code is missing")
        return cls(
            grant_type=cast(GrantType, grant_type),
            client_id=text_up_to(fields, "client_id", MAX_LENGTH),
            client_secret=text_up_to(fields, "client_secret", MAX_LENGTH),
            code=code,
            redirect_uri=text_up_to(fields, "redirect_uri", MAX_LENGTH),
            verifier=text_up_to(fields, "code_verifier", MAX_LENGTH),
            scopes=read_scopes(fields, "scope") if fields.texts("scope") else None,
        )


@attrs.frozen(kw_only=True)
class RevokeForm:
    """A token to revoke, and the client that it belongs to."""

    token: str = attrs.field(repr=False)
    client_id: str = ""
    client_secret: str = attrs.field(default="", repr=False)

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form, whose token must be there."""
        return cls(
            token=required_text(fields, "token", MAX_LENGTH),
            client_id=text_up_to(fields, "client_id", MAX_LENGTH),
            client_secret=text_up_to(fields, "client_secret", MAX_LENGTH),
        )


@attrs.frozen(kw_only=True)
class SignInForm:
    """Mail address and password on the sign-in page; what is too long is simply wrong."""

    email: str
    password: str = attrs.field(repr=False)

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form, whose field for the address is called ``username``."""
        return cls(email=fields.text("username").strip()[:MAX_LENGTH], password=fields.text("password"))


def _challenge(fields: Fields) -> str:
    challenge, method = fields.text("code_challenge"), fields.text("code_challenge_method")
    if not challenge and not method:
        return ""
    if method != "S256":
        raise Invalid("code_challenge_method must be S256")
    if not is_challenge(challenge):
        raise Invalid("code_challenge must be 43 letters of base64url")
    return challenge
