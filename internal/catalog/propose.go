package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"crosswalk/internal/catalog/db"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// Actions of the audit log.
const (
	auditPropose = "propose"
	auditDecide  = "decide"
	auditImport  = "import mappings"
)

// decisionEntry is the detail of an entry about decisions: the hash of each by
// its number.
type decisionEntry struct {
	Action    review.Action    `json:"action"`
	Mappings  int              `json:"mappings"`
	Decisions map[int64]string `json:"decisions"`
}

// Propose stores proposals, all of them or none. A mapping that is there
// already stays what it is when somebody has decided on it, or when the
// proposal says the same; else the new proposal takes its place. It returns how
// many were new and how many were renewed.
func (c *Catalog) Propose(ctx context.Context, proposals []review.Proposal) (added, renewed int, err error) {
	err = c.transact(ctx, "propose mappings", func(w writer) (bool, error) {
		added, renewed = 0, 0
		hashes := map[string]string{}
		for i := range proposals {
			p := &proposals[i]
			body, err := bodyOf(p)
			if err != nil {
				return false, err
			}
			before, err := w.record(p.ID)
			switch {
			case spec.CodeOf(err) == spec.NotFound:
				added++
				err = w.insertMapping(p, body)
			case err == nil && before.Outcome.State == review.Proposed && !sameProposal(&before.Proposal, p):
				renewed++
				err = w.replaceProposal(p, body)
			case err == nil:
				continue
			}
			if err != nil {
				return false, err
			}
			hashes[p.ID] = body.hash()
		}
		if added+renewed == 0 {
			return false, nil
		}
		return true, w.audit(auditPropose, fmt.Sprintf("%d mappings", added+renewed), hashes)
	})
	return added, renewed, err
}

// sameProposal reports whether two proposals say the same, whenever they were
// made.
func sameProposal(a, b *review.Proposal) bool {
	x, y := *a, *b
	x.Made, y.Made = review.Made{Model: a.Made.Model, Release: a.Made.Release}, review.Made{Model: b.Made.Model, Release: b.Made.Release}
	one, err := json.Marshal(x)
	two, err2 := json.Marshal(y)
	return err == nil && err2 == nil && string(one) == string(two)
}

func joined(t review.Text) string { return strings.Join(t.SourceIDs, " ") }

// replaceProposal puts a proposal in the place of one on which nobody has
// decided.
func (w writer) replaceProposal(p *review.Proposal, body body) error {
	return w.q.ReplaceProposal(w.ctx, db.ReplaceProposalParams{
		SubjectLabel: p.Subject.Label, ObjectLabel: p.Object.Label, Confidence: nullFloat(p.Confidence), Proposal: body.proposal, Evidence: body.evidence,
		SeenSubject: joined(p.Subject.Text), SeenObject: joined(p.Object.Text), MadeAt: timestamp(p.Made.At), Release: p.Made.Release, ID: p.ID,
	})
}

func (w writer) insertMapping(p *review.Proposal, body body) error {
	return w.q.InsertMapping(w.ctx, db.InsertMappingParams{
		ID: p.ID, Kind: string(p.Kind), SubjectID: p.Subject.ID, SubjectClass: p.Subject.ClassID, SubjectLabel: p.Subject.Label,
		ObjectID: p.Object.ID, ObjectClass: p.Object.ClassID, ObjectLabel: p.Object.Label, Confidence: nullFloat(p.Confidence),
		Proposal: body.proposal, Evidence: body.evidence, State: string(review.Proposed), SeenSubject: joined(p.Subject.Text), SeenObject: joined(p.Object.Text), MadeAt: timestamp(p.Made.At), Release: p.Made.Release,
	})
}

// A body is a proposal as it is stored: what speaks for it lies apart.
type body struct{ proposal, evidence string }

func bodyOf(p *review.Proposal) (body, error) {
	evidence, err := json.Marshal(p.Evidence)
	if err != nil {
		return body{}, err
	}
	bare := *p
	bare.Evidence = nil
	proposal, err := json.Marshal(bare)
	return body{string(proposal), string(evidence)}, err
}

// hash is what the audit log keeps of a proposal.
func (b body) hash() string { return review.HashOf(b.proposal + "\n" + b.evidence) }

// read returns the proposal; without its evidence where that was left out.
func (b body) read() (review.Proposal, error) {
	var p review.Proposal
	if err := json.Unmarshal([]byte(b.proposal), &p); err != nil {
		return p, fmt.Errorf("proposal: %w", err)
	}
	p.Evidence = []review.Evidence{}
	if b.evidence == "" {
		return p, nil
	}
	if err := json.Unmarshal([]byte(b.evidence), &p.Evidence); err != nil {
		return p, fmt.Errorf("evidence of a proposal: %w", err)
	}
	return p, nil
}
