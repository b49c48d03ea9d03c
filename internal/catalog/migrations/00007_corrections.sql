-- +goose Up

-- What people say of passages of a text, in the place of what was read: it
-- holds for the text, and is put on every reading of it. A passage is known by
-- its span. This is what is in force; what was before stands in the audit log.
CREATE TABLE corrections (
    sha256     TEXT    NOT NULL,
    class_id   TEXT    NOT NULL,
    span_start INTEGER NOT NULL,
    span_end   INTEGER NOT NULL,
    kind       TEXT    NOT NULL DEFAULT '', -- empty: as read
    level      TEXT,                        -- label; empty for none, NULL: as read
    omit       INTEGER NOT NULL DEFAULT 0,
    actor      TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    at         TEXT    NOT NULL,
    PRIMARY KEY (sha256, class_id, span_start, span_end)
) STRICT, WITHOUT ROWID;

-- Which stored statements were corrected, and what they had been read as.
CREATE TABLE corrected_statements (
    source_id  TEXT    NOT NULL,
    position   INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    at         TEXT    NOT NULL,
    read_kind  TEXT    NOT NULL,
    read_level TEXT    NOT NULL,
    PRIMARY KEY (source_id, position),
    FOREIGN KEY (source_id, position) REFERENCES statements (source_id, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE corrected_statements;
DROP TABLE corrections;
