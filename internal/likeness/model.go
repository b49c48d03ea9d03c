package likeness

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

// A Model says what each part of a likeness counts.
type Model struct {
	Encoder string             `json:"encoder"` // name of the sentence encoder whose vectors have the mean
	Weights [partCount]float64 `json:"weights"` // of the parts, in their order; they add up to 1
	// Comparable turns a score into the probability that a careful reader would call the
	// two jobs comparable: a logistic function of the score.
	Comparable Curve `json:"comparable"`
	// Mean is the mean of the descriptions of a background collection, by the encoder.
	Mean []float32 `json:"mean"`
}

// A Curve is a logistic function.
type Curve struct {
	Intercept float64 `json:"intercept"`
	Slope     float64 `json:"slope"`
}

// For returns the model for an encoder. The mean of another one says nothing.
func (m *Model) For(encoder string) *Model {
	out := *m
	if m.Encoder != encoder {
		out.Encoder, out.Mean = encoder, nil
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
