package review

import (
	"hash/fnv"
	"math"

	"crosswalk/internal/spec"
)

// Judged is a confidence of the machine, and whether people found it right.
type Judged struct {
	MappingID  string
	Confidence float64
	Right      bool
}

// JudgedBy returns what people's decisions say of the machine's own confidence in
// mappings of a kind, before any curve: right is what they accepted with the object proposed. Of
// mappings that were accepted in bulk it says nothing, since the confidence
// itself decided; nor of those without an outcome, or with one of another time.
func JudgedBy(records []Record, kind Kind) []Judged {
	var out []Judged
	for i := range records {
		r := &records[i]
		if r.Kind != kind || r.Confidence == nil || len(r.Outcome.ratings) == 0 {
			continue
		}
		last := r.Outcome.ratings[len(r.Outcome.ratings)-1].decision
		state := r.Outcome.State
		if state == IsStale {
			state = r.Outcome.before
		}
		if last.Bulk != nil || state == InReview || state == Disagreed || state == Proposed || state == Superseded {
			continue
		}
		right := (state == Accepted || state == Signed) && r.Outcome.Object.ID == r.Object.ID
		confidence := *r.Confidence
		if curve := r.Made.Curve; curve != nil && curve.Slope > 0 { // curves are put on the machine's own confidence
			confidence = curve.Before(confidence)
		}
		out = append(out, Judged{r.ID, confidence, right})
	}
	return out
}

// A Calibration says how well confidences fit what people decided.
type Calibration struct {
	N     int     `json:"n"`
	Right float64 `json:"right" doc:"Share that was right"`
	Mean  float64 `json:"mean_confidence"`
	Brier float64 `json:"brier" doc:"Mean squared difference of confidence and truth; 0 is best"`
	ECE   float64 `json:"ece" doc:"Expected calibration error over ten bins of equal width; 0 is best"`
	Bins  []Bin   `json:"bins" nullable:"false"`
}

// A Bin is a range of confidences.
type Bin struct {
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	N     int     `json:"n"`
	Mean  float64 `json:"mean_confidence"`
	Right float64 `json:"right"`
}

const bins = 10

// Calibrated measures confidences against decisions.
func Calibrated(judged []Judged) Calibration {
	c := Calibration{N: len(judged), Bins: []Bin{}}
	if c.N == 0 {
		return c
	}
	var all [bins]Bin
	for _, j := range judged {
		b := &all[min(bins-1, int(j.Confidence*bins))]
		b.N++
		b.Mean += j.Confidence
		truth := 0.0
		if j.Right {
			truth = 1
			b.Right++
		}
		c.Brier += (j.Confidence - truth) * (j.Confidence - truth) / float64(c.N)
		c.Mean += j.Confidence / float64(c.N)
		c.Right += truth / float64(c.N)
	}
	for i, b := range all {
		if b.N == 0 {
			continue
		}
		b.From, b.To = float64(i)/bins, float64(i+1)/bins
		b.Mean /= float64(b.N)
		b.Right /= float64(b.N)
		c.ECE += math.Abs(b.Mean-b.Right) * float64(b.N) / float64(c.N)
		c.Bins = append(c.Bins, b)
	}
	return c
}

// A Curve turns a confidence into another one: the logistic function of a line
// through its log-odds (Platt 1999). Slope 1 and intercept 0 change nothing.
type Curve struct {
	Kind      Kind    `json:"kind" enum:"class_code,statement,class"`
	Slope     float64 `json:"slope"`
	Intercept float64 `json:"intercept"`
	N         int     `json:"n" doc:"Decisions that it is fitted to"`
}

// Of returns the confidence that the curve makes of one.
func (c Curve) Of(confidence float64) float64 {
	return logistic(c.Slope*logOdds(confidence) + c.Intercept)
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// logOdds bounds what it is given: certainty has none.
func logOdds(p float64) float64 {
	p = math.Min(math.Max(p, 1e-4), 1-1e-4)
	return math.Log(p / (1 - p))
}

// Before returns the confidence that the curve made another one of.
func (c Curve) Before(confidence float64) float64 {
	return logistic((logOdds(confidence) - c.Intercept) / c.Slope)
}

// LeastJudged is how many decisions a curve is fitted to at least.
const LeastJudged = 30

// shrink draws a curve to one that changes nothing, as much as so many decisions
// that fit it would.
const shrink = 10.0

// FitCurve fits a curve to decisions by maximum likelihood, drawn to no change.
// The error is Conflict when there are too few.
func FitCurve(kind Kind, judged []Judged) (Curve, error) {
	c := Curve{Kind: kind, Slope: 1, N: len(judged)}
	if c.N < LeastJudged {
		return c, spec.Errorf(spec.Conflict, "%d decisions of this kind are too few to learn from; it takes %d", c.N, LeastJudged)
	}
	c.Slope, c.Intercept = FitLine(judged, shrink)
	if c.Slope <= 0 { // it would turn the order round: the confidence says nothing
		return c, spec.Errorf(spec.Conflict, "the decisions run against the confidence; look at them before anything learns from them")
	}
	return c, nil
}

// FitLine fits the slope and the intercept of a curve by maximum likelihood. It is drawn
// to slope 1 and intercept 0 as much as so many decisions that fit them would draw it.
func FitLine(judged []Judged, drawn float64) (slope, intercept float64) {
	slope = 1
	for range 100 { // Newton's method on two parameters
		gradient := [2]float64{-drawn * (slope - 1), -drawn / 4 * intercept}
		h := [3]float64{drawn, 0, drawn / 4}
		for _, j := range judged {
			x := logOdds(j.Confidence)
			p := logistic(slope*x + intercept)
			truth := 0.0
			if j.Right {
				truth = 1
			}
			gradient[0] += (truth - p) * x
			gradient[1] += truth - p
			w := p * (1 - p)
			h[0] += w * x * x
			h[1] += w * x
			h[2] += w
		}
		det := h[0]*h[2] - h[1]*h[1]
		ds := (gradient[0]*h[2] - gradient[1]*h[1]) / det
		di := (gradient[1]*h[0] - gradient[0]*h[1]) / det
		slope += ds
		intercept += di
		if math.Abs(ds)+math.Abs(di) < 1e-9 {
			break
		}
	}
	return slope, intercept
}

// folds is into how many parts decisions are divided to see what a curve does
// to those that it was not fitted to.
const folds = 5

// CrossFitted returns decisions with the confidence that a curve fitted to the
// other ones gives them. Mappings are divided by the hash of their id.
func CrossFitted(kind Kind, judged []Judged) ([]Judged, error) {
	fold := func(j Judged) uint32 {
		h := fnv.New32a()
		h.Write([]byte(j.MappingID))
		return h.Sum32() % folds
	}
	out := make([]Judged, 0, len(judged))
	for f := range uint32(folds) {
		var rest []Judged
		for _, j := range judged {
			if fold(j) != f {
				rest = append(rest, j)
			}
		}
		c, err := FitCurve(kind, rest)
		if err != nil {
			return nil, err
		}
		for _, j := range judged {
			if fold(j) == f {
				j.Confidence = c.Of(j.Confidence)
				out = append(out, j)
			}
		}
	}
	return out, nil
}
