"""What the instance says it is: Mastodon's level that it really serves, then its own name and version.

Clients switch features on the leading number and on ``api_versions`` (rows G-001 and G-002), so both rise
only together with what is served.
"""

MASTODON_VERSION = "4.2.0"
"""The Mastodon version whose API is served."""

API_VERSIONS = {"mastodon": 1}
"""Mastodon's API levels; 2 would promise grouped notifications."""

SOFTWARE = "gotosocial"
"""The name that NodeInfo tells."""


def version_shown(software_version: str) -> str:
    """Return the version for the instance entities: ``4.2.0 (compatible; gotosocial 1.0.0)``."""
    return f"{MASTODON_VERSION} (compatible; {SOFTWARE} {software_version})"
