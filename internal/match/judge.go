package match

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"

	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/encoder"
)

// A Judge says how likely a careful reader would sign that an offered statement
// meets a required one. It is a logistic regression on signals of the pair,
// one for each grade of the rubric (docs/quality.md), fitted to readers' grades
// and calibrated on employers that the fit did not see. It never changes.
type Judge struct {
	// What was fitted and measured on.
	Data            string `json:"data"`
	Split           string `json:"split"`
	Command         string `json:"command"`
	SemanticVersion int    `json:"semantic_version"`
	Model           string `json:"model"` // name of the encoder whose vectors it reads
	Pairs           int    `json:"pairs"`

	Thresholds Thresholds `json:"thresholds"` // of a bare pair
	Best       Thresholds `json:"best"`       // of the best of many that are offered for one requirement
	// Near is the cosine from which on an offer is compared at all.
	Near float64 `json:"near"`
	// Weights by grade: partly, met, fully. Words weigh differently where there
	// are no vectors.
	ByMeaning [encoder.Grades]Weights `json:"by_meaning"`
	ByWords   [encoder.Grades]Weights `json:"by_words"`

	SecondLook *SecondLook `json:"second_look,omitempty"`
}

// A SecondLook holds the weights and thresholds for pairs that a cross-encoder has read.
type SecondLook struct {
	Model      string                  `json:"model"` // name of the cross-encoder
	Thresholds Thresholds              `json:"thresholds"`
	Best       Thresholds              `json:"best"`
	Weights    [encoder.Grades]Weights `json:"weights"`
}

// Thresholds are the least probabilities for a status. Those for the best of many offers
// are lower than those for a single pair: if one offer nearly meets a requirement, others
// often do too, so the best is right more often than its own probability says.
type Thresholds struct {
	// Met is the least probability of "met" at which 85 of 100 are right.
	Met float64 `json:"met"`
	// Partly is the least probability of "partly". For pairs, 80 of 100 are then right;
	// for the best of many, gaps that are called partly met and partly met requirements
	// that are called gaps are equally frequent.
	Partly float64 `json:"partly"`
}

// OfBest returns the judge with the thresholds for the best of many offers. The judge
// itself has those for single pairs.
func (j *Judge) OfBest() *Judge {
	out := *j
	out.Thresholds = j.Best
	if j.SecondLook != nil {
		again := *j.SecondLook
		again.Thresholds = again.Best
		out.SecondLook = &again
	}
	return &out
}

// Weights are those of one grade: log-odds = Bias + the sum of weight times
// signal.
type Weights struct {
	Bias    float64
	Signals [signals]float64
}

// MarshalJSON writes the weights by the names of their signals.
func (w Weights) MarshalJSON() ([]byte, error) {
	named := map[string]float64{"bias": w.Bias}
	for i, v := range w.Signals {
		named[signalNames[i]] = v
	}
	return json.Marshal(named)
}

// UnmarshalJSON reads what MarshalJSON writes. Every signal must be there.
func (w *Weights) UnmarshalJSON(data []byte) error {
	named := map[string]float64{}
	if err := json.Unmarshal(data, &named); err != nil {
		return err
	}
	read := func(name string, into *float64) error {
		v, ok := named[name]
		if !ok {
			return fmt.Errorf("weights: %q is missing", name)
		}
		*into = v
		return nil
	}
	for i, name := range signalNames {
		if err := read(name, &w.Signals[i]); err != nil {
			return err
		}
	}
	if len(named) != int(signals)+1 {
		return fmt.Errorf("weights: want %d, not %d", int(signals)+1, len(named))
	}
	return read("bias", &w.Bias)
}

//go:embed judge.json
var builtinJudge []byte

// BuiltinJudge returns the judge that this program was built with.
func BuiltinJudge() (*Judge, error) { return ReadJudge(builtinJudge) }

// ReadJudge reads a judge. It refuses one that was made for another reading of
// texts.
func ReadJudge(data []byte) (*Judge, error) {
	j := new(Judge)
	if err := json.Unmarshal(data, j); err != nil {
		return nil, fmt.Errorf("judge: %w", err)
	}
	if j.SemanticVersion != semantic.Version {
		return nil, fmt.Errorf("judge: made for reading %d, this is %d; run make judge", j.SemanticVersion, semantic.Version)
	}
	return j, nil
}

