package catalog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"crosswalk/internal/catalog/db"
)

// Columns returns what was stated last of the columns of an employer's tables;
// empty when nothing was.
func (c *Catalog) Columns(ctx context.Context, issuer string) (string, error) {
	columns, err := c.query.TableColumns(ctx, issuer)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("read the columns of %s: %w", issuer, err)
	}
	return columns, nil
}

// KeepColumns keeps what somebody states of the columns of an employer's tables.
func (c *Catalog) KeepColumns(ctx context.Context, issuer, columns string) error {
	return c.transact(ctx, "keep the columns of "+issuer, func(w writer) (bool, error) {
		return true, w.q.KeepTableColumns(ctx, db.KeepTableColumnsParams{Issuer: issuer, Columns: columns})
	})
}
