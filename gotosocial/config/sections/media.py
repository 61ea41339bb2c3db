"""Pictures, films, sounds and emoji."""

from datetime import time

import attrs

from gotosocial.config.kinds import ByteSize, Duration, TimeOfDay, Whole
from gotosocial.config.options import option


@attrs.frozen(kw_only=True)
class Media:
    """Limits of media, and how long copies of remote media are kept."""

    description_min_chars: int = option(
        "media-description-min-chars",
        Whole(least=0),
        0,
        "Fewest characters of a description (alt text).",
    )
    description_max_chars: int = option(
        "media-description-max-chars",
        Whole(least=0),
        5000,
        "Most characters of a description (alt text).",
    )
    remote_cache_days: int = option(
        "media-remote-cache-days",
        Whole(least=0),
        7,
        "Days that media of other servers are kept after they were last looked at; 0 for ever.",
    )
    cache_max_size: int = option(
        "media-cache-max-size",
        ByteSize(),
        "0B",
        "Most room that media of other servers may take, avatars, headers and emojis included; what was not "
        "looked at for longest makes room first. 0 for no limit.",
        example="20GiB",
    )
    account_quota: int = option(
        "media-account-quota",
        ByteSize(),
        "0B",
        "Most room that the uploads of one account may take; 0 for no limit.",
        example="2GiB",
    )
    emoji_local_max_size: int = option(
        "media-emoji-local-max-size", ByteSize(), "50KiB", "Largest emoji that an admin may add."
    )
    emoji_remote_max_size: int = option(
        "media-emoji-remote-max-size",
        ByteSize(),
        "100KiB",
        "Largest emoji that is fetched from other servers.",
    )
    image_size_hint: int = option(
        "media-image-size-hint",
        ByteSize(),
        "0B",
        "Largest picture as the instance API tells it to apps, which shrink theirs to fit; 0 for media- "
        "local-max-size.",
        example="5MiB",
    )
    video_size_hint: int = option(
        "media-video-size-hint",
        ByteSize(),
        "0B",
        "Largest film as the instance API tells it to apps; 0 for media-local-max-size.",
        example="40MiB",
    )
    local_max_size: int = option(
        "media-local-max-size", ByteSize(), "40MiB", "Largest file that may be uploaded."
    )
    remote_max_size: int = option(
        "media-remote-max-size", ByteSize(), "40MiB", "Largest file that is fetched from other servers."
    )
    cleanup_from: time = option(
        "media-cleanup-from", TimeOfDay(), "00:00", "Time of day (UTC) of the first clean-up of media."
    )
    cleanup_every: float = option("media-cleanup-every", Duration(), "24h", "Time between two clean-ups.")
    ffmpeg_pool_size: int = option(
        "media-ffmpeg-pool-size",
        Whole(),
        1,
        "How many files are converted at the same time, each in a process of its own; 0 or less for one for "
        "each CPU.",
    )
    thumb_max_pixels: int = option(
        "media-thumb-max-pixels",
        Whole(least=32),
        512,
        "Longest side of a thumbnail, best between 256 and 1024.",
    )
