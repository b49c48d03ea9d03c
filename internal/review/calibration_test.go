package review

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"crosswalk/internal/spec"
)

// sure makes decisions on confidences that are too sure of themselves: of what
// the machine holds for p, only (p + 0.5) / 2 is right.
func sure(n int) []Judged {
	r := rand.New(rand.NewPCG(1, 2))
	out := make([]Judged, n)
	for i := range out {
		p := r.Float64()
		out[i] = Judged{fmt.Sprint("map-", i), p, r.Float64() < (p+0.5)/2}
	}
	return out
}

func TestACurveLearnsFromDecisions(t *testing.T) {
	judged := sure(800)
	curve, err := FitCurve(ClassCode, judged)
	if err != nil {
		t.Fatal(err)
	}
	if curve.Slope >= 0.9 {
		t.Errorf("confidences are too sure, and the slope is %.2f", curve.Slope)
	}
	fitted, err := CrossFitted(ClassCode, judged)
	if err != nil {
		t.Fatal(err)
	}
	before, after := Calibrated(judged), Calibrated(fitted)
	if after.ECE >= before.ECE/2 || after.Brier >= before.Brier {
		t.Errorf("error %.4f before, %.4f after; Brier %.4f, %.4f", before.ECE, after.ECE, before.Brier, after.Brier)
	}
	for p := 0.0; p < 1; p += 0.1 {
		if curve.Of(p) > curve.Of(p+0.1) || curve.Of(p) < 0 || curve.Of(p) > 1 {
			t.Errorf("%.1f becomes %.3f, %.1f becomes %.3f", p, curve.Of(p), p+0.1, curve.Of(p+0.1))
		}
	}
}

func TestACurveCanBeTakenBack(t *testing.T) {
	curve := Curve{Slope: 0.6, Intercept: -0.4}
	for _, p := range []float64{0.01, 0.3, 0.813, 0.99} {
		if got := curve.Before(curve.Of(p)); math.Abs(got-p) > 1e-9 {
			t.Errorf("%v becomes %v and then %v", p, curve.Of(p), got)
		}
	}
	r := history(1, by("ada", Accept))
	curved := curve.Of(*r.Confidence)
	r.Proposal.Made.Curve, r.Confidence = &curve, &curved
	if got := JudgedBy([]Record{r}, ClassCode); math.Abs(got[0].Confidence-0.7) > 1e-9 {
		t.Errorf("judged by %v", got[0].Confidence)
	}
}

func TestTooFewDecisionsTeachNothing(t *testing.T) {
	if _, err := FitCurve(ClassCode, sure(LeastJudged-1)); spec.CodeOf(err) != spec.Conflict {
		t.Errorf("got %v", err)
	}
}

func TestBulkAcceptanceJudgesNothing(t *testing.T) {
	bulk := by("ada", Accept)
	from := 0.5
	bulk.Bulk = &from
	records := []Record{history(1, by("ada", Accept)), history(1, by("ada", Reject)), history(1, bulk), history(2, by("ada", Accept)), history(1)}
	got := JudgedBy(records, ClassCode)
	if len(got) != 2 || !got[0].Right || got[1].Right {
		t.Errorf("got %+v", got)
	}
}
