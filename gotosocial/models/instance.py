"""What the admin says about the instance at run time: texts, contact, thumbnail, rules."""

from datetime import datetime

import attrs


@attrs.frozen(kw_only=True)
class InstanceTexts:
    """The instance's own words; each HTML text has its raw form beside it."""

    title: str = ""
    short_description: str = ""
    short_description_text: str = ""
    description: str = ""
    description_text: str = ""
    terms: str = ""
    terms_text: str = ""
    contact_email: str = ""
    contact_account_id: str = ""
    thumbnail_media_id: str = ""
    custom_css: str = ""
    updated_at: datetime


@attrs.frozen(kw_only=True)
class Rule:
    """One rule of the instance; deleted rules stay for old reports."""

    id: str
    text: str
    position: int


@attrs.frozen(kw_only=True)
class InstanceCounts:
    """How big the instance is: local users, local posts, known other servers, users of the last month."""

    users: int
    statuses: int
    domains: int
    active_month: int
