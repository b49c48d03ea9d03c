-- +goose Up

-- Place of the class among those of its series; 0 when it shares its
-- specification with none.
ALTER TABLE class_sources ADD COLUMN position INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE class_sources DROP COLUMN position;
