package likeness

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
)

// A Model says what each part of a likeness counts.
type Model struct {
	Encoder string             `json:"encoder"` // name of the sentence encoder whose vectors have the mean
	Weights [partCount]float64 `json:"weights"` // of the parts, in their order; they add up to 1
	// Comparable turns a score into the probability that a careful reader would call the
	// two jobs comparable: the same occupation or main function, perhaps at another level.
	Comparable map[Given]Curve `json:"comparable"`
	// Suggest is the least such probability with which the first of a ranking is
	// suggested; below Review nothing fits.
	Suggest float64 `json:"suggest"`
	Review  float64 `json:"review"`
	// Mean is the mean of the descriptions of a background collection, by the encoder.
	Mean []float32 `json:"mean"`
}

// A Curve is a logistic function of the log-odds of a share (Platt 1999).
type Curve struct {
	Intercept float64 `json:"intercept"`
	Slope     float64 `json:"slope"`
}

// never is more than any probability.
const never = 2

// Share is a score as a share of the highest score possible with the parts given.
func (m *Model) Share(score float64, given Given) float64 {
	title := m.Weights[titlesAlike]
	switch given {
	case TitleAlone:
		return score / title
	case TextAlone:
		return score / (1 - title)
	}
	return score
}

// Confidence is the calibrated probability that a careful reader would call a job and the
// one most like it comparable, by the score of their likeness and what was given of the job.
func (m *Model) Confidence(score float64, given Given) float64 {
	const least = 0.02 // nothing that was graded is surer than that
	p := min(max(m.Share(score, given), least), 1-least)
	curve := m.Comparable[given]
	const most = 0.99 // the curve was fitted to fewer than two hundred jobs
	return min(most, 1/(1+math.Exp(-curve.Intercept-curve.Slope*math.Log(p/(1-p)))))
}

// For returns the model for an encoder. A mean
// made with another encoder does not apply, and nothing is suggested by a curve that was
// fitted with it.
func (m *Model) For(encoder string) *Model {
	out := *m
	if m.Encoder != encoder {
		out.Encoder, out.Mean, out.Suggest = encoder, nil, never
	}
	return &out
}

//go:embed likeness.json
var builtin []byte

// Builtin returns the model that this program was built with.
func Builtin() (*Model, error) { return Read(builtin) }

// Read reads a model.
func Read(data []byte) (*Model, error) {
	m := new(Model)
	if err := json.Unmarshal(data, m); err != nil {
		return nil, fmt.Errorf("model of likeness: %w", err)
	}
	return m, nil
}
