"""From an authorization code, or from an app's own word, to an access token (AU-03 to AU-07, G-003, Q-04).

A code is taken out of the database before it is looked at, so it works once, whatever else is wrong. A code
that comes again was overheard by somebody, and nobody knows who was first: its token is revoked (RFC 6749
section 4.1.2).
"""

import attrs

from gotosocial.crypto import pkce
from gotosocial.crypto.tokens import digest, new_token
from gotosocial.handlers.auth.identify_client import Client, ClientIdentifier
from gotosocial.handlers.auth.oauth_trouble import OAuthTrouble
from gotosocial.mastodon.forms.oauth import TokenForm
from gotosocial.models.application import Application
from gotosocial.models.scopes import permit
from gotosocial.models.token import AccessToken, AuthorizationCode
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock
from gotosocial.util.ulid import Ulids

DEFAULT_SCOPES = frozenset({"read"})


@attrs.frozen(kw_only=True)
class Issued:
    """A token, and its secret, which is known only now."""

    token: AccessToken
    secret: str = attrs.field(repr=False)


@attrs.frozen
class TokenIssuer:
    """Gives out access tokens; they hold until they are revoked."""

    db: Database
    clients: ClientIdentifier
    ulids: Ulids
    clock: Clock

    async def issue(self, form: TokenForm, client: Client) -> Issued:
        """Return a new token, or raise OAuthTrouble."""
        application = await self.clients.identify(client)
        if form.grant_type == "client_credentials":
            return await self._for_application(application, form.scopes or DEFAULT_SCOPES)
        return await self._for_code(application, form)

    async def _for_application(self, application: Application, scopes: frozenset[str]) -> Issued:
        if foreign := sorted(one for one in scopes if not permit(application.scopes, one)):
            raise OAuthTrouble("invalid_scope", f"the app has not registered for the scope {foreign[0]}")
        issued = self._new(application, scopes)
        await self.db.access_tokens.insert(issued.token)
        return issued

    async def _for_code(self, application: Application, form: TokenForm) -> Issued:
        now, code_digest = self.clock.now(), digest(form.code)

        async def deed(t: Transaction) -> Issued | OAuthTrouble:
            code = await t.authorization_codes.take(code_digest)
            if code is None:
                await t.access_tokens.delete_of_code(code_digest)
            if code is None or code.expires_at <= now or code.application_id != application.id:
                return OAuthTrouble("invalid_grant", "the code is unknown, expired or was used before")
            refusal = check_code(code, form) or await _check_person(t, code.user_id)
            if refusal is not None:
                return refusal
            issued = self._new(application, code.scopes, code.user_id, code_digest)
            await t.access_tokens.insert(issued.token)
            return issued

        outcome = await self.db.transact(deed)
        if isinstance(outcome, OAuthTrouble):
            raise outcome
        return outcome

    def _new(
        self, application: Application, scopes: frozenset[str], user_id: str = "", code_digest: str = ""
    ) -> Issued:
        secret = new_token()
        token = AccessToken(
            id=self.ulids.new(),
            digest=digest(secret),
            application_id=application.id,
            user_id=user_id,
            scopes=scopes,
            created_at=self.clock.now(),
            code_digest=code_digest,
        )
        return Issued(token=token, secret=secret)


def check_code(code: AuthorizationCode, form: TokenForm) -> OAuthTrouble | None:
    """Return why this form may not redeem the code, or None.

    A verifier that nobody asked for is refused too (RFC 9700 section 2.1.1: a stripped challenge).
    """
    if form.redirect_uri != code.redirect_uri:
        return OAuthTrouble("invalid_grant", "the redirect_uri is not the one that the code was made for")
    if code.challenge and not pkce.fits(code.challenge, form.verifier):
        return OAuthTrouble("invalid_grant", "the code_verifier does not fit the code_challenge")
    if form.verifier and not code.challenge:
        return OAuthTrouble("invalid_grant", "the code was asked for without a code_challenge")
    return None


async def _check_person(t: Transaction, user_id: str) -> OAuthTrouble | None:
    user = await t.users.find(user_id)
    account = await t.accounts.find(user.account_id) if user is not None else None
    if user is None or account is None or not user.may_sign_in or account.is_suspended:
        return OAuthTrouble("access_denied", "this account may not be used")
    return None
