package coding

import (
	"slices"
	"strings"
	"testing"
)

// plumbingAndWiring is work of two trades, which no code alone describes.
var plumbingAndWiring = Job{Statements: duties(
	"Installs pipes and fixtures in buildings", "Repairs leaking drains and valves",
	"Connects wires to circuit breakers", "Tests electrical systems with voltmeters")}

// sureOf returns the coder with the confidence from which it suggests a code.
func sureOf(t *testing.T, c *Coder, suggest float64) *Coder {
	t.Helper()
	out, err := c.With(c.model, c.employers, Thresholds{Suggest: suggest, Review: 0.01})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAQuestionSeparatesCodesThatCompete(t *testing.T) {
	c := sureOf(t, newTestCoder(t), 0.999)
	a := coded(t, c, plumbingAndWiring, 1, false)
	if a.Decision != Review || len(a.Candidates) != 1 || a.Question == nil {
		t.Fatalf("%+v", a)
	}
	asked := map[string]bool{}
	for i, answer := range a.Question.Answers {
		last := i == len(a.Question.Answers)-1
		if last != (answer.SOC == "") {
			t.Errorf("answer %d of %d is for %q", i+1, len(a.Question.Answers), answer.SOC)
		}
		asked[answer.SOC] = true
		if !slices.IsSortedFunc(answer.Then, func(x, y Confident) int { return descending(x.Confidence, y.Confidence) }) {
			t.Errorf("%s: not best first: %+v", answer.SOC, answer.Then)
		}
		if answer.Decision != c.thresholds.Decide(&Measured{Given: TextGiven, Closest: 1}, answer.Then[0].Confidence) {
			t.Errorf("%s: decision %s at %g", answer.SOC, answer.Decision, answer.Then[0].Confidence)
		}
		for _, task := range answer.Tasks {
			o := occupations[slices.IndexFunc(occupations, func(o Occupation) bool { return o.Code == answer.Code })]
			if !slices.ContainsFunc(o.Tasks, func(of Task) bool { return of.ID == task.StatementID && of.Text == task.Text }) {
				t.Errorf("%s: a task that it does not have: %+v", answer.SOC, task)
			}
		}
	}
	if !asked["47-2152"] || !asked["47-2111"] {
		t.Errorf("asked about %v", asked)
	}
}

func TestAnAnswerRaisesItsOwnCodeAndLowersTheOthers(t *testing.T) {
	a := coded(t, sureOf(t, newTestCoder(t), 0.999), plumbingAndWiring, 10, false)
	before := map[string]float64{}
	for _, candidate := range a.Candidates {
		before[candidate.SOC] = candidate.Confidence
	}
	for _, answer := range a.Question.Answers {
		for _, then := range answer.Then {
			if rises := then.Confidence > before[then.SOC]; rises != (then.SOC == answer.SOC) {
				t.Errorf("answer %q: %s goes from %g to %g", answer.SOC, then.SOC, before[then.SOC], then.Confidence)
			}
		}
	}
}

func TestNothingIsAskedOfAClearJob(t *testing.T) {
	c := newTestCoder(t)
	for name, a := range map[string]Answer{
		"suggested":       coded(t, sureOf(t, c, 0.02), plumbingAndWiring, 10, false),
		"nothing to code": coded(t, c, Job{Title: "zzz"}, 10, false),
	} {
		if a.Question != nil {
			t.Errorf("%s: %s, asked %+v", name, a.Decision, a.Question)
		}
	}
}

func TestAReasonSaysWhetherTheFirstThreeWillDo(t *testing.T) {
	three := func(confidence float64) []Candidate {
		return []Candidate{{Confidence: confidence}, {Confidence: confidence}, {Confidence: confidence}}
	}
	c := newTestCoder(t)
	job := &Measured{Given: TextGiven, Closest: 1}
	if d, reason := c.decide(job, three(0.5)); d != Review || !strings.Contains(reason, "one of the first three is likely right") {
		t.Errorf("%s: %s", d, reason)
	}
	if d, reason := c.decide(job, three(0.2)); d != Review || !strings.Contains(reason, "may not be among the first three") {
		t.Errorf("%s: %s", d, reason)
	}
}
