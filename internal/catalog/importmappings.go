package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"

	"crosswalk/internal/catalog/db"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// ImportMappings stores mappings with their histories as somebody else's
// catalog had them, all or none. One that is there already must be the same, or
// have no decision yet; else the error is Conflict.
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

func (w writer) importRecord(r *review.Record, noted map[int64]string) (isNew bool, hash string, err error) {
	before, err := w.record(r.ID)
	if err == nil {
		one, two := mustJSON(before), mustJSON(*r)
		if one == two {
			return false, "", nil
		}
		if before.Outcome.State != review.Proposed || len(before.Decisions) > 0 {
			return false, "", spec.Errorf(spec.Conflict, "%s is there already, with another history", r.ID)
		}
		return false, "", spec.Errorf(spec.Conflict, "%s is proposed here already; import into a catalog that does not have it", r.ID)
	}
	if spec.CodeOf(err) != spec.NotFound {
		return false, "", err
	}
	stored, err := bodyOf(&r.Proposal)
	if err != nil {
		return false, "", err
	}
	if err := w.insertMapping(&r.Proposal, stored); err != nil {
		return false, "", err
	}
	last := int64(0)
	for i := range r.Decisions {
		if last, err = w.importDecision(r.ID, &r.Decisions[i], last, noted); err != nil {
			return false, "", err
		}
	}
	*r = review.NewRecord(r.Proposal, r.Decisions)
	return true, stored.hash(), w.setOutcome(r)
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
