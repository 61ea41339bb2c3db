-- The first storey: accounts, users, apps, statuses, relations, timelines, notifications.
-- Ids are ULIDs, times are milliseconds since 1970 UTC, JSON columns are never queried.

CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    username TEXT NOT NULL,
    domain TEXT NOT NULL DEFAULT '',
    display_name TEXT NOT NULL DEFAULT '',
    folded_name TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    note_raw TEXT NOT NULL DEFAULT '',
    fields TEXT NOT NULL DEFAULT '[]',
    fields_raw TEXT NOT NULL DEFAULT '[]',
    emoji_ids TEXT NOT NULL DEFAULT '[]',
    avatar_media_id TEXT NOT NULL DEFAULT '',
    header_media_id TEXT NOT NULL DEFAULT '',
    avatar_remote_url TEXT NOT NULL DEFAULT '',
    header_remote_url TEXT NOT NULL DEFAULT '',
    avatar_remote_description TEXT NOT NULL DEFAULT '',
    header_remote_description TEXT NOT NULL DEFAULT '',
    also_known_as_uris TEXT NOT NULL DEFAULT '[]',
    moved_to_uri TEXT NOT NULL DEFAULT '',
    actor_type TEXT NOT NULL DEFAULT 'Person',
    is_locked BOOLEAN NOT NULL DEFAULT TRUE,
    is_discoverable BOOLEAN NOT NULL DEFAULT FALSE,
    is_indexable BOOLEAN NOT NULL DEFAULT FALSE,
    hides_public_from_web BOOLEAN NOT NULL DEFAULT FALSE,
    hides_unlisted_from_web BOOLEAN NOT NULL DEFAULT TRUE,
    uri TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL DEFAULT '',
    inbox_uri TEXT NOT NULL DEFAULT '',
    shared_inbox_uri TEXT NOT NULL DEFAULT '',
    outbox_uri TEXT NOT NULL DEFAULT '',
    following_uri TEXT NOT NULL DEFAULT '',
    followers_uri TEXT NOT NULL DEFAULT '',
    featured_uri TEXT NOT NULL DEFAULT '',
    public_key TEXT NOT NULL DEFAULT '',
    public_key_uri TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    fetched_at BIGINT,
    suspended_at BIGINT,
    suspension_origin TEXT NOT NULL DEFAULT '',
    UNIQUE (username, domain)
);
CREATE INDEX accounts_name ON accounts (lower(username), domain);
CREATE INDEX accounts_url ON accounts (url, id);
CREATE INDEX accounts_public_key_uri ON accounts (public_key_uri, id);
CREATE INDEX accounts_domain ON accounts (domain, id);

CREATE TABLE account_keys (
    account_id TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    private_key TEXT NOT NULL
);

CREATE TABLE account_settings (
    account_id TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    privacy TEXT NOT NULL DEFAULT 'unlisted',
    is_sensitive BOOLEAN NOT NULL DEFAULT FALSE,
    language TEXT NOT NULL DEFAULT 'en',
    content_type TEXT NOT NULL DEFAULT 'text/plain',
    theme TEXT NOT NULL DEFAULT '',
    custom_css TEXT NOT NULL DEFAULT '',
    enable_rss BOOLEAN NOT NULL DEFAULT FALSE,
    hides_collections BOOLEAN NOT NULL DEFAULT FALSE,
    web_layout TEXT NOT NULL DEFAULT 'microblog',
    policies TEXT NOT NULL DEFAULT '{}'
);

CREATE TABLE account_counts (
    account_id TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    followers_count BIGINT NOT NULL DEFAULT 0,
    following_count BIGINT NOT NULL DEFAULT 0,
    statuses_count BIGINT NOT NULL DEFAULT 0,
    last_status_at BIGINT
);

CREATE TABLE account_notes (
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    target_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    comment TEXT NOT NULL,
    PRIMARY KEY (account_id, target_id)
);

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL UNIQUE REFERENCES accounts (id),
    email TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    locale TEXT NOT NULL DEFAULT 'en',
    created_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    unconfirmed_email TEXT NOT NULL DEFAULT '',
    is_approved BOOLEAN NOT NULL DEFAULT FALSE,
    is_disabled BOOLEAN NOT NULL DEFAULT FALSE,
    is_admin BOOLEAN NOT NULL DEFAULT FALSE,
    is_moderator BOOLEAN NOT NULL DEFAULT FALSE,
    two_factor_secret TEXT NOT NULL DEFAULT '',
    two_factor_backups TEXT NOT NULL DEFAULT '[]',
    two_factor_enabled_at BIGINT,
    reason TEXT NOT NULL DEFAULT '',
    sign_up_ip TEXT NOT NULL DEFAULT '',
    last_emailed_at BIGINT
);

