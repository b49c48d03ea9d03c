package app

import (
	"os"
	"slices"
	"strings"
	"testing"

	"crosswalk/internal/factor"
	"crosswalk/internal/spec"
)

// planners stores the specification of a series of three classes.
func planners(t *testing.T, a *App) {
	t.Helper()
	raw, err := os.ReadFile("testdata/planner_series.txt")
	if err != nil {
		t.Fatal(err)
	}
	ingested(t, a, string(raw))
}

// valueOf words a factor as labels do.
func valueOf(t *testing.T, factors []factor.Factor, n factor.Name) string {
	t.Helper()
	i := slices.IndexFunc(factors, func(f factor.Factor) bool { return f.Name == n })
	if i < 0 {
		t.Fatalf("no %s in %+v", n, factors)
	}
	if factors[i].May {
		return "may " + factors[i].Value
	}
	return factors[i].Value
}

func TestTheLadderOfASeries(t *testing.T) {
	a := start(t, t.TempDir())
	planners(t, a)
	ladder, err := a.Ladder(t.Context(), "us-xx:5511")
	if err != nil {
		t.Fatal(err)
	}
	if ladder.Class.Title != "Trail Planner II" || len(ladder.Steps) != 3 || len(ladder.Differences) != 2 {
		t.Fatalf("%+v", ladder)
	}
	for i, want := range []map[factor.Name]string{
		{factor.SupervisionReceived: "close_supervision", factor.SupervisionGiven: "unknown", factor.Difficulty: "entry", factor.Independence: "unknown", factor.Experience: "1 year", factor.Pay: "unknown"},
		{factor.SupervisionReceived: "general_supervision", factor.SupervisionGiven: "may leads", factor.Difficulty: "journey", factor.Independence: "independent", factor.Experience: "1 year as Trail Planner I", factor.Pay: "unknown"},
		{factor.SupervisionReceived: "direction", factor.SupervisionGiven: "supervises", factor.Difficulty: "most_complex", factor.Independence: "unknown", factor.Experience: "3 years", factor.Pay: "unknown"},
	} {
		step := ladder.Steps[i]
		if step.Position != i+1 || len(step.Factors) != len(want) {
			t.Errorf("step %d: %+v", i, step)
		}
		for name, value := range want {
			if got := valueOf(t, step.Factors, name); got != value {
				t.Errorf("%s, %s: %s, want %s", step.Class.Title, name, got, value)
			}
		}
		quotesStand(t, a, step)
	}
	verdicts := func(d StepDifference) map[factor.Name]factor.Verdict {
		out := map[factor.Name]factor.Verdict{}
		for _, c := range d.Factors {
			out[c.Name] = c.Verdict
		}
		return out
	}
	second, third := verdicts(ladder.Differences[0]), verdicts(ladder.Differences[1])
	if second[factor.Experience] != factor.Higher || second[factor.SupervisionGiven] != factor.NotSaid || second[factor.SupervisionReceived] != factor.Higher {
		t.Errorf("II beside I: %v", second)
	}
	if third[factor.SupervisionGiven] != factor.Higher || third[factor.Independence] != factor.NotSaid {
		t.Errorf("the supervisor beside II: %v", third)
	}
	for _, d := range ladder.Differences {
		if d.StatementCount == 0 || slices.ContainsFunc(d.Statements, func(st spec.Statement) bool { return strings.Contains(st.Text, "may train volunteers") }) {
			t.Errorf("only in %s: %d %v", d.Class.Title, d.StatementCount, d.Statements)
		}
	}
}

// quotesStand checks that each quote stands in the source at its place.
func quotesStand(t *testing.T, a *App, step LadderStep) {
	t.Helper()
	for _, f := range step.Factors {
		if !f.Known() {
			continue
		}
		text, err := a.SourceText(t.Context(), f.SourceID)
		if err != nil {
			t.Fatal(err)
		}
		if quoted := text[f.Span.Start:f.Span.End]; !strings.Contains(quoted, f.Quote) {
			t.Errorf("%s, %s: %q does not stand in %q", step.Class.Title, f.Name, f.Quote, quoted)
		}
	}
}

func TestAClassOfNoSeriesIsALadderOfOneStep(t *testing.T) {
	a := start(t, t.TempDir())
	ladder, err := a.Ladder(t.Context(), "us-az:ACV80272")
	if err != nil || len(ladder.Steps) != 1 || len(ladder.Differences) != 0 || len(ladder.Steps[0].Factors) != len(factor.Names) {
		t.Errorf("%+v, %v", ladder, err)
	}
	if _, err := a.Ladder(t.Context(), "us-xx:none"); spec.CodeOf(err) != spec.NotFound {
		t.Errorf("a class that is not there: %v", err)
	}
}

func TestAJobStandsBesideTheStepsOfASeries(t *testing.T) {
	a := start(t, t.TempDir())
	planners(t, a)
	for _, tt := range []struct {
		name, text string
		fits       map[factor.Name]Fit
	}{
		{"a supervisor", "Under general direction, supervises a staff of trail planners\nPlans trails", map[factor.Name]Fit{factor.SupervisionReceived: FitsClass, factor.SupervisionGiven: FitsClass}},
		{"a lead", "Under general supervision, plans trails\nActs as lead over other planners", map[factor.Name]Fit{factor.SupervisionReceived: FitsBefore, factor.SupervisionGiven: FitsBefore}},
		{"a job that says nothing of it", "Plans trails", map[factor.Name]Fit{factor.SupervisionReceived: FitsUnknown, factor.SupervisionGiven: FitsUnknown}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := a.Allocate(t.Context(), AllocateRequest{CodeRequest: CodeRequest{Title: "Trail Planner", Text: tt.text}, Employer: "us-xx"})
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(got.Items, func(c Allocated) bool { return c.Class.ID == "us-xx:5512" })
			if i < 0 || got.Items[i].Apart == nil || got.Items[i].Apart.Before.ID != "us-xx:5511" {
				t.Fatalf("%+v", got.Items)
			}
			if n := len(got.Items[i].Apart.Factors); n != len(factor.Worded) {
				t.Errorf("%d factors", n)
			}
			for _, f := range got.Items[i].Apart.Factors {
				if want, ok := tt.fits[f.Name]; ok && f.Fits != want {
					t.Errorf("%s: the job says %s, nearer to %s, want %s", f.Name, f.Job.Value, f.Fits, want)
				}
			}
		})
	}
}
