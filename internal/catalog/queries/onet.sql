-- name: LatestRelease :one
SELECT ordinal, version, sha256, reader, documents, imported_at FROM releases ORDER BY ordinal DESC LIMIT 1;

-- name: InsertRelease :exec
INSERT INTO releases (version, sha256, reader, documents, imported_at) VALUES (?, ?, ?, ?, ?);

-- name: DeleteActivities :exec
DELETE FROM activities;

-- name: InsertActivity :exec
INSERT INTO activities (id, title, intermediate_id, intermediate) VALUES (?, ?, ?, ?);

-- name: InsertStatementActivity :exec
INSERT INTO statement_activities (source_id, position, activity_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING;

-- name: WithdrawSource :exec
UPDATE sources SET superseded_by = 'withdrawn', withdrawn_by = ? WHERE id = ?;

-- name: CurrentOfFamily :many
SELECT id, document_key FROM sources WHERE family = ? AND superseded_by = '' ORDER BY document_key;

-- name: CurrentFacts :many
SELECT cs.class_id, f.name, f.value
FROM facts f
JOIN sources s ON s.id = f.source_id
JOIN class_sources cs ON cs.source_id = s.id
WHERE s.superseded_by = '' AND s.family = ? AND f.name IN (sqlc.slice('names'))
ORDER BY cs.class_id, f.ordinal;

-- name: LastRevisions :many
-- The latest revision of every document of a family.
SELECT s.id, s.supersedes, s.superseded_by, s.title, s.release, s.withdrawn_by, cs.class_id
FROM sources s JOIN class_sources cs ON cs.source_id = s.id
WHERE s.family = ? AND s.superseded_by IN ('', 'withdrawn')
    AND s.revision = (SELECT max(revision) FROM sources o WHERE o.document_key = s.document_key)
ORDER BY cs.class_id;

-- name: CurrentTaskActivities :many
-- The detailed work activities that the tasks of the release in force are linked to.
SELECT st.id AS statement_id, a.title
FROM statement_activities sa
JOIN sources s ON s.id = sa.source_id
JOIN statements st ON st.source_id = sa.source_id AND st.position = sa.position
JOIN activities a ON a.id = sa.activity_id
WHERE s.superseded_by = ''
ORDER BY sa.source_id, sa.position, sa.activity_id;
