"""``/oauth/token`` and ``/oauth/revoke``: what apps ask for by themselves (RFC 6749, RFC 7009)."""

import base64
import binascii
from urllib.parse import unquote_plus

import attrs

from gotosocial.errors import Invalid
from gotosocial.handlers.auth.exchange import TokenIssuer
from gotosocial.handlers.auth.identify_client import Client
from gotosocial.handlers.auth.oauth_trouble import OAuthCode, OAuthTrouble
from gotosocial.handlers.auth.revoke import TokenRevoker
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, Headers, json_reply
from gotosocial.http.routes import route
from gotosocial.mastodon.forms.oauth import RevokeForm, TokenForm
from gotosocial.mastodon.token import token_json
from gotosocial.models.fields import Fields
from gotosocial.rest.oauth.unread import Unread

_STATUS: dict[OAuthCode, int] = {"invalid_client": 401, "access_denied": 403, "unauthorized_client": 403}
_NO_CACHE: Headers = (("Pragma", "no-cache"),)
GRANT_TYPES = ("authorization_code", "client_credentials")


@attrs.frozen
class TokenDoors:
    """Every refusal has the shape of RFC 6749 section 5.2."""

    issuer: TokenIssuer
    revoker: TokenRevoker

    @route("POST", "/oauth/token", public=True, auth="none", form=Unread, moved="allow")
    async def issue(self, call: Call) -> AnyReply:
        """Give a token for a code, or for the app itself."""
        try:
            form = _read_token_form(call.form.fields)
            issued = await self.issuer.issue(form, _client(call, form.client_id, form.client_secret))
        except OAuthTrouble as trouble:
            return _refusal(call, trouble)
        return json_reply(token_json(issued.token, issued.secret), headers=_NO_CACHE)

    @route("POST", "/oauth/revoke", public=True, auth="none", form=Unread, moved="allow")
    async def revoke(self, call: Call) -> AnyReply:
        """End one of the app's own tokens."""
        try:
            try:
                form = RevokeForm.read(call.form.fields)
            except Invalid as trouble:
                raise OAuthTrouble("invalid_request", trouble.public) from None
            await self.revoker.revoke(form.token, _client(call, form.client_id, form.client_secret))
        except OAuthTrouble as trouble:
            return _refusal(call, trouble)
        return json_reply({})


def _read_token_form(fields: Fields) -> TokenForm:
    try:
        if fields.text("grant_type") and fields.text("grant_type") not in GRANT_TYPES:
            raise OAuthTrouble("unsupported_grant_type", f"grant_type must be {' or '.join(GRANT_TYPES)}")
        return TokenForm.read(fields)
    except Invalid as trouble:
        code: OAuthCode = "invalid_scope" if trouble.public.startswith("scope ") else "invalid_request"
        raise OAuthTrouble(code, trouble.public) from None


def _client(call: Call, client_id: str, client_secret: str) -> Client:
    """Return who the app says it is: in the Authorization header, else in the form."""
    scheme, _, packed = call.headers.get("authorization").partition(" ")
    if scheme.lower() != "basic":
        return Client(client_id, client_secret)
    try:
        pair = base64.b64decode(packed.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise OAuthTrouble("invalid_client", "the Authorization header cannot be read") from None
    name, _, secret = pair.partition(":")
    name, secret = unquote_plus(name), unquote_plus(secret)
    if "\0" in name + secret:
        raise OAuthTrouble("invalid_client", "the Authorization header cannot be read")
    if client_id and client_id != name:
        raise OAuthTrouble("invalid_request", "the form names another client than the header")
    return Client(name, secret)


def _refusal(call: Call, trouble: OAuthTrouble) -> AnyReply:
    headers = _NO_CACHE
    if trouble.code == "invalid_client":
        headers = (*headers, ("WWW-Authenticate", 'Basic realm="OAuth"'))
    body = {"error": trouble.code, "error_description": trouble.public}
    return json_reply(body, status=_STATUS.get(trouble.code, 400), headers=headers)
