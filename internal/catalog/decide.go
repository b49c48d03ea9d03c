package catalog

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"crosswalk/internal/catalog/db"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// Decide appends a decision on a mapping. In the transaction that does so,
// decide is given the mapping as it is and answers with the decision, or with
// why there is none. The same request of the same actor again changes nothing,
// and returns the mapping as it is now.
func (c *Catalog) Decide(ctx context.Context, id, request string, decide func(review.Record) (review.Decision, error)) (r review.Record, replayed bool, err error) {
	err = c.transact(ctx, "decide", func(w writer) (bool, error) {
		if r, err = w.record(id); err != nil {
			return false, err
		}
		replayed, err = w.known(request, id)
		if err != nil || replayed {
			return false, err
		}
		d, err := decide(r)
		if err != nil {
			return false, err
		}
		noted := decisionEntry{Action: d.Action, Mappings: 1, Decisions: map[int64]string{}}
		if r, err = w.append(r, d, request, noted.Decisions); err != nil {
			return false, err
		}
		return true, w.audit(auditDecide, id, noted)
	})
	return r, replayed, err
}

// known reports whether a request of the actor was carried out already. The
// error is Conflict when it was about another mapping.
func (w writer) known(request, id string) (bool, error) {
	if request == "" {
		return false, nil
	}
	rows, err := w.q.DecisionOfRequest(w.ctx, db.DecisionOfRequestParams{Actor: review.ActorOf(w.ctx).ID, Request: request})
	if err != nil || len(rows) == 0 {
		return false, err
	}
	for _, row := range rows {
		if row.MappingID == id || id == "" {
			return true, nil
		}
	}
	return false, spec.Errorf(spec.Conflict, "the key was used for another request, about %s", rows[0].MappingID).In("Idempotency-Key")
}

// DecideAll appends a decision on every proposed mapping of a kind from a
// confidence on, in one transaction: all or none. It returns how many.
func (c *Catalog) DecideAll(ctx context.Context, kind review.Kind, from float64, request string, decide func(review.Record) (review.Decision, error)) (n int, replayed bool, err error) {
	err = c.transact(ctx, "decide on many", func(w writer) (bool, error) {
		n = 0
		if replayed, err = w.known(request, ""); err != nil || replayed {
			return false, err
		}
		rows, err := w.q.ProposedAbove(w.ctx, db.ProposedAboveParams{Kind: string(kind), Confidence: sql.NullFloat64{Float64: from, Valid: true}})
		if err != nil {
			return false, err
		}
		noted := decisionEntry{Action: review.Accept, Mappings: len(rows), Decisions: map[int64]string{}}
		for _, row := range rows {
			r, err := newRecord(body{row.Proposal, row.Evidence}, nil)
			if err != nil {
				return false, err
			}
			if r.Decisions, err = w.decisionsOf(row.ID); err != nil { // comments
				return false, err
			}
			d, err := decide(r)
			if err != nil {
				return false, fmt.Errorf("%s: %w", row.ID, err)
			}
			if _, err := w.append(r, d, request, noted.Decisions); err != nil {
				return false, err
			}
			n++
		}
		if n == 0 {
			return false, nil
		}
		return true, w.audit(auditDecide, fmt.Sprintf("%s from confidence %.4f", kind, from), noted)
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
func (w writer) append(r review.Record, d review.Decision, request string, noted map[int64]string) (review.Record, error) {
	d.MappingID = r.ID
	d.Seq = 0
	body, err := json.Marshal(d)
	if err != nil {
		return r, err
	}
	seq, err := w.q.InsertDecision(w.ctx, db.InsertDecisionParams{MappingID: r.ID, Actor: d.By.ID, Request: request, Body: string(body)})
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

func (w writer) setOutcome(r *review.Record) error {
	o := &r.Outcome
	raters := make([]string, len(o.Raters))
	for i, a := range o.Raters {
		raters[i] = a.ID
	}
	decided := ""
	if !o.Decided.IsZero() {
		decided = timestamp(o.Decided)
	}
	return w.q.SetOutcome(w.ctx, db.SetOutcomeParams{
		State: string(o.State), ObjectID: o.Object.ID, ObjectClass: o.Object.ClassID, ObjectLabel: o.Object.Label,
		SeenSubject: joined(o.Seen.Subject), SeenObject: joined(o.Seen.Object), Raters: strings.Join(raters, " "), DecidedAt: decided, ID: r.ID,
	})
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
		step := review.Decision{Action: review.Supersede, By: review.Itself(), At: d.At, Seen: other.Outcome.Seen, Comment: "by " + r.ID}
		if _, err := w.append(other, step, "", noted); err != nil {
			return err
		}
	}
	return nil
}

// MarkStale goes through the mappings that are accepted or signed and appends
// what check answers for each, where it answers with a decision. Those whose
// sources are still the current ones are not asked about.
func (c *Catalog) MarkStale(ctx context.Context, current func(class string) ([]string, error), check func(review.Record) (*review.Decision, error)) (marked int, err error) {
	rows, err := c.query.DecidedMappings(ctx)
	if err != nil {
		return 0, fmt.Errorf("read mappings: %w", err)
	}
	var doubtful []string
	for _, row := range rows {
		r, err := newRecord(body{proposal: row.Proposal}, nil)
		if err != nil {
			return 0, err
		}
		same, err := stillCurrent(current, r.Subject.ClassID, row.SeenSubject)
		if err != nil {
			return 0, err
		}
		if same {
			full, err := c.Mapping(ctx, row.ID)
			if err != nil {
				return 0, err
			}
			if same, err = stillCurrent(current, full.Outcome.Object.ClassID, row.SeenObject); err != nil {
				return 0, err
			}
		}
		if !same {
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
			if r.Outcome.State != review.Accepted && r.Outcome.State != review.Signed {
				continue // somebody was faster
			}
			d, err := check(r)
			if err != nil {
				return false, err
			}
			if d == nil {
				continue
			}
			if _, err := w.append(r, *d, "", noted.Decisions); err != nil {
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
func stillCurrent(current func(string) ([]string, error), class, seen string) (bool, error) {
	if class == "" {
		return true, nil
	}
	now, err := current(class)
	return err == nil && strings.Join(now, " ") == seen, err
}
