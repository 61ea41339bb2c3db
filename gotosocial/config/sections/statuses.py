"""How long and how large a post may be."""

import attrs

from gotosocial.config.kinds import Whole
from gotosocial.config.options import option


@attrs.frozen(kw_only=True)
class Statuses:
    """Limits of posts."""

    max_chars: int = option(
        "statuses-max-chars",
        Whole(least=1),
        5000,
        "Most characters of a post, its content warning included.",
    )
    poll_max_options: int = option("statuses-poll-max-options", Whole(least=2), 6, "Most options of a poll.")
    poll_option_max_chars: int = option(
        "statuses-poll-option-max-chars", Whole(least=1), 50, "Most characters of one option of a poll."
    )
    media_max_files: int = option("statuses-media-max-files", Whole(least=0), 6, "Most files of one post.")
    scheduled_max_total: int = option(
        "scheduled-statuses-max-total",
        Whole(least=0),
        300,
        "Most posts that one person may have waiting.",
    )
    scheduled_max_daily: int = option(
        "scheduled-statuses-max-daily", Whole(least=0), 25, "Most posts that may wait for one day."
    )
