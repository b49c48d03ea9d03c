// Package sequence labels each member of a sequence from its features and the
// label before it: a linear-chain conditional random field (Lafferty,
// McCallum and Pereira 2001).
package sequence

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A Model holds the weights. It never changes after it is read.
type Model struct {
	labels      []string
	transitions [][]float64          // [label before][label]
	features    map[string][]float64 // feature -> weight by label
}

// Labels lists the labels, in the order of Label.
func (m *Model) Labels() []string { return m.labels }

// A Label is the label of a member in the most likely sequence, and its marginal
// probability.
type Label struct {
	Name        string
	Probability float64
}

// fields of a line of the table.
const (
	transitionLine = "transition" // label before, label, weight
	featureLine    = "feature"    // feature, label, weight
)

// Read reads a table of weights: lines of four tab-separated fields. Missing
// features have no weight. Errors name the line.
func Read(r io.Reader) (*Model, error) {
	m := &Model{features: make(map[string][]float64)}
	at := make(map[string]int)
	label := func(name string) int {
		i, ok := at[name]
		if !ok {
			i = len(m.labels)
			at[name], m.labels = i, append(m.labels, name)
		}
		return i
	}
	type weight struct {
		kind, a string
		label   int
		value   float64
	}
	var weights []weight
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		f := strings.Split(lines.Text(), "\t")
		if len(f) != 4 || f[0] != transitionLine && f[0] != featureLine {
			return nil, fmt.Errorf("line %d: want %s or %s and three more fields between tabs", n, transitionLine, featureLine)
		}
		value, err := strconv.ParseFloat(f[3], 64)
		if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
			return nil, fmt.Errorf("line %d: %q is no weight", n, f[3])
		}
		if f[0] == transitionLine {
			label(f[1])
		}
		weights = append(weights, weight{f[0], f[1], label(f[2]), value})
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(m.labels) == 0 {
		return nil, fmt.Errorf("a table of weights without labels")
	}
	m.transitions = make([][]float64, len(m.labels))
	for i := range m.transitions {
		m.transitions[i] = make([]float64, len(m.labels))
	}
	for _, w := range weights {
		if w.kind == transitionLine {
			m.transitions[at[w.a]][w.label] = w.value
			continue
		}
		if m.features[w.a] == nil {
			m.features[w.a] = make([]float64, len(m.labels))
		}
		m.features[w.a][w.label] = w.value
	}
	return m, nil
}

// Decode labels a sequence, given the features of each member. Its cost grows
// with the length of the sequence and the square of the number of labels.
func (m *Model) Decode(features [][]string) []Label {
	if len(features) == 0 {
		return nil
	}
	states := make([][]float64, len(features))
	for i, list := range features {
		states[i] = make([]float64, len(m.labels))
		for _, f := range list {
			for k, w := range m.features[f] {
				states[i][k] += w
			}
		}
	}
	best := m.viterbi(states)
	marginals := m.marginals(states)
	out := make([]Label, len(features))
	for i, k := range best {
		out[i] = Label{Name: m.labels[k], Probability: marginals[i][k]}
	}
	return out
}

// viterbi returns the most likely sequence.
func (m *Model) viterbi(states [][]float64) []int {
	n, k := len(states), len(m.labels)
	from := make([][]int, n)
	score := slices.Clone(states[0])
	for i := 1; i < n; i++ {
		from[i] = make([]int, k)
		next := make([]float64, k)
		for b := range k {
			best := math.Inf(-1)
			for a := range k {
				if s := score[a] + m.transitions[a][b]; s > best {
					best, from[i][b] = s, a
				}
			}
			next[b] = best + states[i][b]
		}
		score = next
	}
	out := make([]int, n)
	for k, s := range score {
		if s > score[out[n-1]] {
			out[n-1] = k
		}
	}
	for i := n - 1; i > 0; i-- {
		out[i-1] = from[i][out[i]]
	}
	return out
}

// marginals returns the probability of each label of each member, by the forward
// and backward sums.
func (m *Model) marginals(states [][]float64) [][]float64 {
	n, k := len(states), len(m.labels)
	forward, backward := make([][]float64, n), make([][]float64, n)
	forward[0] = slices.Clone(states[0])
	terms := make([]float64, k)
	for i := 1; i < n; i++ {
		forward[i] = make([]float64, k)
		for b := range k {
			for a := range k {
				terms[a] = forward[i-1][a] + m.transitions[a][b]
			}
			forward[i][b] = states[i][b] + logSum(terms)
		}
	}
	backward[n-1] = make([]float64, k)
	for i := n - 2; i >= 0; i-- {
		backward[i] = make([]float64, k)
		for a := range k {
			for b := range k {
				terms[b] = m.transitions[a][b] + states[i+1][b] + backward[i+1][b]
			}
			backward[i][a] = logSum(terms)
		}
	}
	whole := logSum(forward[n-1])
	for i := range n {
		for a := range k {
			forward[i][a] = math.Exp(forward[i][a] + backward[i][a] - whole)
		}
	}
	return forward
}

// logSum returns the logarithm of the sum of exponentials.
func logSum(terms []float64) float64 {
	most := slices.Max(terms)
	sum := 0.0
	for _, t := range terms {
		sum += math.Exp(t - most)
	}
	return most + math.Log(sum)
}
