package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"

	"crosswalk/internal/catalog/db"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// ImportMappings stores mappings with their histories as somebody else's
// catalog had them, all or none. Of one that is there already the history must
// be the same, or empty; else the error is Conflict. It is Invalid when a
// decision could not have been taken.
func (c *Catalog) ImportMappings(ctx context.Context, records iter.Seq2[review.Record, error]) (added, unchanged int, err error) {
	err = c.transact(ctx, "import mappings", func(w writer) (bool, error) {
		added, unchanged = 0, 0
		noted, proposals := decisionEntry{Decisions: map[int64]string{}}, map[string]string{}
		for r, err := range records {
			if err != nil {
				return false, err
			}
			isNew, hash, err := w.importRecord(&r, noted.Decisions)
			if err != nil {
				return false, err
			}
			if isNew {
				proposals[r.ID] = hash
				added++
			} else {
				unchanged++
			}
		}
		if added == 0 {
			return false, nil
		}
		noted.Mappings = added
		if err := w.audit(auditDecide, fmt.Sprintf("%d mappings", added), noted); err != nil {
			return false, err
		}
		return true, w.audit(auditImport, fmt.Sprintf("%d mappings", added), proposals)
	})
	return added, unchanged, err
}

// maxImportedSeq bounds the number of a decision that an import may take: what
// is numbered from it on must have room.
const maxImportedSeq = 1 << 40

func (w writer) importRecord(r *review.Record, noted map[int64]string) (isNew bool, hash string, err error) {
	if err := checkImported(r); err != nil {
		return false, "", err
	}
	stored, err := bodyOf(&r.Proposal)
	if err != nil {
		return false, "", err
	}
	switch before, err := w.record(r.ID); {
	case spec.CodeOf(err) == spec.NotFound:
		err = w.insertMapping(&r.Proposal, stored)
		if err != nil {
			return false, "", err
		}
	case err != nil:
		return false, "", err
	case sameHistory(&before, r):
		return false, "", nil
	case len(before.Decisions) > 0:
		return false, "", spec.Errorf(spec.Conflict, "%s is there already, with another history", r.ID)
	default: // only proposed here: theirs says more
		if err := w.replaceProposal(&r.Proposal, stored); err != nil {
			return false, "", err
		}
	}
	last := int64(0)
	for i := range r.Decisions {
		if last, err = w.importDecision(r.ID, &r.Decisions[i], last, noted); err != nil {
			return false, "", err
		}
	}
	*r = review.NewRecord(r.Proposal, r.Decisions)
	if err := w.setOutcome(r); err != nil {
		return false, "", err
	}
	return true, stored.hash(), w.checkOneCode(r)
}

// checkImported refuses what no catalog can have made.
func checkImported(r *review.Record) error {
	switch {
	case r.ID != review.IDOf(r.Kind, r.Subject.ID, r.Object.ID):
		return spec.Errorf(spec.Invalid, "%s is not the id of a mapping of %s to %s", r.ID, r.Subject.ID, r.Object.ID)
	case r.Subject.ID == r.Object.ID:
		return spec.Errorf(spec.Invalid, "%s maps %s to itself", r.ID, r.Subject.ID)
	case r.Raters < 1 || r.Raters > 2:
		return spec.Errorf(spec.Invalid, "%s asks for %d raters", r.ID, r.Raters)
	}
	for _, d := range r.Decisions {
		if d.Seq > maxImportedSeq {
			return spec.Errorf(spec.Invalid, "%s has a decision with the number %d, which is too high", r.ID, d.Seq)
		}
	}
	if err := review.Replay(&r.Proposal, r.Decisions); err != nil {
		return spec.Errorf(spec.Invalid, "%s: %v", r.ID, err)
	}
	return nil
}

// sameHistory reports whether a mapping is the same one with the same decisions,
// whatever numbers these have here.
func sameHistory(a, b *review.Record) bool {
	plain := func(r *review.Record) string {
		decisions := slices.Clone(r.Decisions)
		for i := range decisions {
			decisions[i].Seq, decisions[i].MappingID = 0, ""
		}
		return mustJSON(r.Proposal) + mustJSON(append([]review.Decision{}, decisions...))
	}
	return plain(a) == plain(b)
}

// checkOneCode refuses a second code of a class that is decided on.
func (w writer) checkOneCode(r *review.Record) error {
	if r.Kind != review.ClassCode || r.Outcome.State != review.Accepted && r.Outcome.State != review.Signed {
		return nil
	}
	rows, err := w.q.DecidedOfSubject(w.ctx, db.DecidedOfSubjectParams{SubjectID: r.Subject.ID, Kind: string(r.Kind), ID: r.ID})
	if err == nil && len(rows) > 0 {
		err = spec.Errorf(spec.Conflict, "%s: another code of %s is decided on (%s)", r.ID, r.Subject.ID, rows[0].ID)
	}
	return err
}

// importDecision keeps the number of a decision where nobody here has it and it
// comes behind the last one of the mapping. It returns the number.
func (w writer) importDecision(id string, d *review.Decision, last int64, noted map[int64]string) (int64, error) {
	seq := d.Seq
	d.MappingID, d.Seq = id, 0
	body, err := json.Marshal(d)
	if err != nil {
		return 0, err
	}
	taken := int64(1)
	if seq > last {
		if taken, err = w.q.HasDecision(w.ctx, seq); err != nil {
			return 0, err
		}
	}
	if taken == 0 {
		err = w.q.InsertDecisionAt(w.ctx, db.InsertDecisionAtParams{Seq: seq, MappingID: id, Actor: d.By.ID, Body: string(body)})
	} else {
		seq, err = w.q.InsertDecision(w.ctx, db.InsertDecisionParams{MappingID: id, Actor: d.By.ID, Body: string(body)})
	}
	d.Seq = seq
	noted[seq] = review.HashOf(string(body))
	return seq, err
}

func mustJSON(v any) string {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain data
	}
	return string(body)
}