CREATE TABLE sign_in_failures (
    account_key TEXT NOT NULL,
    network TEXT NOT NULL,
    count BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (account_key, network)
);
CREATE INDEX sign_in_failures_last_at ON sign_in_failures (last_at);

CREATE TABLE applications (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    website TEXT NOT NULL DEFAULT '',
    redirect_uris TEXT NOT NULL,
    client_id TEXT NOT NULL UNIQUE,
    client_secret TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    user_id TEXT NOT NULL DEFAULT ''
);

CREATE TABLE access_tokens (
    id TEXT PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL DEFAULT '',
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    code_digest TEXT NOT NULL DEFAULT ''
);
CREATE INDEX access_tokens_code ON access_tokens (code_digest) WHERE code_digest <> '';
CREATE INDEX access_tokens_user ON access_tokens (user_id, id);
CREATE INDEX access_tokens_application ON access_tokens (application_id);

CREATE TABLE authorization_codes (
    digest TEXT PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    scopes TEXT NOT NULL,
    challenge TEXT NOT NULL DEFAULT '',
    expires_at BIGINT NOT NULL
);
CREATE INDEX authorization_codes_user ON authorization_codes (user_id);
CREATE INDEX authorization_codes_expires_at ON authorization_codes (expires_at);

CREATE TABLE secrets (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE instance_texts (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL DEFAULT '',
    short_description TEXT NOT NULL DEFAULT '',
    short_description_text TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '',
    description_text TEXT NOT NULL DEFAULT '',
    terms TEXT NOT NULL DEFAULT '',
    terms_text TEXT NOT NULL DEFAULT '',
    contact_email TEXT NOT NULL DEFAULT '',
    contact_account_id TEXT NOT NULL DEFAULT '',
    thumbnail_media_id TEXT NOT NULL DEFAULT '',
    custom_css TEXT NOT NULL DEFAULT '',
    updated_at BIGINT NOT NULL
);

CREATE TABLE rules (
    id TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    position BIGINT NOT NULL,
    is_deleted BOOLEAN NOT NULL DEFAULT FALSE
);

CREATE TABLE emojis (
    id TEXT PRIMARY KEY,
    shortcode TEXT NOT NULL,
    domain TEXT NOT NULL DEFAULT '',
    uri TEXT NOT NULL UNIQUE,
    category TEXT NOT NULL DEFAULT '',
    file_key TEXT NOT NULL DEFAULT '',
    static_key TEXT NOT NULL DEFAULT '',
    content_type TEXT NOT NULL DEFAULT '',
    remote_url TEXT NOT NULL DEFAULT '',
    static_remote_url TEXT NOT NULL DEFAULT '',
    is_disabled BOOLEAN NOT NULL DEFAULT FALSE,
    is_visible_in_picker BOOLEAN NOT NULL DEFAULT TRUE,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (domain, shortcode)
);

CREATE TABLE media_attachments (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    status_id TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    role TEXT NOT NULL DEFAULT 'attachment',
    remote_url TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '',
    focus_x DOUBLE PRECISION NOT NULL DEFAULT 0,
    focus_y DOUBLE PRECISION NOT NULL DEFAULT 0,
    blurhash TEXT NOT NULL DEFAULT '',
    content_type TEXT NOT NULL DEFAULT '',
    file_key TEXT NOT NULL DEFAULT '',
    file_size BIGINT NOT NULL DEFAULT 0,
    width BIGINT NOT NULL DEFAULT 0,
    height BIGINT NOT NULL DEFAULT 0,
    duration DOUBLE PRECISION NOT NULL DEFAULT 0,
    frame_rate DOUBLE PRECISION NOT NULL DEFAULT 0,
    bit_rate BIGINT NOT NULL DEFAULT 0,
    small_content_type TEXT NOT NULL DEFAULT '',
    small_key TEXT NOT NULL DEFAULT '',
    small_size BIGINT NOT NULL DEFAULT 0,
    small_width BIGINT NOT NULL DEFAULT 0,
    small_height BIGINT NOT NULL DEFAULT 0,
    is_cached BOOLEAN NOT NULL DEFAULT TRUE,
    error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX media_attachments_account ON media_attachments (account_id, id);
CREATE INDEX media_attachments_status ON media_attachments (status_id) WHERE status_id <> '';
CREATE INDEX media_attachments_unattached ON media_attachments (created_at)
    WHERE status_id = '' AND role = 'attachment';

CREATE TABLE statuses (
    id TEXT PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL DEFAULT '',
    account_id TEXT NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    edited_at BIGINT,
    fetched_at BIGINT,
    pinned_at BIGINT,
    is_local BOOLEAN NOT NULL,
    is_federated BOOLEAN NOT NULL DEFAULT TRUE,
    visibility TEXT NOT NULL,
    is_sensitive BOOLEAN NOT NULL DEFAULT FALSE,
    is_pending BOOLEAN NOT NULL DEFAULT FALSE,
    approved_by_uri TEXT NOT NULL DEFAULT '',
    activity_type TEXT NOT NULL DEFAULT 'Note',
    thread_id TEXT NOT NULL,
    in_reply_to_id TEXT NOT NULL DEFAULT '',
    in_reply_to_uri TEXT NOT NULL DEFAULT '',
    in_reply_to_account_id TEXT NOT NULL DEFAULT '',
    is_monologue BOOLEAN NOT NULL DEFAULT TRUE,
    boost_of_id TEXT NOT NULL DEFAULT '',
    boost_of_account_id TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    content_type TEXT NOT NULL DEFAULT 'text/plain',
    spoiler_text TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    mentioned_ids TEXT NOT NULL DEFAULT '[]',
    tags TEXT NOT NULL DEFAULT '[]',
    emoji_ids TEXT NOT NULL DEFAULT '[]',
    media_ids TEXT NOT NULL DEFAULT '[]',
    application_id TEXT NOT NULL DEFAULT '',
    policy TEXT NOT NULL DEFAULT '',
    poll_id TEXT NOT NULL DEFAULT '',
    favourites_count BIGINT NOT NULL DEFAULT 0,
    reblogs_count BIGINT NOT NULL DEFAULT 0,
    replies_count BIGINT NOT NULL DEFAULT 0
);
-- One index for each choice on a profile, so that a page never walks over posts it does not show.
CREATE INDEX statuses_account ON statuses (account_id, id);
CREATE INDEX statuses_account_original ON statuses (account_id, id) WHERE boost_of_id = '';
CREATE INDEX statuses_account_root ON statuses (account_id, id)
    WHERE (in_reply_to_id = '' AND in_reply_to_uri = ''
        OR in_reply_to_account_id = account_id AND mentioned_ids = '[]');
CREATE INDEX statuses_account_original_root ON statuses (account_id, id)
    WHERE boost_of_id = ''
        AND (in_reply_to_id = '' AND in_reply_to_uri = ''
            OR in_reply_to_account_id = account_id AND mentioned_ids = '[]');
CREATE INDEX statuses_account_media ON statuses (account_id, id) WHERE media_ids <> '[]';
CREATE INDEX statuses_account_pinned ON statuses (account_id, pinned_at) WHERE pinned_at IS NOT NULL;
CREATE INDEX statuses_thread ON statuses (thread_id, id) WHERE boost_of_id = '';
CREATE INDEX statuses_in_reply_to ON statuses (in_reply_to_id, id) WHERE in_reply_to_id <> '';
CREATE INDEX statuses_in_reply_to_uri ON statuses (in_reply_to_uri, id) WHERE in_reply_to_uri <> '';
CREATE INDEX statuses_boost_of ON statuses (boost_of_id, id) WHERE boost_of_id <> '';
CREATE UNIQUE INDEX statuses_boost_by ON statuses (account_id, boost_of_id) WHERE boost_of_id <> '';
CREATE INDEX statuses_url ON statuses (url, id) WHERE url <> '' AND boost_of_id = '';
CREATE INDEX statuses_public ON statuses (id)
    WHERE visibility = 'public' AND boost_of_id = '' AND NOT is_pending AND is_monologue;
CREATE INDEX statuses_public_local ON statuses (id)
    WHERE visibility = 'public' AND boost_of_id = '' AND NOT is_pending AND is_monologue AND is_local;
CREATE INDEX statuses_public_remote ON statuses (id)
    WHERE visibility = 'public' AND boost_of_id = '' AND NOT is_pending AND is_monologue AND NOT is_local;

CREATE TABLE mentions (
    status_id TEXT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    PRIMARY KEY (status_id, account_id)
);
CREATE INDEX mentions_account ON mentions (account_id, status_id);

CREATE TABLE tags (
    name TEXT PRIMARY KEY,
    is_usable BOOLEAN NOT NULL DEFAULT TRUE,
    is_listable BOOLEAN NOT NULL DEFAULT TRUE,
    created_at BIGINT NOT NULL
);

-- author_id and is_public repeat what the status says and never changes: pages by tag read only this table.
CREATE TABLE status_tags (
    tag TEXT NOT NULL,
    status_id TEXT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    author_id TEXT NOT NULL,
    is_public BOOLEAN NOT NULL,
    PRIMARY KEY (tag, status_id)
);
CREATE INDEX status_tags_status ON status_tags (status_id);
CREATE INDEX status_tags_account ON status_tags (tag, author_id, status_id);
CREATE INDEX status_tags_public ON status_tags (tag, status_id) WHERE is_public;

CREATE TABLE follows (
    id TEXT PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    target_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    shows_reblogs BOOLEAN NOT NULL DEFAULT TRUE,
    notifies BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL,
    UNIQUE (account_id, target_id)
);
CREATE INDEX follows_account ON follows (account_id, id);
CREATE INDEX follows_target ON follows (target_id, id);

-- times_asked and ask_at: how often another server was asked again, and when it is asked next.
CREATE TABLE follow_requests (
    id TEXT PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    target_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    shows_reblogs BOOLEAN NOT NULL DEFAULT TRUE,
    notifies BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL,
    times_asked BIGINT NOT NULL DEFAULT 0,
    ask_at BIGINT,
    UNIQUE (account_id, target_id)
);
CREATE INDEX follow_requests_ask_at ON follow_requests (ask_at) WHERE ask_at IS NOT NULL;
CREATE INDEX follow_requests_account ON follow_requests (account_id, id);
CREATE INDEX follow_requests_target ON follow_requests (target_id, id);

CREATE TABLE blocks (
    id TEXT PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    target_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    UNIQUE (account_id, target_id)
);
CREATE INDEX blocks_account ON blocks (account_id, id);
CREATE INDEX blocks_target ON blocks (target_id, account_id);

CREATE TABLE mutes (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    target_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    hides_notifications BOOLEAN NOT NULL DEFAULT TRUE,
    expires_at BIGINT,
    created_at BIGINT NOT NULL,
    UNIQUE (account_id, target_id)
);
CREATE INDEX mutes_account ON mutes (account_id, id);
CREATE INDEX mutes_target ON mutes (target_id);

CREATE TABLE thread_mutes (
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    thread_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, thread_id)
);
CREATE INDEX thread_mutes_thread ON thread_mutes (thread_id, account_id);

CREATE TABLE favourites (
    id TEXT PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    status_id TEXT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    target_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    is_pending BOOLEAN NOT NULL DEFAULT FALSE,
    approved_by_uri TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    UNIQUE (account_id, status_id)
);
CREATE INDEX favourites_account ON favourites (account_id, id);
CREATE INDEX favourites_status ON favourites (status_id, id);

CREATE TABLE bookmarks (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    status_id TEXT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    target_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    UNIQUE (account_id, status_id)
);
CREATE INDEX bookmarks_account ON bookmarks (account_id, id);
CREATE INDEX bookmarks_status ON bookmarks (status_id);

CREATE TABLE notifications (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    origin_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    status_id TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    UNIQUE (account_id, type, origin_id, status_id)
);
CREATE INDEX notifications_account ON notifications (account_id, id);
CREATE INDEX notifications_account_type ON notifications (account_id, type, id);
CREATE INDEX notifications_status ON notifications (status_id) WHERE status_id <> '';
CREATE INDEX notifications_origin ON notifications (origin_id);

CREATE TABLE markers (
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    timeline TEXT NOT NULL,
    last_read_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, timeline)
);

CREATE TABLE timeline_entries (
    timeline TEXT NOT NULL,
    status_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    original_id TEXT NOT NULL,
    is_repeat BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (timeline, status_id)
);
CREATE INDEX timeline_entries_account ON timeline_entries (timeline, account_id);
CREATE INDEX timeline_entries_original ON timeline_entries (original_id, timeline);
CREATE INDEX timeline_entries_status ON timeline_entries (status_id);

CREATE TABLE idempotency_keys (
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    status_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, key)
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
