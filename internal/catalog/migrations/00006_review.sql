-- +goose Up

-- A mapping as it was proposed, in JSON, and where its decisions have brought
-- it: state, object and what was seen are folded from them, and kept beside
-- them only so that lists can be cut by them.
CREATE TABLE mappings (
    id              TEXT PRIMARY KEY,
    kind            TEXT    NOT NULL,
    subject_id      TEXT    NOT NULL,
    subject_class   TEXT    NOT NULL,
    subject_label   TEXT    NOT NULL,
    object_id       TEXT    NOT NULL,
    object_class    TEXT    NOT NULL,
    object_label    TEXT    NOT NULL,
    confidence      REAL, -- NULL when there is none
    proposal        TEXT    NOT NULL,
    evidence        TEXT    NOT NULL, -- of the proposal, apart: it is most of it, and seldom needed
    state           TEXT    NOT NULL,
    seen_subject    TEXT    NOT NULL, -- sources of the text that the state rests on, joined by spaces
    seen_object     TEXT    NOT NULL,
    raters          TEXT    NOT NULL, -- who have decided in this round, joined by spaces
    made_at         TEXT    NOT NULL,
    release         TEXT    NOT NULL, -- of O*NET, whose words the proposal may quote; empty for none
    decided_at      TEXT    NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX mappings_by_state ON mappings (state, kind, confidence);
CREATE INDEX mappings_by_subject ON mappings (subject_id, kind);

-- Decisions are appended: nothing changes or removes one.
CREATE TABLE decisions (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    mapping_id      TEXT NOT NULL REFERENCES mappings (id),
    actor           TEXT NOT NULL,
    body            TEXT NOT NULL
) STRICT;
CREATE INDEX decisions_by_mapping ON decisions (mapping_id, seq);

-- Requests that carry a key of the sender's, so that each is carried out once.
CREATE TABLE requests (
    actor  TEXT    NOT NULL,
    key    TEXT    NOT NULL,
    asked  TEXT    NOT NULL, -- what for; the same key for something else is refused
    result INTEGER NOT NULL, -- how many mappings were decided on
    PRIMARY KEY (actor, key)
) STRICT, WITHOUT ROWID;

-- What was done, by whom, each entry sealed with the hash of the one before.
CREATE TABLE audit (
    seq      INTEGER PRIMARY KEY,
    at       TEXT NOT NULL,
    actor    TEXT NOT NULL,
    name     TEXT NOT NULL,
    role     TEXT NOT NULL,
    action   TEXT NOT NULL,
    target   TEXT NOT NULL,
    detail   TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash     TEXT NOT NULL
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER decisions_stay BEFORE UPDATE ON decisions BEGIN SELECT raise(ABORT, 'decisions are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER decisions_remain BEFORE DELETE ON decisions BEGIN SELECT raise(ABORT, 'decisions are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit log is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_remains BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit log is never shortened'); END;
-- +goose StatementEnd

CREATE TABLE users (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    password   TEXT NOT NULL DEFAULT '', -- a hash; empty when the user has none
    disabled   INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE api_keys (
    id         TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES users (id),
    label      TEXT NOT NULL,
    hash       TEXT NOT NULL,
    revoked    INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    hash       TEXT PRIMARY KEY, -- of the token that the cookie has
    user_id    TEXT NOT NULL REFERENCES users (id),
    csrf       TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How important experts hold a requirement of a class, or a task of an
-- occupation, to be; the latest word of each expert counts.
CREATE TABLE importance (
    class_id      TEXT NOT NULL,
    occupation_id TEXT NOT NULL,
    statement_id  TEXT NOT NULL,
    actor         TEXT NOT NULL,
    name          TEXT NOT NULL,
    role          TEXT NOT NULL,
    grade         INTEGER NOT NULL CHECK (grade BETWEEN 0 AND 4),
    at            TEXT NOT NULL,
    PRIMARY KEY (class_id, occupation_id, statement_id, actor)
) STRICT, WITHOUT ROWID;

-- Curves that turn the machine's confidence into how often reviewers agreed;
-- the latest is in force.
CREATE TABLE recalibrations (
    ordinal INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    curve   TEXT NOT NULL
) STRICT;

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE settings;
DROP TABLE recalibrations;
DROP TABLE importance;
DROP TABLE sessions;
DROP TABLE api_keys;
DROP TABLE users;
DROP TABLE audit;
DROP TABLE requests;
DROP TABLE decisions;
DROP TABLE mappings;
