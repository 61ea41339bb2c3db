-- What other servers send: what was seen already, their keys, what is gone for good; and with whom we do not talk.
-- A digest stands for an activity's id and its body; host is the site of who sent it.
-- done_at is empty while the activity waits to be worked through.

CREATE TABLE seen_activities (
    digest TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    done_at BIGINT
);
CREATE INDEX seen_activities_received_at ON seen_activities (received_at);
CREATE INDEX seen_activities_waiting ON seen_activities (host) WHERE done_at IS NULL;

CREATE TABLE public_keys (
    uri TEXT PRIMARY KEY,
    owner_uri TEXT NOT NULL,
    host TEXT NOT NULL,
    key TEXT NOT NULL,
    fetched_at BIGINT NOT NULL,
    is_expired BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX public_keys_owner ON public_keys (owner_uri);

CREATE TABLE tombstones (
    uri TEXT PRIMARY KEY,
    deleted_at BIGINT NOT NULL
);
CREATE INDEX tombstones_deleted_at ON tombstones (deleted_at);

CREATE TABLE domain_blocks (
    id TEXT PRIMARY KEY,
    domain TEXT NOT NULL UNIQUE,
    created_by TEXT NOT NULL DEFAULT '',
    public_comment TEXT NOT NULL DEFAULT '',
    private_comment TEXT NOT NULL DEFAULT '',
    is_obfuscated BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL
);

CREATE TABLE domain_allows (
    id TEXT PRIMARY KEY,
    domain TEXT NOT NULL UNIQUE,
    created_by TEXT NOT NULL DEFAULT '',
    public_comment TEXT NOT NULL DEFAULT '',
    private_comment TEXT NOT NULL DEFAULT '',
    is_obfuscated BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL
);
