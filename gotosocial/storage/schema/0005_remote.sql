-- What is known of other servers beside their accounts and statuses.

CREATE TABLE instances (
    domain TEXT PRIMARY KEY,
    created_at BIGINT NOT NULL,
    fetched_at BIGINT,
    title TEXT NOT NULL DEFAULT '',
    short_description TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '',
    terms TEXT NOT NULL DEFAULT '',
    contact_email TEXT NOT NULL DEFAULT '',
    contact_username TEXT NOT NULL DEFAULT '',
    software TEXT NOT NULL DEFAULT '',
    version TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT ''
);

-- What the collections of a remote account say that they hold. NULL: its server does not tell.
CREATE TABLE remote_totals (
    account_id TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    followers BIGINT,
    following BIGINT,
    statuses BIGINT,
    counted_at BIGINT NOT NULL
);
