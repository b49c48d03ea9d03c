-- +goose Up

-- A stamp drawn at random with every write: two catalogs at the same revision
-- number, one of them restored from a backup, are not the same.
ALTER TABLE catalog ADD COLUMN stamp TEXT NOT NULL DEFAULT '';
UPDATE catalog SET stamp = lower(hex(randomblob(8)));

-- What a document says of its class as a whole belongs to the document: a
-- second one of the same class must not change it.
ALTER TABLE class_sources ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE class_sources ADD COLUMN series TEXT NOT NULL DEFAULT '';
ALTER TABLE class_sources ADD COLUMN progressive INTEGER NOT NULL DEFAULT 0;
UPDATE class_sources SET
    title = (SELECT c.title FROM classes c WHERE c.id = class_id),
    series = (SELECT c.series FROM classes c WHERE c.id = class_id),
    progressive = (SELECT c.progressive FROM classes c WHERE c.id = class_id);
ALTER TABLE classes DROP COLUMN title;
ALTER TABLE classes DROP COLUMN series;
ALTER TABLE classes DROP COLUMN progressive;

-- +goose Down
ALTER TABLE classes ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE classes ADD COLUMN series TEXT NOT NULL DEFAULT '';
ALTER TABLE classes ADD COLUMN progressive INTEGER NOT NULL DEFAULT 0;
UPDATE classes SET
    title = coalesce((SELECT max(cs.title) FROM class_sources cs WHERE cs.class_id = id), ''),
    series = coalesce((SELECT max(cs.series) FROM class_sources cs WHERE cs.class_id = id), ''),
    progressive = coalesce((SELECT max(cs.progressive) FROM class_sources cs WHERE cs.class_id = id), 0);
ALTER TABLE class_sources DROP COLUMN progressive;
ALTER TABLE class_sources DROP COLUMN series;
ALTER TABLE class_sources DROP COLUMN title;
ALTER TABLE catalog DROP COLUMN stamp;
