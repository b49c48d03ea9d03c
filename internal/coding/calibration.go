package coding

import "math"

// A Calibration turns logits into the probability that a code is right. The
// share of a code among all, of which a logistic function is taken (Platt
// 1999), comes from logits that are sharpened where the text is brief and
// stands beside a title: its signals are low then, and would leave too little
// difference between codes. Where it stands alone they are flattened, since it
// says less than its signals: the sharpening is negative.
type Calibration struct {
	Intercept  float64 `json:"intercept"`
	Slope      float64 `json:"slope"`
	Sharpening float64 `json:"sharpening"`
}

// leastShare keeps logits finite.
const leastShare = 1e-9

func logit(p float64) float64 {
	p = min(max(p, leastShare), 1-leastShare)
	return math.Log(p / (1 - p))
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// Confidences returns the probabilities for the logits of the codes of a job.
func (c Calibration) Confidences(logits []float64, brevity float64) []float64 {
	out := c.shares(logits, brevity)
	for i, share := range out {
		out[i] = logistic(c.Intercept + c.Slope*logit(share))
	}
	return out
}

func (c Calibration) shares(logits []float64, brevity float64) []float64 {
	return softmax(logits, 1+c.Sharpening*brevity)
}
