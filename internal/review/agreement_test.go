package review

import (
	"math"
	"testing"
)

// crossed makes the pairs that a table of two raters counts: a row for each
// answer of the first, a column for each of the second.
func crossed(answers []string, table [][]int) []Pair {
	var out []Pair
	for i, row := range table {
		for j, n := range row {
			for range n {
				out = append(out, Pair{answers[i], answers[j]})
			}
		}
	}
	return out
}

func TestKappaAgreesWithPublishedExamples(t *testing.T) {
	yesNo := []string{"yes", "no"}
	three := []string{"psychosis", "neurosis", "organic"}
	skin := []string{"terrible", "poor", "marginal", "clear"}
	dermatologists := [][]int{{10, 4, 1, 0}, {5, 10, 12, 2}, {2, 4, 12, 5}, {0, 2, 6, 13}}
	for name, tt := range map[string]struct {
		got    Kappa
		want   float64
		digits float64
	}{
		// Two readers of fifty grant proposals, as textbooks have it.
		"two answers": {CohensKappa(crossed(yesNo, [][]int{{20, 5}, {10, 15}})), 0.4, 1e-9},
		// Sim and Wright, The Kappa Statistic in Reliability Studies (2005), table 1.
		"clinicians": {CohensKappa(crossed(yesNo, [][]int{{22, 2}, {4, 11}})), 0.67, 0.005},
		// Fleiss, Statistical Methods for Rates and Proportions (1981), table 13.1.
		"three diagnoses": {CohensKappa(crossed(three, [][]int{{75, 1, 4}, {5, 4, 1}, {0, 0, 10}})), 0.68, 0.005},
		// The dermatologists of the documentation of SAS's FREQ procedure.
		"grades without weight": {CohensKappa(crossed(skin, dermatologists)), 0.3449, 0.00005},
		"grades, linear":        {WeightedKappa(crossed(skin, dermatologists), skin, Linear), 0.5082, 0.00005},
	} {
		if tt.got.Kappa == nil || math.Abs(*tt.got.Kappa-tt.want) > tt.digits {
			t.Errorf("%s: kappa %v, want %v (observed %.4f, expected %.4f)", name, show(tt.got.Kappa), tt.want, tt.got.Observed, tt.got.Expected)
		}
	}
}

func show(f *float64) any {
	if f == nil {
		return nil
	}
	return *f
}

func TestKappaThatIsNotDefinedIsNone(t *testing.T) {
	for name, pairs := range map[string][]Pair{"nothing rated": nil, "one answer only": {{"a", "a"}, {"a", "a"}}} {
		if k := CohensKappa(pairs); k.Kappa != nil {
			t.Errorf("%s: kappa %v", name, *k.Kappa)
		}
	}
	if k := WeightedKappa([]Pair{{"a", "x"}, {"a", "a"}, {"b", "a"}}, []string{"a", "b"}, Quadratic); k.N != 2 {
		t.Errorf("what is no grade was counted: %d", k.N)
	}
}

func TestAgreementCountsWhatEachSaidFirst(t *testing.T) {
	records := []Record{
		history(2, by("ada", Accept), by("ben", Reject), by("ben", Accept)),                // ben changed his mind, having seen ada's
		history(2, by("ada", Accept), by("ben", Accept)),                                   // agreed
		history(2, by("ada", Reject), by("ben", Reject), by("cyd", Accept)),                // cyd settles, and is no rater
		history(2, by("ada", Accept)),                                                      // not rated twice
		history(2, by("ben", Accept), by("ada", Accept), system(Stale), by("ada", Reject)), // the second round has one rater so far
	}
	got := Agreements(records)
	if len(got) != 1 || got[0].A.ID != "ada" || got[0].B.ID != "ben" || got[0].N != 4 || math.Abs(got[0].Observed-0.75) > 1e-9 {
		t.Errorf("got %+v", got)
	}
}
