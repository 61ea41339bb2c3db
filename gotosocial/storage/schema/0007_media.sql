-- Media of other servers: kept for a while, and fetched again when somebody wants to see them.

-- When the file was last of use, in milliseconds: when it came, was last looked at, or was taken from its status.
ALTER TABLE media_attachments ADD COLUMN used_at BIGINT NOT NULL DEFAULT 0;
-- The files that are here, those that nobody wants first. With all that their sizes need, which are added up along
-- the index alone; SQLite wants the columns of the condition for that, too.
CREATE INDEX media_attachments_cached
    ON media_attachments (used_at, id, file_size, small_size, is_cached, remote_url)
    WHERE is_cached AND remote_url <> '';
DROP INDEX media_attachments_unattached;
CREATE INDEX media_attachments_unattached ON media_attachments (used_at)
    WHERE status_id = '' AND role = 'attachment';
CREATE INDEX media_attachments_worn ON media_attachments (id) WHERE role <> 'attachment';

ALTER TABLE emojis ADD COLUMN used_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE emojis ADD COLUMN file_size BIGINT NOT NULL DEFAULT 0;
ALTER TABLE emojis ADD COLUMN static_size BIGINT NOT NULL DEFAULT 0;
ALTER TABLE emojis ADD COLUMN is_cached BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE emojis ADD COLUMN error TEXT NOT NULL DEFAULT '';
CREATE INDEX emojis_file_key ON emojis (file_key) WHERE file_key <> '';
CREATE INDEX emojis_static_key ON emojis (static_key) WHERE static_key <> '';
CREATE INDEX emojis_cached ON emojis (used_at, id, file_size, static_size, is_cached, domain)
    WHERE is_cached AND domain <> '';
CREATE INDEX emojis_shortcode ON emojis (shortcode, domain);
-- Who uses emojis. Without the lists themselves, which may be too long for an index.
CREATE INDEX statuses_emojis ON statuses (id) WHERE emoji_ids <> '[]';
CREATE INDEX status_edits_emojis ON status_edits (id) WHERE emoji_ids <> '[]';
CREATE INDEX accounts_emojis ON accounts (id) WHERE emoji_ids <> '[]';
