"""The limits of the instance as both versions of its entity show them (rows K4-30 and K4-31)."""

from typing import Any

from gotosocial.mastodon.instance_facts import (
    CHARACTERS_PER_URL,
    CONTENT_TYPES,
    FIELD_LENGTH,
    MAX_FEATURED_TAGS,
    MAX_PINNED,
    POLL_SECONDS,
    InstanceLimits,
)


def configuration_entity(limits: InstanceLimits) -> dict[str, Any]:
    """Return the part of the configuration that both versions have."""
    return {
        "accounts": {
            "allow_custom_css": limits.allows_custom_css,
            "max_featured_tags": MAX_FEATURED_TAGS,
            "max_pinned_statuses": MAX_PINNED,
            "max_profile_fields": limits.max_profile_fields,
            "profile_field_name_limit": FIELD_LENGTH,
            "profile_field_value_limit": FIELD_LENGTH,
        },
        "statuses": {
            "max_characters": limits.max_characters,
            "max_media_attachments": limits.max_media_attachments,
            "characters_reserved_per_url": CHARACTERS_PER_URL,
            "supported_mime_types": list(CONTENT_TYPES),
        },
        "media_attachments": _media(limits),
        "polls": {
            "max_options": limits.max_poll_options,
            "max_characters_per_option": limits.max_poll_option_characters,
            "min_expiration": POLL_SECONDS[0],
            "max_expiration": POLL_SECONDS[1],
        },
        "emojis": {"emoji_size_limit": limits.emoji_size},
        "oidc_enabled": limits.is_oidc_enabled,
    }


def _media(limits: InstanceLimits) -> dict[str, Any]:
    return {
        "supported_mime_types": list(limits.mime_types),
        "image_size_limit": limits.image_size,
        "image_matrix_limit": limits.image_matrix,
        "video_size_limit": limits.video_size,
        "video_frame_rate_limit": limits.video_frame_rate,
        "video_matrix_limit": limits.video_matrix,
        "description_limit": limits.max_description,
        "description_minimum": limits.min_description,
    }
