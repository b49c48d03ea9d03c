package catalog

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"crosswalk/internal/catalog/db"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// A Request is a key that its sender chose, so that the request can be sent
// again, and what it asks for. The zero request has none.
type Request struct{ Key, Asked string }

// Decide appends a decision on a mapping. In the transaction that does so,
// decide is given the mapping as it is and answers with the decision, or with
// why there is none. The same request of the same actor again changes nothing,
// and returns the mapping as it is now.
func (c *Catalog) Decide(ctx context.Context, id string, request Request, decide func(review.Record) (review.Decision, error)) (r review.Record, replayed bool, err error) {
	err = c.transact(ctx, "decide", func(w writer) (bool, error) {
		if r, err = w.record(id); err != nil {
			return false, err
		}
		if _, replayed, err = w.known(request); err != nil || replayed {
			return false, err
		}
		d, err := decide(r)
		if err != nil {
			return false, err
		}
		noted := decisionEntry{Action: d.Action, Mappings: 1, Decisions: map[int64]string{}}
		if r, err = w.append(r, d, noted.Decisions); err != nil {
			return false, err
		}
		return true, errors.Join(w.remember(request, 1), w.audit(auditDecide, id, noted))
	})
	return r, replayed, err
}

// known returns what a request of the actor came to when it was carried out
// before. The error is Conflict when the key was used for something else.
func (w writer) known(r Request) (result int, known bool, err error) {
	if r.Key == "" {
		return 0, false, nil
	}
	row, err := w.q.Request(w.ctx, db.RequestParams{Actor: review.ActorOf(w.ctx).ID, Key: r.Key})
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	if err == nil && row.Asked != r.Asked {
		err = spec.Errorf(spec.Conflict, "you have used this key for another request").In("Idempotency-Key")
	}
	return int(row.Result), err == nil, err
}

func (w writer) remember(r Request, result int) error {
	if r.Key == "" {
		return nil
	}
	return w.q.InsertRequest(w.ctx, db.InsertRequestParams{Actor: review.ActorOf(w.ctx).ID, Key: r.Key, Asked: r.Asked, Result: int64(result)})
}

// DecideAll appends a decision on every proposed mapping of a kind from a
// confidence on, in one transaction: all or none. Those that are proposed as
// exact are left out: only a person who looks says that. It returns how many.
func (c *Catalog) DecideAll(ctx context.Context, kind review.Kind, from float64, request Request, decide func(review.Record) (review.Decision, error)) (n int, replayed bool, err error) {
	err = c.transact(ctx, "decide on many", func(w writer) (bool, error) {
		if n, replayed, err = w.known(request); err != nil || replayed {
			return false, err
		}
		rows, err := w.q.ProposedAbove(w.ctx, db.ProposedAboveParams{Kind: string(kind), Confidence: sql.NullFloat64{Float64: from, Valid: true}})
		if err != nil {
			return false, err
		}
		noted := decisionEntry{Action: review.Accept, Decisions: map[int64]string{}}
		for _, row := range rows {
			r, err := newRecord(body{row.Proposal, row.Evidence}, nil)
			if err != nil {
				return false, err
			}
			if r.Relation == spec.Exact {
				continue
			}
			if r.Decisions, err = w.decisionsOf(row.ID); err != nil { // comments
				return false, err
			}
			d, err := decide(r)
			if err != nil {
				return false, fmt.Errorf("%s: %w", row.ID, err)
			}
			if _, err := w.append(r, d, noted.Decisions); err != nil {
				return false, err
			}
			n++
		}
		if n == 0 {
			return true, w.remember(request, 0)
		}
		noted.Mappings = n
		return true, errors.Join(w.remember(request, n), w.audit(auditDecide, fmt.Sprintf("%s from confidence %.4f", kind, from), noted))
	})
	return n, replayed, err
}

