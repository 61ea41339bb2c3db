"""The words of the wire: namespaces, media types, and the types that count as an actor or a status."""

AS = "https://www.w3.org/ns/activitystreams"
SECURITY = "https://w3id.org/security/v1"
GTS = "https://gotosocial.org/ns"
PUBLIC = AS + "#Public"
PUBLIC_NAMES = frozenset({PUBLIC, "as:Public", "Public"})
"""The spellings under which everybody is addressed."""

LD_JSON = f'application/ld+json; profile="{AS}"'
ACTIVITY_JSON = "application/activity+json"

ACTOR_TYPES = frozenset({"Person", "Service", "Application", "Group", "Organization"})
STATUS_TYPES = frozenset(
    {
        *("Note", "Article", "Page", "Document", "Image", "Video", "Audio"),
        *("Event", "Place", "Profile", "Question", "Album"),
    }
)
MOST_ALIASES = 20
"""How many entries of ``alsoKnownAs`` are kept."""
