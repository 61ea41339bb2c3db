-- What people do with statuses beyond answering them: votes, earlier versions, requests to interact; and what they
-- do with accounts: moves and reports.

-- options and votes are JSON lists of the same length.
CREATE TABLE polls (
    id TEXT PRIMARY KEY,
    status_id TEXT NOT NULL UNIQUE REFERENCES statuses (id) ON DELETE CASCADE,
    options TEXT NOT NULL,
    votes TEXT NOT NULL,
    voters_count BIGINT NOT NULL DEFAULT 0,
    is_multiple BOOLEAN NOT NULL DEFAULT FALSE,
    hides_counts BOOLEAN NOT NULL DEFAULT FALSE,
    expires_at BIGINT,
    closed_at BIGINT
);

CREATE INDEX polls_ending ON polls (expires_at) WHERE closed_at IS NULL AND expires_at IS NOT NULL;

CREATE TABLE poll_votes (
    id TEXT PRIMARY KEY,
    poll_id TEXT NOT NULL REFERENCES polls (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    choices TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (poll_id, account_id)
);
CREATE INDEX poll_votes_account ON poll_votes (account_id);

-- One row for each earlier version of a status; the present one is the status itself. written_at: when it was.
CREATE TABLE status_edits (
    id TEXT PRIMARY KEY,
    status_id TEXT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    written_at BIGINT NOT NULL,
    content TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    content_type TEXT NOT NULL DEFAULT 'text/plain',
    spoiler_text TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    is_sensitive BOOLEAN NOT NULL DEFAULT FALSE,
    emoji_ids TEXT NOT NULL DEFAULT '[]',
    media_ids TEXT NOT NULL DEFAULT '[]',
    media_descriptions TEXT NOT NULL DEFAULT '[]',
    poll_options TEXT NOT NULL DEFAULT '[]',
    poll_votes TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX status_edits_status ON status_edits (status_id, id);

-- Who was mentioned by an earlier version of a local status only: their servers hold it still.
CREATE TABLE past_mentions (
    status_id TEXT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    PRIMARY KEY (status_id, account_id)
);
CREATE INDEX past_mentions_account ON past_mentions (account_id);

-- Favourites, replies and boosts that needed somebody's word, whoever gave it. target_id wrote status_id, account_id
-- did interaction_uri to it. request_uri is empty where it came unasked.
CREATE TABLE interaction_requests (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    status_id TEXT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    target_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    interaction_uri TEXT NOT NULL UNIQUE,
    request_uri TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    accepted_at BIGINT,
    rejected_at BIGINT,
    response_uri TEXT NOT NULL DEFAULT '',
    authorization_uri TEXT NOT NULL DEFAULT ''
);
CREATE INDEX interaction_requests_waiting ON interaction_requests (target_id, id)
    WHERE accepted_at IS NULL AND rejected_at IS NULL;
CREATE INDEX interaction_requests_status ON interaction_requests (status_id);
CREATE INDEX interaction_requests_account ON interaction_requests (account_id);

-- Accounts that went elsewhere, or tried to.
CREATE TABLE moves (
    id TEXT PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    origin_uri TEXT NOT NULL,
    target_uri TEXT NOT NULL,
    tried_at BIGINT NOT NULL,
    succeeded_at BIGINT
);
CREATE INDEX moves_origin ON moves (origin_uri, tried_at);
CREATE INDEX moves_target ON moves (target_uri, tried_at);

CREATE TABLE reports (
    id TEXT PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    target_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    comment TEXT NOT NULL DEFAULT '',
    status_ids TEXT NOT NULL DEFAULT '[]',
    rule_ids TEXT NOT NULL DEFAULT '[]',
    is_forwarded BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    action_taken_at BIGINT,
    action_taken_by TEXT NOT NULL DEFAULT '',
    action_taken TEXT NOT NULL DEFAULT ''
);
CREATE INDEX reports_account ON reports (account_id, id);
CREATE INDEX reports_target ON reports (target_id, id);
