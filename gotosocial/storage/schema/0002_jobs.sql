-- Work that waits. A lease is run_at moved into the future. Ids are made by who inserts, so that it can hold the
-- job without asking for it.

CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    lane TEXT NOT NULL,
    payload TEXT NOT NULL,
    unique_key TEXT,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    dead_at BIGINT,
    last_error TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX jobs_unique_key ON jobs (kind, unique_key) WHERE unique_key IS NOT NULL;
CREATE INDEX jobs_run_at ON jobs (lane, run_at, id) WHERE dead_at IS NULL;
CREATE INDEX jobs_dead_at ON jobs (dead_at) WHERE dead_at IS NOT NULL;