func (w writer) decisionsOf(id string) ([]review.Decision, error) {
	rows, err := w.q.Decisions(w.ctx, id)
	if err != nil {
		return nil, err
	}
	out := []review.Decision{}
	for _, r := range rows {
		if out, err = appendDecision(out, r.Seq, r.Body); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// append adds a decision to a mapping's history, folds it, and lets older codes
// of the same class step down. The hash of what was added is noted.
func (w writer) append(r review.Record, d review.Decision, noted map[int64]string) (review.Record, error) {
	d.MappingID = r.ID
	d.Seq = 0
	body, err := json.Marshal(d)
	if err != nil {
		return r, err
	}
	seq, err := w.q.InsertDecision(w.ctx, db.InsertDecisionParams{MappingID: r.ID, Actor: d.By.ID, Body: string(body)})
	if err != nil {
		return r, err
	}
	d.Seq = seq
	noted[seq] = review.HashOf(string(body))
	r = review.NewRecord(r.Proposal, append(r.Decisions[:len(r.Decisions):len(r.Decisions)], d))
	if err := w.setOutcome(&r); err != nil {
		return r, err
	}
	if r.Kind != review.ClassCode || d.Action == review.Supersede || r.Outcome.State != review.Accepted && r.Outcome.State != review.Signed {
		return r, nil
	}
	return r, w.supersedeOthers(&r, d, noted)
}

// setOutcome keeps beside a mapping what its decisions come to.
func (w writer) setOutcome(r *review.Record) error {
	c := columnsOf(r)
	return w.q.SetOutcome(w.ctx, db.SetOutcomeParams{
		State: c.State, ObjectID: c.ObjectID, ObjectClass: c.ObjectClass, ObjectLabel: c.ObjectLabel,
		SeenSubject: c.SeenSubject, SeenObject: c.SeenObject, Raters: c.Raters, DecidedAt: c.DecidedAt, ID: r.ID,
	})
}

// columnsOf is what the columns of a mapping say, its proposal and evidence
// aside: all of it follows from the proposal and the decisions.
func columnsOf(r *review.Record) db.Mapping {
	o := &r.Outcome
	c := db.Mapping{
		ID: r.ID, Kind: string(r.Kind), SubjectID: r.Subject.ID, SubjectClass: r.Subject.ClassID, SubjectLabel: r.Subject.Label,
		ObjectID: o.Object.ID, ObjectClass: o.Object.ClassID, ObjectLabel: o.Object.Label, Confidence: nullFloat(r.Confidence),
		State: string(o.State), SeenSubject: joined(o.Seen.Subject), SeenObject: joined(o.Seen.Object), Raters: strings.Join(o.Took(), " "),
		MadeAt: timestamp(r.Made.At), Release: r.Made.Release,
	}
	if !o.Decided.IsZero() {
		c.DecidedAt = timestamp(o.Decided)
	}
	return c
}

// supersedeOthers lets the codes of the same class that were decided on before
// step down: a class has one.
func (w writer) supersedeOthers(r *review.Record, d review.Decision, noted map[int64]string) error {
	rows, err := w.q.DecidedOfSubject(w.ctx, db.DecidedOfSubjectParams{SubjectID: r.Subject.ID, Kind: string(r.Kind), ID: r.ID})
	if err != nil {
		return err
	}
	for _, row := range rows {
		other, err := w.record(row.ID)
		if err != nil {
			return err
		}
		if other.Outcome.State == review.Signed && !d.By.Role.May(review.Approver) {
			return spec.Errorf(spec.Forbidden, "another code of this class is signed (%s); to decide otherwise needs the role %s", other.ID, review.Approver)
		}
		step := review.Decision{Action: review.Supersede, By: review.Itself(), At: d.At, Seen: other.Outcome.Seen, Comment: "by " + r.ID}
		if _, err := w.append(other, step, noted); err != nil {
			return err
		}
	}
	return nil
}

// MarkStale goes through the mappings that are accepted, signed or stale and
// appends what check answers for each, where it answers with a decision. Those
// whose sources are still the current ones are asked about only when they are
// stale.
func (c *Catalog) MarkStale(ctx context.Context, current func(class string) []string, check func(review.Record) (*review.Decision, error)) (marked int, err error) {
	rows, err := c.query.DecidedMappings(ctx)
	if err != nil {
		return 0, fmt.Errorf("read mappings: %w", err)
	}
	var doubtful []string
	for _, row := range rows {
		same := stillCurrent(current, row.SubjectClass, row.SeenSubject) && stillCurrent(current, row.ObjectClass, row.SeenObject)
		if !same || row.State == string(review.IsStale) {
			doubtful = append(doubtful, row.ID)
		}
	}
	if len(doubtful) == 0 {
		return 0, nil
	}
	err = c.transact(ctx, "mark stale mappings", func(w writer) (bool, error) {
		marked = 0
		noted := decisionEntry{Action: review.Stale, Decisions: map[int64]string{}}
		for _, id := range doubtful {
			r, err := w.record(id)
			if err != nil {
				return false, err
			}
			d, err := check(r)
			if err != nil {
				return false, err
			}
			if d == nil {
				continue
			}
			if _, err := w.append(r, *d, noted.Decisions); err != nil {
				return false, err
			}
			marked++
		}
		if marked == 0 {
			return false, nil
		}
		noted.Mappings = marked
		return true, w.audit(auditDecide, fmt.Sprintf("%d mappings", marked), noted)
	})
	return marked, err
}

// stillCurrent reports whether the sources of a text that was seen are the
// current ones of its class.
func stillCurrent(current func(string) []string, class, seen string) bool {
	return class == "" || strings.Join(current(class), " ") == seen
}