// A Score is what a judge makes of a pair, without words for it: what ranking
// needs.
type Score struct {
	// LogOdds of partly, met and fully; each grade is at most as likely as the
	// one before.
	LogOdds [encoder.Grades]float64
	// Compared is false where a side has nothing to compare.
	Compared bool

	looked bool                    // the cross-encoder took part
	parts  [len(partNames)]float64 // of the log-odds of met, in the order of partNames
}

// span is the range of log-odds that a similarity shows: -span is 0, span is 1.
const span = 8.0

// Similarity is the log-odds of "met" on a scale of 0 to 1: one half is as
// likely as not. What lies beyond e^8 to 1 shows as 0 or 1.
func (s *Score) Similarity() float64 {
	if !s.Compared {
		return 0
	}
	return min(1, max(0, 0.5+s.LogOdds[encoder.Met]/(2*span)))
}

// Odds is the log-odds that a careful reader would say "met".
func (s *Score) Odds() float64 { return s.LogOdds[encoder.Met] }

// Confidence is the probability that a careful reader would say "met".
func (s *Score) Confidence() float64 { return s.probability(encoder.Met) }

// Partly is the probability that a careful reader would say "partly" at least.
func (s *Score) Partly() float64 { return s.probability(encoder.Partly) }

// Fully is the probability that a careful reader would say "fully met".
func (s *Score) Fully() float64 { return s.probability(encoder.Fully) }

func (s *Score) probability(grade int) float64 {
	if !s.Compared {
		return 0
	}
	return 1 / (1 + math.Exp(-s.LogOdds[grade]))
}

// score judges a pair.
func (j *Judge) score(p *pair) Score {
	a, b := p.required, p.offered
	if a.Mass == 0 || b.Mass == 0 {
		return Score{}
	}
	weights := &j.ByWords
	switch {
	case p.looked:
		weights = &j.SecondLook.Weights
	case p.byMeaning:
		weights = &j.ByMeaning
	}
	x := p.signals()
	s := Score{Compared: true, looked: p.looked}
	for grade := range weights {
		w := &weights[grade]
		p.gradeSignals(&x, grade)
		sum := w.Bias
		for i, v := range x {
			sum += w.Signals[i] * v
		}
		s.LogOdds[grade] = sum
	}
	w := &weights[encoder.Met]
	p.gradeSignals(&x, encoder.Met)
	s.parts[0] = w.Bias
	for i, v := range x {
		s.parts[partOf[i]] += w.Signals[i] * v
	}
	if sameWording(a, b) {
		s.parts[len(partNames)-1] = span - s.LogOdds[encoder.Met]
		s.LogOdds = [encoder.Grades]float64{span, span, span}
	}
	s.LogOdds[encoder.Partly] = max(s.LogOdds[encoder.Partly], s.LogOdds[encoder.Met])
	s.LogOdds[encoder.Fully] = min(s.LogOdds[encoder.Fully], s.LogOdds[encoder.Met])
	return s
}

// Meets reports whether the probability of "met" reaches the threshold.
func (j *Judge) Meets(s *Score) bool { return s.Confidence() >= j.thresholds(s).Met }

// MeetsPartly reports whether the probability of "partly" reaches the threshold.
func (j *Judge) MeetsPartly(s *Score) bool { return s.Partly() >= j.thresholds(s).Partly }

func (j *Judge) thresholds(s *Score) Thresholds {
	if s.looked {
		return j.SecondLook.Thresholds
	}
	return j.Thresholds
}

// Compare judges b, what is offered, against a, what is required.
func (c *Corpus) Compare(j *Judge, a, b *Text) Score {
	p := c.pairOf(a, b)
	return j.score(&p)
}

// LookAgain scores a pair with the log-odds of the second look's cross-encoder. A pair
// without vectors gets the same score as from Compare.
func (c *Corpus) LookAgain(j *Judge, a, b *Text, together [encoder.Grades]float32) Score {
	p := c.pairOf(a, b)
	p.looked, p.together = p.byMeaning, together
	return j.score(&p)
}
