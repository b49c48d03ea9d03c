package catalog

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"crosswalk/internal/catalog/db"
	"crosswalk/internal/review"
)

// Waiting is the state, on a desk, of what waits for whoever sits there.
const Waiting review.State = "waiting"

// A Seat says who looks at mappings, and what they may.
type Seat struct {
	Actor   string
	Decides bool // may rate: of what only another has rated, they do not learn that it was
	Settles bool // may settle and sign
}

// A Place is one subject on a desk, by the likeliest of its mappings that fit.
type Place struct {
	Number      int // from 1 on, in the order of the desk
	ID          string
	Kind        review.Kind
	Subject     review.Side // without its text
	ObjectClass string
	Object      string       // title, or words
	State       review.State // as whoever sits there may see it
	Confidence  *float64
}

// Desk returns the subjects of the mappings that fit, as many as most around
// the current one, or from a place on where the current one is none of them. It
// says how many there are in all, and the place of the current one, 0 for none.
// For the state Waiting they stand in the order of the queue.
func (c *Catalog) Desk(ctx context.Context, s Selection, seat Seat, kind review.Kind, subject string, from, most int) (places []Place, total, here int, err error) {
	rows, err := c.query.Desk(ctx, db.DeskParams{
		Kind: string(s.Kind), State: string(s.State), Issuer: s.Issuer, Subject: s.Subject, Least: s.Least, Below: s.Below,
		Actor: nullString(seat.Actor), Blind: asInt(seat.Decides), Decides: asInt(seat.Decides), Settles: asInt(seat.Settles),
		CurrentKind: string(kind), CurrentSubject: subject,
	})
	if err != nil {
		return nil, 0, 0, fmt.Errorf("read desk: %w", err)
	}
	slices.SortFunc(rows, inQueue)
	total = len(rows)
	if here = 1 + slices.IndexFunc(rows, func(r db.DeskRow) bool { return r.Here == 1 }); here > 0 {
		from = here - most/2
	}
	from = max(1, min(from, total-most+1))
	for i := from; i < from+most && i <= total; i++ {
		p, err := c.place(ctx, rows[i-1].ID, seat)
		if err != nil {
			return nil, 0, 0, fmt.Errorf("read desk: %w", err)
		}
		p.Number = i
		places = append(places, p)
	}
	return places, total, here, nil
}

// inQueue orders subjects by rank, the requirements of a class together, the
// likeliest first.
func inQueue(a, b db.DeskRow) int {
	return cmp.Or(cmp.Compare(int(a.Sort)/2, int(b.Sort)/2), cmp.Compare(a.Class, b.Class), cmp.Compare(a.Sort, b.Sort), cmp.Compare(a.ID, b.ID))
}

func (c *Catalog) place(ctx context.Context, id string, seat Seat) (Place, error) {
	r, err := c.query.Place(ctx, id)
	if err != nil {
		return Place{}, err
	}
	p := Place{
		ID: r.ID, Kind: review.Kind(r.Kind), Subject: review.Side{ID: r.SubjectID, ClassID: r.SubjectClass, Label: r.SubjectLabel},
		ObjectClass: r.ObjectClass, Object: r.ObjectLabel, State: review.State(r.State),
	}
	if p.State == review.InReview && seat.Decides && !slices.Contains(strings.Fields(r.Raters), seat.Actor) {
		p.State = review.Proposed
	}
	if r.Confidence.Valid {
		p.Confidence = &r.Confidence.Float64
	}
	return p, nil
}

func nullString(s string) sql.NullString { return sql.NullString{String: s, Valid: true} }

// CountSeen counts the mappings that fit by state, as whoever asks may see it.
// The state of the selection takes no part.
func (c *Catalog) CountSeen(ctx context.Context, s Selection, seat Seat) (map[review.State]int, error) {
	rows, err := c.query.CountSeen(ctx, db.CountSeenParams{
		Kind: string(s.Kind), Issuer: s.Issuer, Subject: s.Subject, Least: s.Least, Below: s.Below, Actor: nullString(seat.Actor), Blind: asInt(seat.Decides),
	})
	if err != nil {
		return nil, fmt.Errorf("count mappings: %w", err)
	}
	out := make(map[review.State]int, len(rows))
	for _, r := range rows {
		out[review.State(r.Seen)] = int(r.N)
	}
	return out, nil
}

// OfSubject returns the mappings of a kind that a subject has, the likeliest
// first.
func (c *Catalog) OfSubject(ctx context.Context, kind review.Kind, subject string, most int) ([]review.Record, error) {
	ids, err := c.query.MappingsOfSubject(ctx, db.MappingsOfSubjectParams{Kind: string(kind), SubjectID: subject, Limit: int64(most)})
	if err != nil {
		return nil, fmt.Errorf("read mappings: %w", err)
	}
	out := make([]review.Record, len(ids))
	for i, id := range ids {
		if out[i], err = recordOf(ctx, c.query, id); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ClassesDecidedOn are the classes that have a code: no other one waits for a
// decision then.
func (c *Catalog) ClassesDecidedOn(ctx context.Context) (map[string]bool, error) {
	ids, err := c.query.ClassesDecidedOn(ctx)
	if err != nil {
		return nil, fmt.Errorf("read classes: %w", err)
	}
	out := make(map[string]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	return out, nil
}
