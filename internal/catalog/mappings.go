package catalog

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"crosswalk/internal/catalog/db"
	"crosswalk/internal/review"
)

// record reads a mapping with its history.
func (w writer) record(id string) (review.Record, error) { return recordOf(w.ctx, w.q, id) }

func recordOf(ctx context.Context, q *db.Queries, id string) (review.Record, error) {
	row, err := q.Mapping(ctx, id)
	if err != nil {
		return review.Record{}, notFound(err, "mapping", id)
	}
	rows, err := q.Decisions(ctx, id)
	if err != nil {
		return review.Record{}, err
	}
	decisions := []review.Decision{}
	for _, r := range rows {
		if decisions, err = appendDecision(decisions, r.Seq, r.Body); err != nil {
			return review.Record{}, err
		}
	}
	return newRecord(body{row.Proposal, row.Evidence}, decisions)
}

func appendDecision(list []review.Decision, seq int64, body string) ([]review.Decision, error) {
	var d review.Decision
	if err := json.Unmarshal([]byte(body), &d); err != nil {
		return nil, fmt.Errorf("decision %d: %w", seq, err)
	}
	d.Seq = seq
	return append(list, d), nil
}

func newRecord(b body, decisions []review.Decision) (review.Record, error) {
	p, err := b.read()
	return review.NewRecord(p, decisions), err
}

// Mapping returns a mapping with its history.
func (c *Catalog) Mapping(ctx context.Context, id string) (review.Record, error) {
	return recordOf(ctx, c.query, id)
}

// A Selection cuts a list of mappings. Empty fields cut nothing.
type Selection struct {
	Kind    review.Kind
	State   review.State
	Subject string // class or statement
	Object  string
	Issuer  string  // of the subject's class
	Least   float64 // confidence, where it is above 0: what has none does not fit then
	Below   float64 // confidence that is too much, where it is above 0
}

// Mappings returns a page of the mappings that fit, by subject and confidence,
// and how many there are.
func (c *Catalog) Mappings(ctx context.Context, s Selection, limit, offset int) ([]review.Record, int, error) {
	n, err := c.query.CountMappings(ctx, db.CountMappingsParams{
		Kind: string(s.Kind), State: string(s.State), Subject: s.Subject, Object: s.Object, Issuer: s.Issuer, Least: s.Least, Below: s.Below,
	})
	if err != nil {
		return nil, 0, fmt.Errorf("count mappings: %w", err)
	}
	rows, err := c.query.ListMappings(ctx, db.ListMappingsParams{
		Kind: string(s.Kind), State: string(s.State), Subject: s.Subject, Object: s.Object, Issuer: s.Issuer, Least: s.Least, Below: s.Below,
		Most: int64(limit), Skipped: int64(offset),
	})
	if err != nil {
		return nil, 0, fmt.Errorf("list mappings: %w", err)
	}
	out := make([]review.Record, 0, len(rows))
	for _, row := range rows {
		r, err := recordOf(ctx, c.query, row.ID)
		if err != nil {
			return nil, 0, err
		}
		out = append(out, r)
	}
	return out, int(n), nil
}

// Queue returns a page of the mappings that wait for somebody who may decide:
// what raters disagree on, what a changed text has opened again, what awaits its
// second rater, or a signature, what nobody has decided on, each by confidence.
// settles says that the person may settle and sign.
func (c *Catalog) Queue(ctx context.Context, kind review.Kind, actor string, settles bool, limit, offset int) ([]review.Record, int, error) {
	n, err := c.query.CountQueue(ctx, db.CountQueueParams{Kind: string(kind), Actor: sql.NullString{String: actor, Valid: true}, Settles: asInt(settles)})
	if err != nil {
		return nil, 0, fmt.Errorf("count queue: %w", err)
	}
	rows, err := c.query.Queue(ctx, db.QueueParams{Kind: string(kind), Actor: sql.NullString{String: actor, Valid: true}, Settles: asInt(settles), Most: int64(limit), Skipped: int64(offset)})
	if err != nil {
		return nil, 0, fmt.Errorf("read queue: %w", err)
	}
	out := make([]review.Record, 0, len(rows))
	for _, id := range rows {
		r, err := recordOf(ctx, c.query, id)
		if err != nil {
			return nil, 0, err
		}
		out = append(out, r)
	}
	return out, int(n), nil
}

// DecidedByTwo returns the mappings in whose history more than one actor stands.
func (c *Catalog) DecidedByTwo(ctx context.Context) ([]review.Record, error) {
	ids, err := c.query.DecidedByTwo(ctx)
	if err != nil {
		return nil, fmt.Errorf("read decisions: %w", err)
	}
	out := make([]review.Record, len(ids))
	for i, id := range ids {
		if out[i], err = recordOf(ctx, c.query, id); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// StateCount counts the mappings of one kind in one state.
type StateCount struct {
	Kind  review.Kind  `json:"kind" enum:"class_code,statement,class"`
	State review.State `json:"state" enum:"proposed,in_review,disagreed,accepted,rejected,signed,stale,superseded"`
	Count int          `json:"count"`
}

// CountByState counts the mappings of each kind in each state.
func (c *Catalog) CountByState(ctx context.Context) ([]StateCount, error) {
	rows, err := c.query.CountByState(ctx)
	if err != nil {
		return nil, fmt.Errorf("count mappings: %w", err)
	}
	out := make([]StateCount, len(rows))
	for i, r := range rows {
		out[i] = StateCount{review.Kind(r.Kind), review.State(r.State), int(r.N)}
	}
	return out, nil
}

// A Summary says of mappings what stands at the head of an export.
type Summary struct {
	Latest   time.Time // when the last was proposed or decided on; zero when there are none
	Releases []string  // of O*NET, whose words may be quoted
	Issuers  []string  // of the classes of all mappings
}

// Summarize summarizes the mappings that fit.
func (c *Catalog) Summarize(ctx context.Context, s Selection) (Summary, error) {
	var out Summary
	fit := db.LatestOfMappingsParams{Kind: string(s.Kind), State: string(s.State), Subject: s.Subject, Object: s.Object, Issuer: s.Issuer, Least: s.Least, Below: s.Below}
	at, err := c.query.LatestOfMappings(ctx, fit)
	if err == nil {
		out.Releases, err = c.query.ReleasesOfMappings(ctx, db.ReleasesOfMappingsParams(fit))
	}
	if err == nil {
		out.Issuers, err = c.query.IssuersOfMappings(ctx)
	}
	if err != nil || at == "" {
		return out, err
	}
	out.Latest, err = time.Parse(time.RFC3339Nano, at)
	return out, err
}
