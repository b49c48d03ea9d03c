package catalog

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"crosswalk/internal/catalog/db"
	"crosswalk/internal/review"
)

// A Grade is how important an expert holds a statement to be, 0 to 4.
type Grade struct {
	By    review.Actor `json:"by"`
	Grade int          `json:"grade" minimum:"0" maximum:"4"`
	At    string       `json:"at"`
}

// PutImportance keeps an expert's grades of statements of a class and an
// occupation, by the statements' ids; a later grade takes the place of an
// earlier one, which the audit log keeps.
func (c *Catalog) PutImportance(ctx context.Context, class, occupation string, who review.Actor, grades map[string]int) error {
	return c.transact(ctx, "rate importance", func(w writer) (bool, error) {
		at := timestamp(time.Now())
		for id, grade := range grades {
			err := w.q.PutImportance(w.ctx, db.PutImportanceParams{
				ClassID: class, OccupationID: occupation, StatementID: id, Actor: who.ID, Name: who.Name, Role: string(who.Role), Grade: int64(grade), At: at,
			})
			if err != nil {
				return false, err
			}
		}
		return true, w.audit("rate importance", class+" "+occupation, grades)
	})
}

// Importance returns the grades of a form, by statement.
func (c *Catalog) Importance(ctx context.Context, class, occupation string) (map[string][]Grade, error) {
	rows, err := c.query.Importance(ctx, db.ImportanceParams{ClassID: class, OccupationID: occupation})
	if err != nil {
		return nil, fmt.Errorf("read importance: %w", err)
	}
	out := map[string][]Grade{}
	for _, r := range rows {
		g := Grade{By: review.Actor{ID: r.Actor, Name: r.Name, Role: review.Role(r.Role)}, Grade: int(r.Grade), At: r.At}
		out[r.StatementID] = append(out[r.StatementID], g)
	}
	return out, nil
}

// PutCurve puts a curve of confidence in force.
func (c *Catalog) PutCurve(ctx context.Context, curve review.Curve) error {
	return c.write(ctx, "recalibrate", func(w writer) (bool, error) {
		body, err := json.Marshal(curve)
		if err != nil {
			return false, err
		}
		if err := w.q.InsertRecalibration(w.ctx, db.InsertRecalibrationParams{At: timestamp(time.Now()), Curve: string(body)}); err != nil {
			return false, err
		}
		return true, w.audit("recalibrate", string(curve.Kind), curve)
	})
}

// Curve returns the curve of confidence in force; nil when there is none.
func (c *Catalog) Curve(ctx context.Context) (*review.Curve, error) {
	row, err := c.query.LatestRecalibration(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read recalibration: %w", err)
	}
	var curve review.Curve
	if err := json.Unmarshal([]byte(row.Curve), &curve); err != nil {
		return nil, fmt.Errorf("read recalibration: %w", err)
	}
	return &curve, nil
}
