package coding

import "crosswalk/internal/spec"

// A Decision says what to do with the candidates.
type Decision string

const (
	Suggest Decision = "suggest" // the first is likely right
	Review  Decision = "review"  // somebody must choose
	None    Decision = "none"    // nothing fits, or there is too little to judge
)

// Thresholds turn the confidence in the first candidate into a decision.
type Thresholds struct {
	Suggest float64 // least confidence with which a code is suggested
	Review  float64 // below it nothing fits
}

// DefaultThresholds were chosen on employers that the model had not seen: from 0.90 on 19
// of 20 suggested codes are acceptable, and below 0.10 fewer than one in ten would be
// (docs/quality.md).
var DefaultThresholds = Thresholds{Suggest: 0.90, Review: 0.10}

// Check returns an error when the thresholds are no confidences or cross.
func (t Thresholds) Check() error {
	if !(0 <= t.Review && t.Review <= t.Suggest && t.Suggest <= 1) {
		return spec.Errorf(spec.Invalid, "thresholds want 0 <= review <= suggest <= 1, not review %g and suggest %g", t.Review, t.Suggest).In("suggest-from, review-from")
	}
	return nil
}

// Decide decides by the confidence in the first candidate, where there is one.
func (t Thresholds) Decide(job *Measured, confidence float64) Decision {
	switch {
	case job.Given == NothingGiven || job.unlike():
		return None
	case confidence >= t.Suggest:
		return Suggest
	case confidence >= t.Review:
		return Review
	}
	return None
}
