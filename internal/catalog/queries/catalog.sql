-- name: Revision :one
SELECT revision, stamp FROM catalog WHERE only_row = 1;

-- name: BumpRevision :exec
UPDATE catalog SET revision = revision + 1, stamp = lower(hex(randomblob(8))) WHERE only_row = 1;

-- name: CurrentSource :one
SELECT id, revision, sha256, reader, publisher, title, licence, attribution FROM sources
WHERE document_key = ? AND superseded_by = '';

-- name: LastRevision :one
SELECT CAST(coalesce(max(revision), 0) AS INTEGER) FROM sources WHERE document_key = ?;

-- name: CurrentDocuments :many
-- Those of a class, letter case of its id aside.
SELECT s.document_key, s.family, s.sha256, s.publisher, s.title, s.licence, s.attribution, s.id, cs.class_id
FROM sources s JOIN class_sources cs ON cs.source_id = s.id
WHERE lower(cs.class_id) = lower(sqlc.arg(class_id)) AND s.superseded_by = ''
ORDER BY s.document_key;

-- name: ClassesOfText :many
SELECT DISTINCT cs.class_id FROM class_sources cs JOIN sources s ON s.id = cs.source_id
WHERE s.sha256 = ? AND s.superseded_by = ''
ORDER BY cs.class_id;

-- name: WithdrawClass :execrows
UPDATE sources SET superseded_by = 'withdrawn'
WHERE superseded_by = '' AND id IN (SELECT source_id FROM class_sources WHERE class_id = ?);

-- name: WithdrawText :exec
-- What is left in force of a text that a newer one has replaced: the classes
-- that its specification no longer has.
UPDATE sources SET superseded_by = 'withdrawn'
WHERE superseded_by = '' AND sha256 = ? AND family = ? AND id IN (
    SELECT cs.source_id FROM class_sources cs JOIN classes c ON c.id = cs.class_id WHERE c.issuer = ?
);

-- name: CountSettled :one
-- Revisions of a class's documents with this checksum that need no reading:
-- superseded ones, and the current one when its reader is recent enough.
SELECT count(*) FROM sources s JOIN class_sources cs ON cs.source_id = s.id
WHERE cs.class_id = ? AND s.sha256 = ? AND (s.superseded_by <> '' OR s.reader >= ?);

-- name: InsertSource :exec
INSERT INTO sources (
    id, document_key, revision, supersedes, family, reader, publisher, title, licence,
    attribution, sha256, bytes, text, effective_date, ingested_at, release, format
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: SupersedeSource :exec
UPDATE sources SET superseded_by = ? WHERE id = ?;

-- name: RereadSource :exec
UPDATE sources SET family = ?, reader = ?, publisher = ?, title = ?, licence = ?, attribution = ?,
    effective_date = ?
WHERE id = ?;

-- name: InsertClass :exec
INSERT INTO classes (id, code, issuer) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING;

-- name: LinkClass :exec
INSERT INTO class_sources (class_id, source_id, title, series, progressive, position) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (class_id, source_id) DO UPDATE SET
    title = excluded.title, series = excluded.series, progressive = excluded.progressive, position = excluded.position;

-- name: InsertLevel :exec
INSERT INTO levels (source_id, class_id, ordinal, label, basis, has_tenure, min_years, max_years)
VALUES (?, ?, ?, ?, ?, ?, ?, ?);

-- name: InsertStatement :exec
INSERT INTO statements (
    source_id, position, id, class_id, kind, competency, framework, section, level, text,
    stem, span_start, span_end, boilerplate, ref, unsure, page
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: InsertCitation :exec
INSERT INTO citations (source_id, position, ordinal, label, title, span_start, span_end)
VALUES (?, ?, ?, ?, ?, ?, ?);

-- name: InsertFact :exec
INSERT INTO facts (source_id, ordinal, name, value, span_start, span_end)
VALUES (?, ?, ?, ?, ?, ?);

-- name: InsertWarning :exec
INSERT INTO warnings (source_id, ordinal, line, message) VALUES (?, ?, ?, ?);

-- name: DeleteStatements :exec
DELETE FROM statements WHERE source_id = ?;

-- name: DeleteLevels :exec
DELETE FROM levels WHERE source_id = ?;

-- name: DeleteFacts :exec
DELETE FROM facts WHERE source_id = ?;

-- name: DeleteWarnings :exec
DELETE FROM warnings WHERE source_id = ?;

-- name: CurrentClassSources :many
-- The document that was stored first comes first: it speaks for the class.
SELECT c.id, c.code, c.issuer, cs.source_id, cs.title, cs.series, cs.progressive, cs.position
FROM class_sources cs
JOIN classes c ON c.id = cs.class_id
JOIN sources s ON s.id = cs.source_id
WHERE s.superseded_by = ''
ORDER BY c.id, (SELECT min(o.rowid) FROM sources o WHERE o.document_key = s.document_key);

-- name: CurrentLevels :many
SELECT l.source_id, l.class_id, l.ordinal, l.label, l.basis, l.has_tenure, l.min_years, l.max_years
FROM levels l JOIN sources s ON s.id = l.source_id
WHERE s.superseded_by = ''
ORDER BY l.class_id, (SELECT min(o.rowid) FROM sources o WHERE o.document_key = s.document_key), l.ordinal;

-- name: SourceLevels :many
SELECT source_id, class_id, ordinal, label, basis, has_tenure, min_years, max_years
FROM levels WHERE source_id = ?
ORDER BY class_id, ordinal;

-- name: CurrentStatements :many
SELECT st.*
FROM statements st JOIN sources s ON s.id = st.source_id
WHERE s.superseded_by = ''
ORDER BY st.class_id, s.document_key, st.position;

-- name: SourceStatements :many
SELECT * FROM statements WHERE source_id = ? ORDER BY position;

-- name: CurrentCitations :many
SELECT c.*
FROM citations c JOIN sources s ON s.id = c.source_id
WHERE s.superseded_by = ''
ORDER BY c.source_id, c.position, c.ordinal;

-- name: SourceCitations :many
SELECT * FROM citations WHERE source_id = ? ORDER BY position, ordinal;

-- name: Source :one
SELECT id, document_key, revision, supersedes, superseded_by, family, reader, publisher, title,
    licence, attribution, sha256, bytes, effective_date, ingested_at, format
FROM sources WHERE id = ?;

-- name: TableColumns :one
SELECT columns FROM table_columns WHERE issuer = ?;

-- name: KeepTableColumns :exec
INSERT INTO table_columns (issuer, columns) VALUES (?, ?)
ON CONFLICT (issuer) DO UPDATE SET columns = excluded.columns;

-- name: SourceText :one
SELECT text FROM sources WHERE id = ?;

-- name: QualifyingTexts :many
-- Texts of the current sources that state who may apply.
SELECT id, text FROM sources s WHERE superseded_by = '' AND EXISTS (
    SELECT 1 FROM statements st WHERE st.source_id = s.id AND st.kind IN ('qualification', 'substitution')
);

-- name: SourceClasses :many
SELECT class_id FROM class_sources WHERE source_id = ? ORDER BY class_id;

-- name: SourceFacts :many
SELECT name, value, span_start, span_end FROM facts WHERE source_id = ? ORDER BY ordinal;

-- name: SourceWarnings :many
SELECT line, message FROM warnings WHERE source_id = ? ORDER BY ordinal;
