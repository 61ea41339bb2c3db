"""Which of an account's posts somebody wants to see (row A-31)."""

import attrs


@attrs.frozen(kw_only=True)
class AccountStatuses:
    """The switches of a profile's list; none set means everything.

    ``exclude_replies`` keeps replies to oneself that mention nobody; ``tagged`` is a normalised name.
    """

    exclude_replies: bool = False
    exclude_reblogs: bool = False
    only_media: bool = False
    only_public: bool = False
    only_federated: bool = False
    tagged: str = ""
