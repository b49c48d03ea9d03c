-- name: Desk :many
-- What somebody works through: the subjects of the mappings that fit, each by its
-- likeliest mapping, as many as most around the current one. A state is seen as
-- that person may see it: who can still be the second rater (blind) does not learn
-- that there is a first one. For the state waiting they stand in the order of the
-- queue; a class whose code was decided on no longer waits for other codes. The key
-- is the rank, even and from 0 on, and 1 less the confidence.
WITH known AS (
    SELECT id, kind, subject_class, subject_id, confidence,
        instr(' ' || raters || ' ', CAST(' ' || sqlc.arg(actor) || ' ' AS TEXT)) > 0 AS mine,
        CASE WHEN state = 'in_review' AND CAST(sqlc.arg(blind) AS INTEGER) = 1 AND NOT instr(' ' || raters || ' ', CAST(' ' || sqlc.arg(actor) || ' ' AS TEXT)) > 0
            THEN 'proposed' ELSE state END AS seen
    FROM mappings
    WHERE (CAST(sqlc.arg(kind) AS TEXT) = '' OR kind = sqlc.arg(kind))
        AND (CAST(sqlc.arg(issuer) AS TEXT) = '' OR substr(subject_class, 1, length(sqlc.arg(issuer)) + 1) = sqlc.arg(issuer) || ':')
        AND (CAST(sqlc.arg(subject) AS TEXT) = '' OR subject_class = sqlc.arg(subject) OR subject_id = sqlc.arg(subject))
), subjects AS (
    SELECT id, kind, subject_class, subject_id,
        sum(seen IN ('accepted', 'signed')) AS decided,
        min(CASE
            WHEN CAST(sqlc.arg(least) AS REAL) > 0 AND coalesce(confidence, -1) < sqlc.arg(least) THEN 100
            WHEN CAST(sqlc.arg(below) AS REAL) > 0 AND coalesce(confidence, 2) >= sqlc.arg(below) THEN 100
            WHEN CAST(sqlc.arg(state) AS TEXT) <> 'waiting' THEN CASE WHEN sqlc.arg(state) = '' OR sqlc.arg(state) = seen THEN 0 ELSE 100 END
            WHEN CAST(sqlc.arg(decides) AS INTEGER) = 0 THEN 100
            WHEN seen = 'disagreed' AND (CAST(sqlc.arg(settles) AS INTEGER) = 1 OR mine) THEN 0
            WHEN seen = 'stale' THEN 2
            WHEN seen = 'accepted' AND CAST(sqlc.arg(settles) AS INTEGER) = 1 AND NOT mine THEN 4
            WHEN seen = 'proposed' THEN 6
            ELSE 100
        END + 1 - coalesce(confidence, 0)) AS sort
    FROM known GROUP BY kind, subject_class, subject_id
), placed AS (
    SELECT id, kind, subject_id,
        row_number() OVER (ORDER BY CAST(sort AS INTEGER) / 2, CASE WHEN kind = 'statement' THEN subject_class ELSE '' END, sort, id) AS place,
        count(*) OVER () AS total
    FROM subjects
    WHERE sort < 100 AND NOT (CAST(sqlc.arg(state) AS TEXT) = 'waiting' AND kind = 'class_code' AND sort >= 6 AND decided > 0)
), here AS (
    SELECT max(CASE WHEN placed.kind = CAST(sqlc.arg(current_kind) AS TEXT) AND placed.subject_id = CAST(sqlc.arg(current_subject) AS TEXT) THEN place ELSE 0 END) AS place FROM placed
)
SELECT CAST(p.place AS INTEGER) AS place, CAST(p.total AS INTEGER) AS total, CAST(here.place AS INTEGER) AS here,
    m.id, m.kind, m.subject_id, m.subject_class, m.subject_label, m.object_class, m.object_label, m.state, m.raters, m.confidence
FROM placed p, here JOIN mappings m ON m.id = p.id
WHERE p.place >= max(1, min(CASE WHEN here.place > 0 THEN here.place - CAST(sqlc.arg(most) AS INTEGER) / 2 ELSE CAST(sqlc.arg(at) AS INTEGER) END, p.total - sqlc.arg(most) + 1))
ORDER BY p.place LIMIT sqlc.arg(most);

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
