"""How much of a remote document is read: what is longer is cut, what is more is left out.

Texts are counted in code points. The limits lie far above what honest software sends; they keep the work for
one document small and linear in its size.
"""

DEPTH = 64
"""How many objects and lists may stand in each other before a document is refused."""
NODES = 50_000
"""How many values a document may have before it is refused."""
SIGNS = 8 * NODES
"""How many commas and brackets a text may have before it is not even read: they stand in words, too."""
NESTING = 4
"""How many activities are read inside each other: a group announces the undoing of a like (3)."""

URI_LETTERS = 2048
URI_BYTES = 2560
"""Ids stand in indexes, and PostgreSQL takes 2704 bytes there."""
CONTENT = 100_000
TITLE = 1_000
DESCRIPTION = 10_000
FIELD = 5_000
WORD = 200
"""Usernames, hashtags, shortcodes, reactions, blurhashes, media types."""
PEM = 16_384

RECIPIENTS = 1_000
TAGS = 200
EMOJIS = 100
ATTACHMENTS = 32
FIELDS = 32
OPTIONS = 100
LANGUAGES = 32
LINKS = 100
"""Addresses of one object: a film has one for each of its sizes."""
KEYS = 8
POLICY = 200
ITEMS = 1_000
"""Ids of one page of a collection."""
WHOLE_ITEMS = 100
"""Statuses that are read from one page of a collection."""
REPORTED = 200
VOTES = OPTIONS
