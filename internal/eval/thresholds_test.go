package eval

import (
	"flag"
	"strings"
	"testing"

	"crosswalk/internal/app"
	"crosswalk/internal/crosswalk"
)

var thresholds = flag.Bool("thresholds", false, "print how many of the choosing half of the relevance cases hold by the thresholds of statuses")

// TestThresholdTable prints what crosswalk.DefaultThresholds are chosen by. It
// looks at the choosing half only.
func TestThresholdTable(t *testing.T) {
	if !*thresholds {
		t.Skip("skipped: prints a table for a person; run make thresholds")
	}
	cases, err := ParseCases(strings.NewReader(relevanceCases))
	if err != nil {
		t.Fatal(err)
	}
	before := crosswalk.DefaultThresholds
	t.Cleanup(func() { crosswalk.DefaultThresholds = before })
	for _, met := range []float64{0.5, 0.3, 0.2} {
		for _, partial := range []float64{0.5, 0.3, 0.2, 0.15, 0.1, 0.08, 0.06, 0.05, 0.04} {
			crosswalk.DefaultThresholds = crosswalk.Thresholds{Met: met, Partial: partial}
			all, find, leave := holding(t, seedApp(t), cases)
			t.Logf("met %.2f partial %.2f: right %s; that say what belongs together %s, what does not %s", met, partial, all, find, leave)
		}
	}
}

// holding counts the cases of the choosing half that hold. Each crosswalk is
// made once.
func holding(t *testing.T, a *app.App, cases []Case) (all, find, leave tally) {
	type pair struct{ from, fromLevel, to, toLevel string }
	made := map[pair]*crosswalk.Crosswalk{}
	for _, c := range cases {
		if !c.Choosing() || c.OneWay {
			continue
		}
		p := pair{c.Request.From, c.Request.FromLevel, c.Request.To, c.Request.ToLevel}
		x, ok := made[p]
		if !ok {
			var err error
			if x, err = a.Crosswalk(t.Context(), c.Request); err != nil {
				t.Fatal(err)
			}
			made[p] = x
		}
		right := true
		for _, r := range x.Requirements {
			if quotes(r.Statement.Text, c.Requirement) {
				right = right && c.check(r) == ""
			}
		}
		all.add(right)
		if c.Negative() {
			leave.add(right)
		} else {
			find.add(right)
		}
	}
	return all, find, leave
}
