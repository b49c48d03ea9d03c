package app

import (
	"slices"
	"testing"

	"crosswalk/internal/spec"
)

func matcher(t *testing.T) *Matcher {
	t.Helper()
	m, err := NewMatcher()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestSimilarityNamesTheWordsThatNoModelKnows(t *testing.T) {
	j := matcher(t).Similarity(Pair{A: "Operates the zorblax press", B: "Operates a press"})
	if !slices.Equal(j.UnknownWords.A, []string{"zorblax"}) || j.UnknownWords.B == nil || len(j.UnknownWords.B) > 0 {
		t.Errorf("%+v", j.UnknownWords)
	}
}

// Each comes from another side than it is asked from: it may be a part of it,
// and is never all of it.
func TestAnotherSideNeverMeets(t *testing.T) {
	m := matcher(t)
	for _, p := range []Pair{
		{"Teach communication", "Communicating with clients"},
		{"Repairs diesel engines", "Knowledge of diesel engine repair"},
		{"Types letters", "Supervises the typing of letters"},
		{"Types letters", "Supervision of letter typing"},
		{"Leads the treatment team", "Participates in the treatment team"},
		{"Conducts interviews", "Learning how to conduct interviews"},
		{"Supervises clerks", "Does not supervise clerks"},
	} {
		if j := m.Similarity(p); j.Status == spec.Met || j.Status == spec.Short {
			t.Errorf("%q by %q is %s, confidence %.2f", p.A, p.B, j.Status, *j.Confidence)
		}
	}
	if j := m.Similarity(Pair{"Communicates with clients", "Communicating with clients"}); j.Status != spec.Met {
		t.Errorf("the same from the same side is %s", j.Status)
	}
}

func TestRetrievalFindsWhatSharesNoWord(t *testing.T) {
	entries := []Text{{"roof", "Repairs roofs"}, {"grass", "Mows grass and trims hedges"}, {"tax", "Prepares tax returns"}, {"unread", "—"}}
	hits := matcher(t).NewRetriever(entries, AsStatement).Retrieve("Maintains lawns", 2)
	if len(hits) != 2 || hits[0].ID != "grass" || hits[0].Score < hits[1].Score {
		t.Errorf("%v", hits)
	}
	titles := []Text{{"doctor", "Physician"}, {"lorry", "Truck Driver"}, {"cook", "Chef"}}
	r := matcher(t).NewRetriever(titles, AsTitle)
	if hits := r.Retrieve("Medical Doctor", 1); len(hits) != 1 || hits[0].ID != "doctor" {
		t.Errorf("%v", hits)
	}
	if hits := r.Retrieve("—", 3); len(hits) != 0 {
		t.Errorf("nothing finds %v", hits)
	}
}
