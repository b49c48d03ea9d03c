-- +goose Up

-- Vectors of texts that an embedding service was asked for, so that it is asked
-- once. They are derived: losing them costs requests, never an answer, and no
-- write of them is a revision. A text is known by its SHA-256; the vector is
-- float32, little-endian. Rows are wide, which is why they have a rowid.
CREATE TABLE embeddings (
    model     TEXT NOT NULL CHECK (model <> ''),
    text_hash BLOB NOT NULL CHECK (length(text_hash) = 32),
    vector    BLOB NOT NULL CHECK (length(vector) > 0 AND length(vector) % 4 = 0),
    PRIMARY KEY (model, text_hash)
) STRICT;

-- +goose Down
DROP TABLE embeddings;
