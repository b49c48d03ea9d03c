package coding

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"crosswalk/internal/spec"
)

// A Model ranks candidates by their features and calibrates the confidence. It was
// fitted to jobs of many employers and has no feature that depends on the employer.
type Model struct {
	// Data, split and command of the fit.
	Data     string   `json:"data"`
	Split    string   `json:"split"`
	Command  string   `json:"command"`
	Encoder  string   `json:"encoder"` // name of the sentence encoder used in the fit
	Features []string `json:"features"`

	// One ranker for each combination of title and text: without a text, the title
	// must weigh more.
	Rankers map[Given]*Ranker `json:"rankers"`
}

// Given says what of a job is known.
type Given string

const (
	NothingGiven Given = "" // too little to judge
	TitleGiven   Given = "title"
	TextGiven    Given = "text"
	BothGiven    Given = "title_and_text"
)

// A Ranker turns the features of a candidate into a score.
type Ranker struct {
	Confidence Calibration `json:"confidence"` // without sharpening
	Trees      Forest      `json:"trees"`
}

//go:embed model.json
var builtin []byte

// BuiltinModel returns the model that this program was built with.
func BuiltinModel() (*Model, error) {
	m, err := readModel(builtin)
	if err != nil {
		return nil, fmt.Errorf("built-in coding model: %w", err)
	}
	return m, nil
}

func readModel(data []byte) (*Model, error) {
	m := new(Model)
	if err := json.Unmarshal(data, m); err != nil {
		return nil, err
	}
	if !slices.Equal(m.Features, featureNames[:]) {
		return nil, fmt.Errorf("it was fitted to other features; run make coding-model")
	}
	for _, given := range []Given{TitleGiven, TextGiven, BothGiven} {
		f := m.Rankers[given]
		if f == nil || len(f.Trees) == 0 {
			return nil, fmt.Errorf("there are no trees for %s", given)
		}
		for i := range f.Trees {
			if err := f.Trees[i].check(features); err != nil {
				return nil, fmt.Errorf("%s, tree %d: %w", given, i, err)
			}
		}
	}
	return m, nil
}

// span is the score shown as similarity 1; -span is shown as 0.
const span = 10.0

// explain maps a score to a similarity of 0 to 1 (0.5 for a score of 0) and returns the
// parts that add up to it. The first part is the base; it absorbs what is clipped at the
// ends of the scale.
func (f *Ranker) explain(x *Row) (similarity float64, parts []spec.Part) {
	score := f.Trees.score(x[:])
	similarity = min(1, max(0, 0.5+score/(2*span)))
	_, of := f.Trees.parts(x[:], features)
	sums := map[string]float64{}
	for i, v := range of {
		sums[partNames[i]] += v / (2 * span)
	}
	rest := 0.0
	parts = []spec.Part{}
	for i, name := range partNames {
		if v := sums[name]; math.Abs(v) > minPart && slices.Index(partNames[:], name) == i {
			parts = append(parts, spec.Part{Name: name, Value: v})
			rest += v
		}
	}
	slices.SortStableFunc(parts, func(a, b spec.Part) int { return descending(math.Abs(a.Value), math.Abs(b.Value)) })
	return similarity, append([]spec.Part{{Name: PartBase, Value: similarity - rest}}, parts...)
}

// PartBase names the part of a score that no feature changes.
const PartBase = "base"

// scored is a six-digit code with the occupation shown for it.
type scored struct {
	soc        string
	occupation int // position among those measured
	row        *Row
	score      float64
}

// detailAhead is the least difference in score by which a detailed occupation
// (11-9199.01, Regulatory Affairs Managers) replaces the general one of its six-digit
// code (11-9199.00, Managers, All Other). Smaller differences do not tell them apart.
const detailAhead = 1.0

// rank orders the six-digit codes of a job, best first.
func (f *Ranker) rank(m *Measured) []scored {
	candidates, rows := m.Rows()
	at := make(map[string]int, len(rows))
	general := make(map[string]scored, len(rows)) // general occupation, by six-digit code
	out := make([]scored, 0, len(rows))
	for i, o := range candidates {
		r := scored{SOC(m.Codes[o]), o, &rows[i], f.Trees.score(rows[i][:])}
		if strings.HasSuffix(m.Codes[o], generalOccupation) {
			general[r.soc] = r
		}
		k, ok := at[r.soc]
		switch {
		case !ok:
			at[r.soc] = len(out)
			out = append(out, r)
		case r.score > out[k].score:
			out[k] = r
		}
	}
	for i, r := range out {
		if g, ok := general[r.soc]; ok && r.score < g.score+detailAhead {
			out[i] = g
		}
	}
	slices.SortStableFunc(out, func(a, b scored) int { return descending(a.score, b.score) })
	return out[:min(sharing, len(out))]
}

// generalOccupation is the suffix of the general occupation of a six-digit code.
const generalOccupation = ".00"

// placed returns the first codes of a job, best first.
func (f *Ranker) placed(m *Measured, limit int) []placedCode {
	best := f.rank(m)
	scores := make([]float64, len(best))
	for i, r := range best {
		scores[i] = r.score
	}
	confidences := f.Confidence.Confidences(scores, 0)
	out := make([]placedCode, 0, limit)
	for i, r := range best[:min(limit, len(best))] {
		p := placedCode{occupation: r.occupation, confidence: confidences[i]}
		p.similarity, p.parts = f.explain(r.row)
		out = append(out, p)
	}
	return out
}
