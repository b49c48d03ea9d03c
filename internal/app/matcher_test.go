package app

import (
	"testing"

	"crosswalk/internal/spec"
)

func matcher(t *testing.T) *Matcher {
	t.Helper()
	m, err := NewMatcher(nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Each comes from another side than it is asked from: it may be a part of it,
// and is never all of it.
func TestAnotherSideNeverMeets(t *testing.T) {
	pairs := []Pair{
		{"Teach communication", "Communicating with clients"},
		{"Repairs diesel engines", "Knowledge of diesel engine repair"},
		{"Types letters", "Supervises the typing of letters"},
		{"Repairs diesel engines", "Supervision of diesel engine repair"},
		{"Leads the treatment team", "Participates in the treatment team"},
		{"Conducts interviews", "Learning how to conduct interviews"},
		{"Supervises clerks", "Does not supervise clerks"},
		{"Communicates with clients", "Communicating with clients"},
	}
	judged, err := matcher(t).Similarity(t.Context(), pairs)
	if err != nil || len(judged) != len(pairs) {
		t.Fatalf("%d answers, %v", len(judged), err)
	}
	last := len(pairs) - 1
	for i, j := range judged[:last] {
		if p := pairs[i]; j.Status == spec.Met || j.Status == spec.Short {
			t.Errorf("%q by %q is %s, confidence %.2f", p.A, p.B, j.Status, *j.Confidence)
		}
	}
	if judged[last].Status != spec.Met {
		t.Errorf("the same from the same side is %s", judged[last].Status)
	}
}

func TestWhatCannotBeSeenMakesNoDifference(t *testing.T) {
	judged, err := matcher(t).Similarity(t.Context(), []Pair{
		{"Verify staff certificates", "Verify sta\ufb00 certi\ufb01cates"},
		{"Reuses cable routing plans", "Re\u200buses cable rout\u200bing plans"},
		{"Audits pharmacy invoices", "Audits phar\u00admacy invoices"},
		{"Prepares résumés", "Prepares resumes"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, j := range judged {
		if j.Status != spec.Met || j.Similarity < 0.999 {
			t.Errorf("pair %d: %s, similarity %v", i, j.Status, j.Similarity)
		}
	}
}

func TestRetrievalFindsWhatSharesNoWord(t *testing.T) {
	first := func(as TextKind, entries []Text, query string) string {
		t.Helper()
		r, err := matcher(t).NewRetriever(t.Context(), entries, as)
		if err != nil {
			t.Fatal(err)
		}
		hits, err := r.Retrieve(t.Context(), query, 2)
		if err != nil {
			t.Fatal(err)
		}
		if len(hits) == 0 {
			return ""
		}
		return hits[0].ID
	}
	statements := []Text{{"roof", "Repairs roofs"}, {"grass", "Mows grass and trims hedges"}, {"tax", "Prepares tax returns"}, {"unread", "—"}}
	if got := first(AsStatement, statements, "Maintains lawns"); got != "grass" {
		t.Errorf("lawns find %q", got)
	}
	titles := []Text{{"doctor", "Physician"}, {"lorry", "Truck Driver"}, {"cook", "Chef"}}
	if got := first(AsTitle, titles, "Medical Doctor"); got != "doctor" {
		t.Errorf("a medical doctor finds %q", got)
	}
	if got := first(AsTitle, titles, "—"); got != "" {
		t.Errorf("nothing finds %q", got)
	}
}
