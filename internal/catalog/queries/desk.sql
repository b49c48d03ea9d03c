-- name: Desk :many
-- The subjects of the mappings that fit, each by its likeliest one, in no order. A
-- state is seen as who asks may see it: who can still be the second rater (blind)
-- does not learn that there is a first one. The sort is the rank in the queue, even
-- and from 0 on, and 1 less the confidence; from 100 on nothing of the subject fits.
-- A class whose code was decided on no longer waits for other codes.
SELECT id, CAST(CASE WHEN kind = 'statement' THEN subject_class ELSE '' END AS TEXT) AS class, CAST(lowest AS REAL) AS sort,
    CAST(kind = sqlc.arg(current_kind) AND subject_id = sqlc.arg(current_subject) AS INTEGER) AS here
FROM (
    SELECT id, kind, subject_class, subject_id, sum(state IN ('accepted', 'signed')) AS decided,
        min(CASE
            WHEN CAST(sqlc.arg(least) AS REAL) > 0 AND coalesce(confidence, -1) < sqlc.arg(least) THEN 100
            WHEN CAST(sqlc.arg(below) AS REAL) > 0 AND coalesce(confidence, 2) >= sqlc.arg(below) THEN 100
            WHEN CAST(sqlc.arg(state) AS TEXT) = '' THEN 0
            WHEN sqlc.arg(state) <> 'waiting' THEN CASE WHEN sqlc.arg(state) = CASE
                WHEN state = 'in_review' AND CAST(sqlc.arg(blind) AS INTEGER) = 1 AND NOT instr(' ' || raters || ' ', CAST(' ' || sqlc.arg(actor) || ' ' AS TEXT)) > 0
                THEN 'proposed' ELSE state END THEN 0 ELSE 100 END
            WHEN CAST(sqlc.arg(decides) AS INTEGER) = 0 THEN 100
            WHEN state = 'proposed' THEN 6
            WHEN state = 'stale' THEN 2
            WHEN state = 'in_review' AND NOT instr(' ' || raters || ' ', CAST(' ' || sqlc.arg(actor) || ' ' AS TEXT)) > 0 THEN 6
            WHEN state = 'disagreed' AND (CAST(sqlc.arg(settles) AS INTEGER) = 1 OR instr(' ' || raters || ' ', CAST(' ' || sqlc.arg(actor) || ' ' AS TEXT)) > 0) THEN 0
            WHEN state = 'accepted' AND CAST(sqlc.arg(settles) AS INTEGER) = 1 AND NOT instr(' ' || raters || ' ', CAST(' ' || sqlc.arg(actor) || ' ' AS TEXT)) > 0 THEN 4
            ELSE 100
        END + 1 - coalesce(confidence, 0)) AS lowest
    FROM mappings
    WHERE (CAST(sqlc.arg(kind) AS TEXT) = '' OR kind = sqlc.arg(kind))
        AND (CAST(sqlc.arg(issuer) AS TEXT) = '' OR substr(subject_class, 1, length(sqlc.arg(issuer)) + 1) = sqlc.arg(issuer) || ':')
        AND (CAST(sqlc.arg(subject) AS TEXT) = '' OR subject_class = sqlc.arg(subject) OR subject_id = sqlc.arg(subject))
    GROUP BY kind, subject_class, subject_id
)
WHERE lowest < 100 AND NOT (sqlc.arg(state) = 'waiting' AND kind = 'class_code' AND lowest >= 6 AND decided > 0);

-- name: Place :one
SELECT id, kind, subject_id, subject_class, subject_label, object_class, object_label, state, raters, confidence FROM mappings WHERE id = ?;

-- name: CountSeen :many
-- Mappings by state, as somebody may see it.
SELECT CAST(CASE WHEN state = 'in_review' AND CAST(sqlc.arg(blind) AS INTEGER) = 1 AND NOT instr(' ' || raters || ' ', CAST(' ' || sqlc.arg(actor) || ' ' AS TEXT)) > 0
        THEN 'proposed' ELSE state END AS TEXT) AS seen, count(*) AS n
FROM mappings
WHERE (CAST(sqlc.arg(kind) AS TEXT) = '' OR kind = sqlc.arg(kind))
    AND (CAST(sqlc.arg(issuer) AS TEXT) = '' OR substr(subject_class, 1, length(sqlc.arg(issuer)) + 1) = sqlc.arg(issuer) || ':')
    AND (CAST(sqlc.arg(subject) AS TEXT) = '' OR subject_class = sqlc.arg(subject) OR subject_id = sqlc.arg(subject))
    AND (CAST(sqlc.arg(least) AS REAL) = 0 OR confidence >= sqlc.arg(least)) AND (CAST(sqlc.arg(below) AS REAL) = 0 OR confidence < sqlc.arg(below))
GROUP BY seen;

-- name: MappingsOfSubject :many
SELECT id FROM mappings WHERE kind = ? AND subject_id = ? ORDER BY confidence DESC, id LIMIT ?;

-- name: ClassesDecidedOn :many
SELECT DISTINCT subject_id FROM mappings WHERE kind = 'class_code' AND state IN ('accepted', 'signed');
