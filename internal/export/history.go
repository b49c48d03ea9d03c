package export

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"

	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// historyVersion is counted up when a history changes its shape so that older
// programs would misread it.
const historyVersion = 1

// history is the last cell of every row, as compact JSON: the whole proposal
// and every decision. The other cells follow from it. That repeats some of them,
// but so a cell that somebody edited is noticed.
type history struct {
	Version   int               `json:"v"`
	Proposal  review.Proposal   `json:"proposal"`
	Decisions []review.Decision `json:"decisions"`
}

// encodeHistory returns the history cell of a record. The error is Invalid when
// the record is one that decodeHistory would refuse.
func encodeHistory(r *review.Record) (string, error) {
	h := history{historyVersion, r.Proposal, r.Decisions}
	h.toUTC()
	if err := h.check(); err != nil {
		return "", err
	}
	cell, err := h.marshal()
	if err == nil && strings.Contains(cell, `\ufffd`) {
		// A byte that is not UTF-8 became this escape, but would be written as
		// the character itself the next time. Do the next time now.
		var again history
		if err = json.Unmarshal([]byte(cell), &again); err == nil {
			cell, err = again.marshal()
		}
	}
	if err != nil {
		return "", spec.Errorf(spec.Invalid, "cannot be written: %v", err)
	}
	return cell, nil
}

func (h *history) marshal() (string, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false) // < and > are common in comments
	if err := e.Encode(h); err != nil {
		return "", err
	}
	return strings.TrimSuffix(out.String(), "\n"), nil
}

// decodeHistory reads a history cell. The error is Invalid and names neither
// line nor column.
func decodeHistory(cell string) (review.Record, error) {
	d := json.NewDecoder(strings.NewReader(cell))
	d.DisallowUnknownFields() // what is not known would be lost
	var h history
	if err := d.Decode(&h); err != nil {
		return review.Record{}, spec.Errorf(spec.Invalid, "is no history, or one that was cut: %v", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return review.Record{}, spec.Errorf(spec.Invalid, "something follows the history")
	}
	if h.Version != historyVersion {
		return review.Record{}, spec.Errorf(spec.Invalid, "is a history of version %d; this program reads version %d", h.Version, historyVersion)
	}
	h.toUTC()
	if err := h.check(); err != nil {
		return review.Record{}, err
	}
	return review.NewRecord(h.Proposal, h.Decisions), nil
}

// toUTC puts every time in UTC, and leaves the caller's decisions as they are.
func (h *history) toUTC() {
	h.Proposal.Made.At = h.Proposal.Made.At.UTC()
	if slices.ContainsFunc(h.Decisions, func(d review.Decision) bool { return d.At.Location() != time.UTC }) {
		h.Decisions = slices.Clone(h.Decisions)
		for i := range h.Decisions {
			h.Decisions[i].At = h.Decisions[i].At.UTC()
		}
	}
}

// check returns an Invalid error when the history is none that can be written
// and read.
func (h *history) check() error {
	p := &h.Proposal
	switch {
	case p.ID == "":
		return spec.Errorf(spec.Invalid, "the mapping has no id")
	case p.Subject.ID == "" || p.Object.ID == "":
		return spec.Errorf(spec.Invalid, "the mapping has no subject or no object")
	case !slices.Contains(review.Kinds, p.Kind):
		return spec.Errorf(spec.Invalid, "no kind of mapping is called %q", p.Kind)
	case !slices.Contains(relations, p.Relation):
		return spec.Errorf(spec.Invalid, "no relation is called %q", p.Relation)
	case !isShare(p.Confidence):
		return spec.Errorf(spec.Invalid, "the confidence %v is not between 0 and 1", *p.Confidence)
	case !isShare(p.Similarity):
		return spec.Errorf(spec.Invalid, "the similarity %v is not between 0 and 1", *p.Similarity)
	case p.Raters < 1 || p.Raters > 2:
		return spec.Errorf(spec.Invalid, "%d raters are asked for; 1 or 2 can be", p.Raters)
	case !isYear(p.Made.At):
		return spec.Errorf(spec.Invalid, "the year %d cannot be written", p.Made.At.Year())
	}
	for i := range h.Decisions {
		if err := checkDecision(p, &h.Decisions[i]); err != nil {
			return err
		}
	}
	return nil
}

func checkDecision(p *review.Proposal, d *review.Decision) error {
	switch {
	case d.MappingID != p.ID:
		return spec.Errorf(spec.Invalid, "a decision is on the mapping %q, not on %q", d.MappingID, p.ID)
	case !slices.Contains(actions, d.Action):
		return spec.Errorf(spec.Invalid, "no action is called %q", d.Action)
	case d.Object != nil && d.Object.ID == "":
		return spec.Errorf(spec.Invalid, "a decision names an object without an id")
	case d.Relation != "" && !slices.Contains(relations, d.Relation):
		return spec.Errorf(spec.Invalid, "no relation is called %q", d.Relation)
	case !isYear(d.At):
		return spec.Errorf(spec.Invalid, "the year %d cannot be written", d.At.Year())
	}
	return nil
}

var (
	relations = []spec.Relation{spec.Exact, spec.Close, spec.Broad, spec.Narrow, spec.Related, spec.None}
	actions   = append(slices.Clone(review.OfPeople), review.Stale, review.Supersede)
)

// isShare reports whether a number is unknown or between 0 and 1.
func isShare(f *float64) bool { return f == nil || *f >= 0 && *f <= 1 }

// isYear reports whether RFC 3339 can write the year.
func isYear(t time.Time) bool { return t.Year() >= 0 && t.Year() <= 9999 }
