-- name: Embeddings :many
SELECT text_hash, vector FROM embeddings WHERE model = ? AND text_hash IN (sqlc.slice('hashes'));

-- name: KeepEmbedding :exec
INSERT INTO embeddings (model, text_hash, vector) VALUES (?, ?, ?)
ON CONFLICT (model, text_hash) DO UPDATE SET vector = excluded.vector;

-- name: AddEmbedding :execrows
INSERT INTO embeddings (model, text_hash, vector) VALUES (?, ?, ?)
ON CONFLICT (model, text_hash) DO NOTHING;

-- name: PruneEmbeddings :execrows
-- Some of those of other models: a write lock that is held for all of them
-- would keep other writers waiting.
DELETE FROM embeddings
WHERE rowid IN (SELECT e.rowid FROM embeddings e WHERE e.model NOT IN (sqlc.slice('models')) LIMIT ?);
