package catalog

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"runtime"

	"golang.org/x/sync/errgroup"

	"crosswalk/internal/catalog/db"
	"crosswalk/internal/review"
)

// recordPage is how many mappings are read at once.
const recordPage = 500

// Records gives f the mappings that fit, all where nothing is asked for, in the
// order of their ids. They are read page by page, as often as f
// goes through them, and are those of one moment. Without whole they lack what
// spoke for the proposals.
func (c *Catalog) Records(ctx context.Context, s Selection, whole bool, f func(iter.Seq2[review.Record, error]) error) error {
	tx, err := c.reads.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("read mappings: %w", err)
	}
	defer tx.Rollback()
	return f(records(ctx, c.query.WithTx(tx), s, whole))
}

// page is some mappings that follow one another, or what went wrong.
type page struct {
	records []review.Record
	err     error
}

// records reads ahead: while one page is worked on, the next is decoded.
func records(ctx context.Context, q *db.Queries, s Selection, whole bool) iter.Seq2[review.Record, error] {
	return func(yield func(review.Record, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		pages := make(chan page, 1)
		go func() {
			defer close(pages)
			for after := ""; ctx.Err() == nil; {
				read, last, err := recordsAfter(ctx, q, s, whole, after)
				select {
				case pages <- page{read, err}:
				case <-ctx.Done():
				}
				if err != nil || last == "" {
					return
				}
				after = last
			}
		}()
		defer func() { // the transaction ends only when nobody reads from it
			stop()
			for range pages {
			}
		}()
		for p := range pages {
			if p.err != nil {
				yield(review.Record{}, fmt.Errorf("read mappings: %w", p.err))
				return
			}
			for _, r := range p.records {
				if !yield(r, nil) {
					return
				}
			}
		}
		if err := ctx.Err(); err != nil {
			yield(review.Record{}, err)
		}
	}
}

// recordsAfter reads the mappings behind an id; last is empty at the end.
func recordsAfter(ctx context.Context, q *db.Queries, s Selection, whole bool, after string) (out []review.Record, last string, err error) {
	rows, err := q.MappingsAfter(ctx, db.MappingsAfterParams{
		After: after, Kind: string(s.Kind), State: string(s.State), Subject: s.Subject, Object: s.Object, Issuer: s.Issuer, Least: s.Least, Below: s.Below,
		Whole: asInt(whole), Most: recordPage,
	})
	if err != nil || len(rows) == 0 {
		return nil, "", err
	}
	decided, err := q.DecisionsBetween(ctx, db.DecisionsBetweenParams{MappingID: rows[0].ID, MappingID_2: rows[len(rows)-1].ID})
	if err != nil {
		return nil, "", err
	}
	histories := make(map[string][]db.DecisionsBetweenRow, len(rows))
	for _, d := range decided {
		histories[d.MappingID] = append(histories[d.MappingID], d)
	}
	out = make([]review.Record, len(rows))
	var work errgroup.Group
	workers := runtime.GOMAXPROCS(0)
	for part := range workers {
		work.Go(func() error {
			for i := part; i < len(rows); i += workers {
				decisions := []review.Decision{}
				for _, d := range histories[rows[i].ID] {
					var err error
					if decisions, err = appendDecision(decisions, d.Seq, d.Body); err != nil {
						return err
					}
				}
				r, err := newRecord(body{rows[i].Proposal, rows[i].Evidence}, decisions)
				if err != nil {
					return fmt.Errorf("%s: %w", rows[i].ID, err)
				}
				out[i] = r
			}
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		return nil, "", err
	}
	if len(rows) == recordPage {
		last = rows[len(rows)-1].ID
	}
	return out, last, nil
}
