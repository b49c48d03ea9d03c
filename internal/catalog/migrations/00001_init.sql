-- +goose Up

-- One row: the revision grows with every write, so that readers and the index
-- can tell whether they have seen the latest.
CREATE TABLE catalog (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    revision INTEGER NOT NULL
);
INSERT INTO catalog (only_row, revision) VALUES (1, 0);

-- A source is one revision of a document. Revisions of the same document
-- share document_key; the one without a successor is current.
CREATE TABLE sources (
    id             TEXT PRIMARY KEY,
    document_key   TEXT    NOT NULL,
    revision       INTEGER NOT NULL CHECK (revision >= 1),
    supersedes     TEXT    NOT NULL DEFAULT '',
    superseded_by  TEXT    NOT NULL DEFAULT '',
    family         TEXT    NOT NULL,
    reader         INTEGER NOT NULL,
    publisher      TEXT    NOT NULL,
    title          TEXT    NOT NULL,
    licence        TEXT    NOT NULL,
    attribution    TEXT    NOT NULL,
    sha256         TEXT    NOT NULL,
    bytes          INTEGER NOT NULL,
    text           TEXT    NOT NULL,
    effective_date TEXT    NOT NULL DEFAULT '',
    ingested_at    TEXT    NOT NULL,
    UNIQUE (document_key, revision)
) STRICT;
CREATE UNIQUE INDEX sources_current ON sources (document_key) WHERE superseded_by = '';

CREATE TABLE classes (
    id          TEXT PRIMARY KEY,
    code        TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    issuer      TEXT    NOT NULL,
    series      TEXT    NOT NULL DEFAULT '',
    progressive INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE class_sources (
    class_id  TEXT NOT NULL REFERENCES classes (id),
    source_id TEXT NOT NULL REFERENCES sources (id),
    PRIMARY KEY (class_id, source_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX class_sources_by_source ON class_sources (source_id);

CREATE TABLE levels (
    source_id TEXT    NOT NULL REFERENCES sources (id),
    class_id  TEXT    NOT NULL REFERENCES classes (id),
    ordinal   INTEGER NOT NULL CHECK (ordinal >= 1),
    label     TEXT    NOT NULL,
    basis     TEXT    NOT NULL CHECK (basis IN ('stated', 'position')),
    has_tenure INTEGER NOT NULL DEFAULT 0,
    min_years REAL,
    max_years REAL,
    PRIMARY KEY (source_id, class_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE statements (
    source_id   TEXT    NOT NULL REFERENCES sources (id),
    position    INTEGER NOT NULL,
    id          TEXT    NOT NULL,
    class_id    TEXT    NOT NULL REFERENCES classes (id),
    kind        TEXT    NOT NULL,
    competency  TEXT    NOT NULL,
    framework   TEXT    NOT NULL,
    section     TEXT    NOT NULL,
    level       INTEGER, -- ordinal in levels; NULL when the document states none
    text        TEXT    NOT NULL,
    stem        TEXT    NOT NULL,
    span_start  INTEGER NOT NULL,
    span_end    INTEGER NOT NULL CHECK (span_end > span_start),
    boilerplate INTEGER NOT NULL,
    PRIMARY KEY (source_id, position),
    UNIQUE (source_id, id),
    FOREIGN KEY (source_id, class_id, level) REFERENCES levels (source_id, class_id, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX statements_by_id ON statements (id);

CREATE TABLE citations (
    source_id  TEXT    NOT NULL,
    position   INTEGER NOT NULL,
    ordinal    INTEGER NOT NULL,
    label      TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    span_start INTEGER NOT NULL,
    span_end   INTEGER NOT NULL,
    PRIMARY KEY (source_id, position, ordinal),
    FOREIGN KEY (source_id, position) REFERENCES statements (source_id, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE facts (
    source_id  TEXT    NOT NULL REFERENCES sources (id),
    ordinal    INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    value      TEXT    NOT NULL,
    span_start INTEGER NOT NULL,
    span_end   INTEGER NOT NULL,
    PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE warnings (
    source_id TEXT    NOT NULL REFERENCES sources (id),
    ordinal   INTEGER NOT NULL,
    line      INTEGER NOT NULL,
    message   TEXT    NOT NULL,
    PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE warnings;
DROP TABLE facts;
DROP TABLE citations;
DROP TABLE statements;
DROP TABLE levels;
DROP TABLE class_sources;
DROP TABLE classes;
DROP TABLE sources;
DROP TABLE catalog;
