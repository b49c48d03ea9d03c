-- name: InsertMapping :exec
INSERT INTO mappings (
    id, kind, subject_id, subject_class, subject_label, object_id, object_class, object_label, confidence,
    proposal, evidence, state, seen_subject, seen_object, raters, made_at, release
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: ReplaceProposal :exec
-- Of a mapping on which nobody has decided.
UPDATE mappings SET subject_label = ?, object_label = ?, confidence = ?, proposal = ?, evidence = ?, seen_subject = ?, seen_object = ?, made_at = ?, release = ?
WHERE id = ?;

-- name: Mapping :one
SELECT id, proposal, evidence FROM mappings WHERE id = ?;

-- name: CountMappings :one
SELECT count(*) FROM mappings
WHERE (CAST(sqlc.arg(kind) AS TEXT) = '' OR kind = sqlc.arg(kind)) AND (CAST(sqlc.arg(state) AS TEXT) = '' OR state = sqlc.arg(state))
    AND (CAST(sqlc.arg(subject) AS TEXT) = '' OR subject_id = sqlc.arg(subject) OR subject_class = sqlc.arg(subject))
    AND (CAST(sqlc.arg(object) AS TEXT) = '' OR object_id = sqlc.arg(object) OR object_class = sqlc.arg(object))
    AND (CAST(sqlc.arg(issuer) AS TEXT) = '' OR substr(subject_class, 1, length(sqlc.arg(issuer)) + 1) = sqlc.arg(issuer) || ':')
    AND (CAST(sqlc.arg(least) AS REAL) = 0 OR confidence >= sqlc.arg(least)) AND (CAST(sqlc.arg(below) AS REAL) = 0 OR confidence < sqlc.arg(below));

-- name: ListMappings :many
SELECT id, proposal FROM mappings
WHERE (CAST(sqlc.arg(kind) AS TEXT) = '' OR kind = sqlc.arg(kind)) AND (CAST(sqlc.arg(state) AS TEXT) = '' OR state = sqlc.arg(state))
    AND (CAST(sqlc.arg(subject) AS TEXT) = '' OR subject_id = sqlc.arg(subject) OR subject_class = sqlc.arg(subject))
    AND (CAST(sqlc.arg(object) AS TEXT) = '' OR object_id = sqlc.arg(object) OR object_class = sqlc.arg(object))
    AND (CAST(sqlc.arg(issuer) AS TEXT) = '' OR substr(subject_class, 1, length(sqlc.arg(issuer)) + 1) = sqlc.arg(issuer) || ':')
    AND (CAST(sqlc.arg(least) AS REAL) = 0 OR confidence >= sqlc.arg(least)) AND (CAST(sqlc.arg(below) AS REAL) = 0 OR confidence < sqlc.arg(below))
ORDER BY subject_id, kind, confidence DESC, id LIMIT sqlc.arg(most) OFFSET sqlc.arg(skipped);

-- name: LatestOfMappings :one
-- When the last of those that fit was proposed or decided on.
SELECT CAST(coalesce(max(max(made_at, decided_at)), '') AS TEXT) FROM mappings
WHERE (CAST(sqlc.arg(kind) AS TEXT) = '' OR kind = sqlc.arg(kind)) AND (CAST(sqlc.arg(state) AS TEXT) = '' OR state = sqlc.arg(state))
    AND (CAST(sqlc.arg(subject) AS TEXT) = '' OR subject_id = sqlc.arg(subject) OR subject_class = sqlc.arg(subject))
    AND (CAST(sqlc.arg(object) AS TEXT) = '' OR object_id = sqlc.arg(object) OR object_class = sqlc.arg(object))
    AND (CAST(sqlc.arg(issuer) AS TEXT) = '' OR substr(subject_class, 1, length(sqlc.arg(issuer)) + 1) = sqlc.arg(issuer) || ':')
    AND (CAST(sqlc.arg(least) AS REAL) = 0 OR confidence >= sqlc.arg(least)) AND (CAST(sqlc.arg(below) AS REAL) = 0 OR confidence < sqlc.arg(below));

-- name: IssuersOfMappings :many
-- Of the classes on both sides.
SELECT DISTINCT CAST(substr(class, 1, instr(class, ':') - 1) AS TEXT) AS issuer FROM (
    SELECT subject_class AS class FROM mappings UNION SELECT object_class AS class FROM mappings
) WHERE instr(class, ':') > 0 ORDER BY issuer;

-- name: ReleasesOfMappings :many
SELECT DISTINCT release FROM mappings
WHERE release <> '' AND (CAST(sqlc.arg(kind) AS TEXT) = '' OR kind = sqlc.arg(kind)) AND (CAST(sqlc.arg(state) AS TEXT) = '' OR state = sqlc.arg(state))
    AND (CAST(sqlc.arg(subject) AS TEXT) = '' OR subject_id = sqlc.arg(subject) OR subject_class = sqlc.arg(subject))
    AND (CAST(sqlc.arg(object) AS TEXT) = '' OR object_id = sqlc.arg(object) OR object_class = sqlc.arg(object))
    AND (CAST(sqlc.arg(issuer) AS TEXT) = '' OR substr(subject_class, 1, length(sqlc.arg(issuer)) + 1) = sqlc.arg(issuer) || ':')
    AND (CAST(sqlc.arg(least) AS REAL) = 0 OR confidence >= sqlc.arg(least)) AND (CAST(sqlc.arg(below) AS REAL) = 0 OR confidence < sqlc.arg(below))
ORDER BY release;

-- name: CountByState :many
SELECT kind, state, count(*) AS n FROM mappings GROUP BY kind, state ORDER BY kind, state;

-- name: Queue :many
-- What waits for somebody who may decide: what raters disagree on, what a
-- changed text has opened again, what awaits its second rater, what awaits a
-- signature, and what nobody has decided on.
SELECT id FROM mappings
WHERE (CAST(sqlc.arg(kind) AS TEXT) = '' OR kind = sqlc.arg(kind)) AND (
    state IN ('stale', 'proposed')
    OR state = 'in_review' AND NOT instr(' ' || raters || ' ', CAST(' ' || sqlc.arg(actor) || ' ' AS TEXT)) > 0
    OR state = 'disagreed' AND (CAST(sqlc.arg(settles) AS INTEGER) = 1 OR instr(' ' || raters || ' ', CAST(' ' || sqlc.arg(actor) || ' ' AS TEXT)) > 0)
    OR state = 'accepted' AND CAST(sqlc.arg(settles) AS INTEGER) = 1 AND NOT instr(' ' || raters || ' ', CAST(' ' || sqlc.arg(actor) || ' ' AS TEXT)) > 0)
ORDER BY CASE state WHEN 'disagreed' THEN 0 WHEN 'stale' THEN 1 WHEN 'in_review' THEN 2 WHEN 'accepted' THEN 3 ELSE 4 END, confidence DESC, id
LIMIT sqlc.arg(most) OFFSET sqlc.arg(skipped);

-- name: CountQueue :one
SELECT count(*) FROM mappings
WHERE (CAST(sqlc.arg(kind) AS TEXT) = '' OR kind = sqlc.arg(kind)) AND (
    state IN ('stale', 'proposed')
    OR state = 'in_review' AND NOT instr(' ' || raters || ' ', CAST(' ' || sqlc.arg(actor) || ' ' AS TEXT)) > 0
    OR state = 'disagreed' AND (CAST(sqlc.arg(settles) AS INTEGER) = 1 OR instr(' ' || raters || ' ', CAST(' ' || sqlc.arg(actor) || ' ' AS TEXT)) > 0)
    OR state = 'accepted' AND CAST(sqlc.arg(settles) AS INTEGER) = 1 AND NOT instr(' ' || raters || ' ', CAST(' ' || sqlc.arg(actor) || ' ' AS TEXT)) > 0);

-- name: WholeMappingsAfter :many
SELECT * FROM mappings WHERE id > ? ORDER BY id LIMIT ?;

-- name: MappingsAfter :many
-- Without evidence where it is not asked for.
SELECT id, proposal, CAST(CASE WHEN CAST(sqlc.arg(whole) AS INTEGER) THEN evidence ELSE '' END AS TEXT) AS evidence, state FROM mappings
WHERE id > sqlc.arg(after) AND (CAST(sqlc.arg(kind) AS TEXT) = '' OR kind = sqlc.arg(kind)) AND (CAST(sqlc.arg(state) AS TEXT) = '' OR state = sqlc.arg(state))
    AND (CAST(sqlc.arg(subject) AS TEXT) = '' OR subject_id = sqlc.arg(subject) OR subject_class = sqlc.arg(subject))
    AND (CAST(sqlc.arg(object) AS TEXT) = '' OR object_id = sqlc.arg(object) OR object_class = sqlc.arg(object))
    AND (CAST(sqlc.arg(issuer) AS TEXT) = '' OR substr(subject_class, 1, length(sqlc.arg(issuer)) + 1) = sqlc.arg(issuer) || ':')
    AND (CAST(sqlc.arg(least) AS REAL) = 0 OR confidence >= sqlc.arg(least)) AND (CAST(sqlc.arg(below) AS REAL) = 0 OR confidence < sqlc.arg(below))
ORDER BY id LIMIT sqlc.arg(most);

-- name: ProposedAbove :many
-- Of several codes of a class only the likeliest, and none where people have
-- begun to decide.
SELECT m.id, m.proposal, m.evidence FROM mappings m
WHERE m.state = 'proposed' AND m.kind = sqlc.arg(kind) AND m.confidence >= sqlc.arg(confidence) AND m.object_id <> 'sssom:NoTermFound'
    AND (m.kind <> 'class_code' OR NOT EXISTS (
        SELECT 1 FROM mappings o
        WHERE o.subject_id = m.subject_id AND o.kind = m.kind AND o.id <> m.id AND (
            o.state IN ('accepted', 'signed', 'in_review', 'disagreed', 'stale')
            OR o.state = 'proposed' AND (o.confidence > m.confidence OR o.confidence = m.confidence AND o.id < m.id))))
ORDER BY m.id;

-- name: DecidedOfSubject :many
SELECT id, proposal FROM mappings WHERE subject_id = ? AND kind = ? AND id <> ? AND state IN ('accepted', 'signed', 'stale') ORDER BY id;

-- name: DecidedMappings :many
-- Those whose decision a changed text would undo, or did, with the text that it
-- rests on.
SELECT id, subject_class, object_class, state, seen_subject, seen_object FROM mappings WHERE state IN ('accepted', 'signed', 'stale') ORDER BY id;

-- name: SetOutcome :exec
UPDATE mappings SET state = ?, object_id = ?, object_class = ?, object_label = ?, seen_subject = ?, seen_object = ?, raters = ?, decided_at = ? WHERE id = ?;

-- name: InsertDecision :one
INSERT INTO decisions (mapping_id, actor, body) VALUES (?, ?, ?) RETURNING seq;

-- name: InsertDecisionAt :exec
-- As an import states it.
INSERT INTO decisions (seq, mapping_id, actor, body) VALUES (?, ?, ?, ?);

-- name: Decisions :many
SELECT seq, body FROM decisions WHERE mapping_id = ? ORDER BY seq;

-- name: DecidedByTwo :many
SELECT mapping_id FROM decisions GROUP BY mapping_id HAVING count(DISTINCT actor) > 1 ORDER BY mapping_id;

-- name: DecisionsBetween :many
SELECT seq, mapping_id, body FROM decisions WHERE mapping_id >= ? AND mapping_id <= ? ORDER BY mapping_id, seq;

-- name: Request :one
SELECT asked, result FROM requests WHERE actor = ? AND key = ?;

-- name: InsertRequest :exec
INSERT INTO requests (actor, key, asked, result) VALUES (?, ?, ?, ?);

-- name: HasDecision :one
SELECT count(*) FROM decisions WHERE seq = ?;

-- name: LastAudit :one
SELECT seq, at, hash FROM audit ORDER BY seq DESC LIMIT 1;

-- name: InsertAudit :exec
INSERT INTO audit (seq, at, actor, name, role, action, target, detail, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: AuditAfter :many
SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?;

-- name: CountAudit :one
SELECT count(*) FROM audit;

-- name: InsertUser :exec
INSERT INTO users (id, name, role, password, created_at) VALUES (?, ?, ?, ?, ?);

-- name: User :one
SELECT * FROM users WHERE id = ?;

-- name: Users :many
SELECT * FROM users ORDER BY id;

-- name: UpdateUser :execrows
UPDATE users SET name = ?, role = ?, password = ?, disabled = ? WHERE id = ?;

-- name: InsertKey :exec
INSERT INTO api_keys (id, user_id, label, hash, created_at) VALUES (?, ?, ?, ?, ?);

-- name: Key :one
SELECT * FROM api_keys WHERE id = ?;

-- name: Keys :many
SELECT id, user_id, label, revoked, created_at FROM api_keys ORDER BY created_at, id;

-- name: RevokeKey :execrows
UPDATE api_keys SET revoked = 1 WHERE id = ? AND revoked = 0;

-- name: InsertSession :exec
INSERT INTO sessions (hash, user_id, csrf, expires_at) VALUES (?, ?, ?, ?);

-- name: Session :one
SELECT * FROM sessions WHERE hash = ?;

-- name: DeleteSession :exec
DELETE FROM sessions WHERE hash = ?;

-- name: DeleteSessionsOf :exec
DELETE FROM sessions WHERE user_id = ?;

-- name: DeleteExpiredSessions :exec
DELETE FROM sessions WHERE expires_at < ?;

-- name: PutImportance :exec
INSERT INTO importance (class_id, occupation_id, statement_id, actor, name, role, grade, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (class_id, occupation_id, statement_id, actor) DO UPDATE SET grade = excluded.grade, name = excluded.name, role = excluded.role, at = excluded.at;

-- name: Importance :many
SELECT statement_id, actor, name, role, grade, at FROM importance WHERE class_id = ? AND occupation_id = ? ORDER BY statement_id, actor;

-- name: InsertRecalibration :exec
INSERT INTO recalibrations (at, curve) VALUES (?, ?);

-- name: LatestRecalibration :one
SELECT ordinal, at, curve FROM recalibrations ORDER BY ordinal DESC LIMIT 1;

-- name: Setting :one
SELECT value FROM settings WHERE name = ?;

-- name: PutSetting :exec
INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: StatementsOfSource :many
SELECT kind, text, ref, id FROM statements WHERE source_id = ? ORDER BY position;

-- name: CurrentSourcesOfClass :many
SELECT cs.source_id, cs.title FROM class_sources cs JOIN sources s ON s.id = cs.source_id
WHERE cs.class_id = ? AND s.superseded_by = '' ORDER BY cs.source_id;

-- name: TitleInSource :one
SELECT title FROM class_sources WHERE source_id = ? AND class_id = ?;
