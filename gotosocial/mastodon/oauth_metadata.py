"""What OAuth here can do, for apps that ask before they sign in (RFC 8414, row G-004)."""

import orjson

from gotosocial.models.addresses import Addresses
from gotosocial.models.scopes import SCOPES


def oauth_metadata_json(addresses: Addresses) -> bytes:
    """Return the OAuthServerMetadata; it names only what is served."""
    origin = addresses.origin
    return orjson.dumps(
        {
            "issuer": origin,
            "authorization_endpoint": f"{origin}/oauth/authorize",
            "token_endpoint": f"{origin}/oauth/token",
            "app_registration_endpoint": f"{origin}/api/v1/apps",
            "revocation_endpoint": f"{origin}/oauth/revoke",
            "scopes_supported": sorted(SCOPES),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "code_challenge_methods_supported": ["S256"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "service_documentation": "https://docs.joinmastodon.org/",
        }
    )
