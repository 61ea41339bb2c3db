-- Work that waits, in the order in which it was committed. A lease is run_at moved into the future.

CREATE TABLE jobs (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind TEXT NOT NULL,
    lane TEXT NOT NULL,
    payload TEXT NOT NULL,
    unique_key TEXT,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    dead_at BIGINT,
    last_error TEXT NOT NULL DEFAULT '',
    UNIQUE (kind, unique_key)
);
CREATE INDEX jobs_run_at ON jobs (lane, run_at, id) WHERE dead_at IS NULL;
CREATE INDEX jobs_dead_at ON jobs (dead_at) WHERE dead_at IS NOT NULL;
