"""What a local account prefers for its posts and its profile."""

import attrs

from gotosocial.models.interaction_policy import InteractionPolicy
from gotosocial.models.visibility import Visibility


@attrs.frozen(kw_only=True)
class AccountSettings:
    """Settings of a local account; a missing policy means the default of that visibility."""

    account_id: str
    privacy: Visibility = Visibility.UNLISTED
    is_sensitive: bool = False
    language: str = "en"
    content_type: str = "text/plain"
    theme: str = ""
    custom_css: str = ""
    enable_rss: bool = False
    hides_collections: bool = False
    web_layout: str = "microblog"
    policies: dict[Visibility, InteractionPolicy] = attrs.field(factory=dict)
