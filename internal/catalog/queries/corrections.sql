-- name: CorrectionsOf :many
SELECT * FROM corrections WHERE sha256 = ? AND class_id = ? ORDER BY span_start, span_end;

-- name: DeleteCorrections :exec
DELETE FROM corrections WHERE sha256 = ? AND class_id = ?;

-- name: InsertCorrection :exec
INSERT INTO corrections (sha256, class_id, span_start, span_end, kind, level, omit, actor, name, at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: InsertCorrectedStatement :exec
INSERT INTO corrected_statements (source_id, position, name, at, read_kind, read_level) VALUES (?, ?, ?, ?, ?, ?);

-- name: CurrentCorrected :many
SELECT c.* FROM corrected_statements c JOIN sources s ON s.id = c.source_id WHERE s.superseded_by = '';

-- name: SourceCorrected :many
SELECT * FROM corrected_statements WHERE source_id = ?;

-- name: CorrectedSources :many
-- Current sources whose text somebody corrected.
SELECT s.id FROM sources s WHERE s.superseded_by = '' AND EXISTS (SELECT 1 FROM corrections c WHERE c.sha256 = s.sha256)
ORDER BY s.id;
