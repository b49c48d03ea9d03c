-- +goose Up

-- Every column that a list of mappings is cut, grouped and counted by, so that
-- such a list is read from here and not past the proposals, which are long.
CREATE INDEX mappings_on_desk ON mappings (kind, subject_class, subject_id, state, confidence, raters);

-- +goose Down
DROP INDEX mappings_on_desk;
