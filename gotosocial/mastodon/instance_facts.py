"""Everything that the instance entities tell: what the admin wrote, configured, and what was counted."""

import attrs

from gotosocial.models.addresses import Addresses
from gotosocial.models.instance import InstanceCounts, InstanceTexts, Rule
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.models.media_formats import READ_TYPES

CONTENT_TYPES = ("text/plain", "text/markdown")
MAX_PINNED = 10
MAX_FEATURED_TAGS = 10
CHARACTERS_PER_URL = 25
FIELD_LENGTH = 255
POLL_SECONDS = (300, 2629746)


@attrs.frozen(kw_only=True)
class InstanceLimits:
    """What is configured and shown: limits in characters, bytes, pixels and frames per second.

    ``image_matrix`` and ``video_matrix`` are width times height, as pictures and films of every kind may have
    it; most kinds may have more.
    """

    max_characters: int = 5000
    max_media_attachments: int = 6
    max_poll_options: int = 6
    max_poll_option_characters: int = 50
    min_description: int = 0
    max_description: int = 5000
    max_profile_fields: int = 6
    allows_custom_css: bool = False
    image_size: int = 41943040
    image_matrix: int = 4096 * 4096
    video_size: int = 41943040
    video_matrix: int = 3840 * 2160
    video_frame_rate: int = 120
    emoji_size: int = 51200
    mime_types: tuple[str, ...] = READ_TYPES
    languages: tuple[str, ...] = ()
    is_registration_open: bool = False
    is_reason_required: bool = True
    is_oidc_enabled: bool = False


@attrs.frozen(kw_only=True)
class InstanceFacts:
    """The facts of one instance entity.

    ``contact``: the contact's Account as JSON, if there is one. ``software_version`` without a name;
    ``source_url``: where the source of this very server is found.
    """

    texts: InstanceTexts
    counts: InstanceCounts
    limits: InstanceLimits
    addresses: Addresses
    software_version: str
    source_url: str
    vapid_public_key: str
    rules: tuple[Rule, ...] = ()
    contact: bytes | None = None
    thumbnail: MediaAttachment | None = None

    @property
    def thumbnail_url(self) -> str:
        """Where the picture of the instance is."""
        if self.thumbnail is not None and self.thumbnail.file_key:
            return self.addresses.file(self.thumbnail.file_key)
        return self.addresses.default_thumbnail

    @property
    def thumbnail_static_url(self) -> str:
        """Where the small, unmoving form of that picture is."""
        if self.thumbnail is not None and self.thumbnail.small_key:
            return self.addresses.file(self.thumbnail.small_key)
        return self.thumbnail_url
