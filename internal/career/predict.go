package career

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// Signals of a move that no document need state, each 0 to 1.
const (
	Name         = iota // the titles are alike in meaning, words of grade aside
	NextByName          // of the classes with this title but for its grade, the lowest above
	Series              // both are of one series
	NextInSeries        // the next class above in the series
	CodeNear            // the codes are near each other, where they are numbers
	Mutual              // how near the classes are by what they require, beside the nearest of those below the second
	StepUp              // one step up by the titles
	StepFar             // more than one step up
	StepNone            // no step
	StepDown            // down
	signals
)

var signalNames = [signals]string{
	"name", "next_by_name", "series", "next_in_series", "code_near", "mutual", "step_up", "step_far", "step_none", "step_down",
}

// MaySpeakAgainst reports whether a signal may have a negative weight: a step
// may, but nothing that two classes have in common.
func MaySpeakAgainst(signal int) bool { return signal >= StepUp && signal <= StepDown }

// A Measure holds the signals of one move.
type Measure [signals]float64

// Weights say what each signal counts (docs/quality.md says what they were
// fitted to).
type Weights [signals]float64

//go:embed weights.json
var builtinWeights []byte

// BuiltinWeights returns the weights that this program was built with.
func BuiltinWeights() (*Weights, error) {
	var named map[string]float64
	if err := json.Unmarshal(builtinWeights, &named); err != nil {
		return nil, fmt.Errorf("weights of moves: %w", err)
	}
	w := new(Weights)
	for i, name := range signalNames {
		v, ok := named[name]
		if !ok {
			return nil, fmt.Errorf("weights of moves: no %s", name)
		}
		w[i] = v
	}
	return w, nil
}

// File returns the weights as they are kept.
func (w *Weights) File() ([]byte, error) {
	named := map[string]float64{}
	for i, name := range signalNames {
		named[name] = math.Round(w[i]*1e4) / 1e4
	}
	out, err := json.MarshalIndent(named, "", "  ")
	return append(out, '\n'), err
}

// Score adds up what the signals count.
func (w *Weights) Score(m *Measure) float64 {
	sum := 0.0
	for i, v := range m {
		sum += w[i] * v
	}
	return sum
}

// Parts names what adds up to a score.
func (w *Weights) Parts(m *Measure) []spec.Part {
	parts := []spec.Part{}
	for i, v := range m {
		if v != 0 && w[i] != 0 {
			parts = append(parts, spec.Part{Name: signalNames[i], Value: w[i] * v})
		}
	}
	return parts
}

// Distances at which a signal has lost most of itself.
const (
	codesApart = 8.0 // between codes
	oneStep    = 2.0 // grades between titles that are still one step
)

// measure gives the signals of a move.
func (g *Graph) measure(from, to int) Measure {
	a, b := &g.nodes[from], &g.nodes[to]
	var m Measure
	m[Name] = cosine(a.name, b.name)
	set := func(signal int, on bool) {
		if on {
			m[signal] = 1
		}
	}
	set(Series, spec.SameSeries(&a.Class.Class.Class, &b.Class.Class.Class))
	if m[Series] == 1 {
		set(NextInSeries, slices.Contains(g.nextInSeries(from), to))
	}
	if a.Issuer == b.Issuer {
		m[CodeNear] = nearness(a.Code, b.Code)
		sameName := len(a.standing.base) > 0 && slices.Equal(a.standing.base, b.standing.base)
		set(NextByName, sameName && b.standing.grade > a.standing.grade && b.standing.grade == g.nextGrade(from))
	}
	if b.nearestBelow > 0 {
		m[Mutual] = min(1, cosine(a.place, b.place)/b.nearestBelow)
	}
	switch up := b.standing.grade - a.standing.grade; {
	case up > oneStep:
		m[StepFar] = 1
	case up > 0:
		m[StepUp] = 1
	case up == 0:
		m[StepNone] = 1
	default:
		m[StepDown] = 1
	}
	return m
}

// nextGrade is the lowest grade above a class's among the classes of its
// employer with the same title but for the grade; 0 when there is none.
func (g *Graph) nextGrade(from int) float64 {
	a := &g.nodes[from]
	next := 0.0
	for _, i := range g.named[nameKey(a)] {
		if up := g.nodes[i].standing.grade; up > a.standing.grade && (next == 0 || up < next) {
			next = up
		}
	}
	return next
}

// nearness of two codes that are numbers: employers number classes by
// occupational group.
func nearness(a, b string) float64 {
	x, errX := strconv.Atoi(strings.TrimSpace(a))
	y, errY := strconv.Atoi(strings.TrimSpace(b))
	if errX != nil || errY != nil {
		return 0
	}
	return math.Exp(-math.Abs(float64(x-y)) / codesApart)
}

func cosine(a, b []float32) float64 { return max(0, float64(semantic.Dot(a, b))) }

// A Predicted move is one with what speaks for it.
type Predicted struct {
	ID      string
	Score   float64
	Measure Measure
	at      int
}

// Predict ranks the classes that accepts accepts by what speaks for a move to
// them from a class, leaving aside whether any document states it.
func (g *Graph) Predict(from string, accepts func(c *Class) bool) []Predicted {
	i, ok := g.byID[from]
	if !ok {
		return nil
	}
	return g.predict(i, accepts)
}

func (g *Graph) predict(from int, accepts func(c *Class) bool) []Predicted {
	var out []Predicted
	for to := range g.nodes {
		if to == from || !accepts(g.nodes[to].Class) {
			continue
		}
		m := g.measure(from, to)
		out = append(out, Predicted{ID: g.nodes[to].ID, Score: g.weights.Score(&m), Measure: m, at: to})
	}
	slices.SortFunc(out, func(a, b Predicted) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID))
	})
	return out
}
