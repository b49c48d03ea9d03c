-- +goose Up

-- The issuer's own id of a statement, such as an O*NET task id; it stays the
-- same when the statement is reworded.
ALTER TABLE statements ADD COLUMN ref TEXT NOT NULL DEFAULT '';

-- Ordinal of the O*NET release that a revision came with; 0 for documents.
ALTER TABLE sources ADD COLUMN release INTEGER NOT NULL DEFAULT 0;

-- Ordinal of the release that no longer had the document; 0 when none.
ALTER TABLE sources ADD COLUMN withdrawn_by INTEGER NOT NULL DEFAULT 0;

-- O*NET releases in the order of their import; the last one is in force.
CREATE TABLE releases (
    ordinal     INTEGER PRIMARY KEY,
    version     TEXT    NOT NULL,
    sha256      TEXT    NOT NULL,
    reader      INTEGER NOT NULL,
    documents   INTEGER NOT NULL,
    imported_at TEXT    NOT NULL
) STRICT;

-- Detailed work activities, as the release in force describes them.
CREATE TABLE activities (
    id              TEXT PRIMARY KEY,
    title           TEXT NOT NULL,
    intermediate_id TEXT NOT NULL,
    intermediate    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Which activities a task statement is linked to.
CREATE TABLE statement_activities (
    source_id   TEXT    NOT NULL,
    position    INTEGER NOT NULL,
    activity_id TEXT    NOT NULL,
    PRIMARY KEY (source_id, position, activity_id),
    FOREIGN KEY (source_id, position) REFERENCES statements (source_id, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE statement_activities;
DROP TABLE activities;
DROP TABLE releases;
ALTER TABLE sources DROP COLUMN withdrawn_by;
ALTER TABLE sources DROP COLUMN release;
ALTER TABLE statements DROP COLUMN ref;
