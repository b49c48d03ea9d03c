-- +goose Up

-- Vectors are of whole numbers: four bytes of scale, little-endian float32, and
-- a byte for each dimension. Those of floats go: the table is a cache, and what
-- is missing is made again.
DROP TABLE embeddings;
CREATE TABLE embeddings (
    model     TEXT NOT NULL CHECK (model <> ''),
    text_hash BLOB NOT NULL CHECK (length(text_hash) = 32),
    vector    BLOB NOT NULL CHECK (length(vector) > 4),
    PRIMARY KEY (model, text_hash)
) STRICT;

-- +goose Down
DROP TABLE embeddings;
CREATE TABLE embeddings (
    model     TEXT NOT NULL CHECK (model <> ''),
    text_hash BLOB NOT NULL CHECK (length(text_hash) = 32),
    vector    BLOB NOT NULL CHECK (length(vector) > 0 AND length(vector) % 4 = 0),
    PRIMARY KEY (model, text_hash)
) STRICT;
