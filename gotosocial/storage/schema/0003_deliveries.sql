-- What is sent to other servers: one row for each activity, one for each inbox that it goes to.
-- deliveries.id is the order in which an inbox gets them. retry_at 0: it waits for its turn; larger: it has failed
-- and lets others pass until then. delivery_shares says which process sends to which part of all destinations.

CREATE TABLE outgoing_activities (
    id TEXT NOT NULL PRIMARY KEY,
    uri TEXT NOT NULL,
    object_uri TEXT NOT NULL,
    signer_id TEXT NOT NULL,
    body TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX outgoing_activities_object_uri ON outgoing_activities (object_uri);
CREATE INDEX outgoing_activities_made_at ON outgoing_activities (made_at);

CREATE TABLE deliveries (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    activity_id TEXT NOT NULL REFERENCES outgoing_activities (id) ON DELETE CASCADE,
    inbox TEXT NOT NULL,
    destination TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    attempts BIGINT NOT NULL DEFAULT 0,
    failing_since BIGINT,
    retry_at BIGINT NOT NULL DEFAULT 0,
    last_answer TEXT NOT NULL DEFAULT '',
    last_tried_at BIGINT,
    ended_at BIGINT
);
CREATE INDEX deliveries_waiting ON deliveries (destination, id) WHERE state = 'waiting' AND retry_at = 0;
CREATE INDEX deliveries_retry_at ON deliveries (retry_at) WHERE state = 'waiting' AND retry_at > 0;
CREATE INDEX deliveries_ended_at ON deliveries (ended_at) WHERE state <> 'waiting';
CREATE INDEX deliveries_activity_id ON deliveries (activity_id, id);
CREATE INDEX deliveries_destination ON deliveries (destination, id);

CREATE TABLE destinations (
    host TEXT NOT NULL PRIMARY KEY,
    failing_since BIGINT,
    retry_at BIGINT NOT NULL DEFAULT 0,
    failures BIGINT NOT NULL DEFAULT 0,
    is_parked BOOLEAN NOT NULL DEFAULT FALSE,
    last_ok_at BIGINT,
    last_error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX destinations_failing ON destinations (failing_since) WHERE failing_since IS NOT NULL;

CREATE TABLE delivery_shares (
    share INTEGER NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    held_until BIGINT NOT NULL
);
