-- +goose Up

-- The form of the file that a text was taken from: text, pdf, docx, html, ...
ALTER TABLE sources ADD COLUMN format TEXT NOT NULL DEFAULT 'text';

-- 1 for a statement of whose kind the reader was not sure.
ALTER TABLE statements ADD COLUMN unsure INTEGER NOT NULL DEFAULT 0;

-- Page that a statement stands on; 0 in a text without pages.
ALTER TABLE statements ADD COLUMN page INTEGER NOT NULL DEFAULT 0;

-- What the columns of an employer's tables are, as somebody stated it last:
-- "Job Name=title, What you do=duties".
CREATE TABLE table_columns (
    issuer  TEXT PRIMARY KEY,
    columns TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE table_columns;
ALTER TABLE statements DROP COLUMN page;
ALTER TABLE statements DROP COLUMN unsure;
ALTER TABLE sources DROP COLUMN format;
