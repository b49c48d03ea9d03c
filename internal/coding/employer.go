package coding

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// An EmployerModel codes the classes of one employer. It uses the employer's own titles
// and earlier codes, which tell nothing about other employers.
type EmployerModel struct {
	// Data, split and command of the fit.
	Data    string `json:"data"`
	Split   string `json:"split"`
	Command string `json:"command"`
	// NamedBy lists names of the employer in the heading of its own documents.
	NamedBy []string `json:"named_by"`

	// One fusion for each kind of job.
	Fusions map[Given]*Fusion `json:"fusions"`
}

// A Fusion is the weighted sum whose exponent is in proportion to the
// probability of a code (conditional logit). No weight is negative, so that
// every part of a score speaks for its code.
type Fusion struct {
	Signals map[string]float64 `json:"signals"`
	// Prior of a group of occupations, by major group or six-digit code.
	Prior Groups `json:"prior"`
	// TitleWords says what a word of the title, by its stem, adds to a group.
	TitleWords map[string]Groups `json:"title_words,omitempty"`
	// Precedents is the weight of the share that a code has of the precedents.
	Precedents float64     `json:"precedents"`
	Confidence Calibration `json:"confidence"`

	signals    [signalCount]float64
	most       float64            // the greatest sum of signals and prior there can be
	mostWord   map[string]float64 // the most that a word can add
	precedents *Precedents
}

// Groups are weights of groups of occupations, by major group ("11") or
// six-digit code. As text they are "11 0.4, 11-1021 0.25".
type Groups map[string]float64

// MarshalText writes the groups in order.
func (g Groups) MarshalText() ([]byte, error) {
	var out []byte
	for _, group := range slices.Sorted(maps.Keys(g)) {
		if len(out) > 0 {
			out = append(out, ", "...)
		}
		out = fmt.Appendf(out, "%s %g", group, g[group])
	}
	return out, nil
}

// UnmarshalText reads what MarshalText wrote.
func (g *Groups) UnmarshalText(text []byte) error {
	*g = Groups{}
	for part := range strings.SplitSeq(string(text), ", ") {
		group, number, _ := strings.Cut(part, " ")
		w, err := strconv.ParseFloat(number, 64)
		if err != nil || w < 0 || len(group) != majorWidth && len(group) != len("11-1021") {
			return fmt.Errorf("groups want a major group or six-digit code and a weight that is not negative, not %q", part)
		}
		(*g)[group] = w
	}
	return nil
}

//go:embed california.json
var builtinCalifornia []byte

// BuiltinEmployers returns the built-in employer models by issuer id. There is one, for
// the State of California, which has published the codes of its classes. The models are
// read once.
var BuiltinEmployers = sync.OnceValues(readEmployers)

func readEmployers() (map[string]*EmployerModel, error) {
	embedding, err := semantic.BuiltinModel()
	if err != nil {
		return nil, err
	}
	precedents, err := readPrecedents(builtinPrecedents, embedding)
	if err != nil {
		return nil, fmt.Errorf("built-in coding model of California: %w", err)
	}
	m := new(EmployerModel)
	if err := json.Unmarshal(builtinCalifornia, m); err != nil {
		return nil, fmt.Errorf("built-in coding model of California: %w", err)
	}
	for _, given := range []Given{TitleGiven, TextGiven, BothGiven} {
		f := m.Fusions[given]
		if f == nil {
			return nil, fmt.Errorf("built-in coding model of California: there is no fusion for %s", given)
		}
		f.precedents = precedents
		if err := f.prepare(); err != nil {
			return nil, fmt.Errorf("built-in coding model of California: %s: %w", given, err)
		}
	}
	return map[string]*EmployerModel{"us-ca": m}, nil
}

// nameWithin is the number of bytes at the start of a document that are searched for the
// name of its employer.
const nameWithin = 2000

// EmployerNamed returns the issuer id of the first employer with a model whose name
// appears at the start of a document, or "" if there is none.
func EmployerNamed(text string) (string, error) {
	employers, err := BuiltinEmployers()
	if err != nil {
		return "", err
	}
	beginning := text[:min(nameWithin, len(text))]
	for id, m := range employers {
		if slices.ContainsFunc(m.NamedBy, func(name string) bool { return strings.Contains(beginning, name) }) {
			return id, nil
		}
	}
	return "", nil
}

// prepare checks the weights and makes them ready.
func (f *Fusion) prepare() error {
	if len(f.Signals) != int(signalCount) {
		return fmt.Errorf("%d weights for %d signals", len(f.Signals), signalCount)
	}
	f.most = 0
	for s := range signalCount {
		w, ok := f.Signals[s.String()]
		if !ok || !(w >= 0) {
			return fmt.Errorf("signal %s has no weight, or a negative one", s)
		}
		f.signals[s] = w
		f.most += w
	}
	if !(f.Precedents >= 0) {
		return fmt.Errorf("precedents have a negative weight")
	}
	f.most += mostOfGroups(f.Prior) + f.Precedents
	f.mostWord = make(map[string]float64, len(f.TitleWords))
	for word, groups := range f.TitleWords {
		f.mostWord[word] = mostOfGroups(groups)
	}
	return nil
}

// mostOfGroups is the most that groups of both widths can add together.
func mostOfGroups(weights Groups) float64 {
	most := 0.0
	for group, w := range weights {
		if len(group) > majorWidth {
			w += weights[group[:majorWidth]]
		}
		most = max(most, w)
	}
	return most
}

// ofGroups adds the weights of the groups that a code belongs to.
func ofGroups(weights Groups, code string) float64 {
	return weights[code[:majorWidth]] + weights[SOC(code)]
}

// learned is what speaks for a code beside its signals, in the logit's unit.
type learned struct{ prior, title, precedents float64 }

func (f *Fusion) learned(code string, words []string, shares map[string]float64) learned {
	l := learned{prior: ofGroups(f.Prior, code), precedents: f.Precedents * shares[SOC(code)]}
	for _, word := range words {
		l.title += ofGroups(f.TitleWords[word], code)
	}
	return l
}

// minPart is the smallest part worth showing.
const minPart = 1e-9

// explain scales the sum to a share of the most there could be, and names its
// parts.
func (f *Fusion) explain(m *Measured, occupation int, shares map[string]float64) (similarity float64, parts []spec.Part) {
	most := f.most
	for _, word := range m.Words {
		most += f.mostWord[word]
	}
	parts = []spec.Part{}
	add := func(name string, v float64) {
		if v /= most; v > minPart {
			parts = append(parts, spec.Part{Name: name, Value: v})
			similarity += v
		}
	}
	for s, w := range f.signals {
		add(Signal(s).String(), w*float64(m.Signals[occupation][s]))
	}
	l := f.learned(m.Codes[occupation], m.Words, shares)
	add(PartPrior, l.prior)
	add(PartTitleWords, l.title)
	add(PartPrecedents, l.precedents)
	return similarity, parts
}

// ranked is a six-digit code, by the best of its occupations.
type ranked struct {
	soc        string
	occupation int // position among those measured
	logit      float64
}

// sharing is how many of the first codes share the whole: those behind weigh
// next to nothing.
const sharing = 50

// rank orders the six-digit codes of a job; shares are those of the precedents.
func (f *Fusion) rank(m *Measured, shares map[string]float64) []ranked {
	at := make(map[string]int, len(m.Codes))
	out := make([]ranked, 0, len(m.Codes))
	for o, code := range m.Codes {
		l := f.learned(code, m.Words, shares)
		r := ranked{SOC(code), o, l.prior + l.title + l.precedents}
		for s, w := range f.signals {
			r.logit += w * float64(m.Signals[o][s])
		}
		i, ok := at[r.soc]
		switch {
		case !ok:
			at[r.soc] = len(out)
			out = append(out, r)
		case r.logit > out[i].logit:
			out[i] = r
		}
	}
	slices.SortStableFunc(out, func(a, b ranked) int { return descending(a.logit, b.logit) })
	return out[:min(sharing, len(out))]
}

// confidences in ranked codes.
func (f *Fusion) confidences(best []ranked, brevity float64) []float64 {
	logits := make([]float64, len(best))
	for i, r := range best {
		logits[i] = r.logit
	}
	return f.Confidence.Confidences(logits, brevity)
}

// placed returns the first codes of a job, best first.
func (f *Fusion) placed(m *Measured, limit int) []placedCode {
	shares := f.precedents.shares(m, "")
	best := f.rank(m, shares)
	confidences := f.confidences(best, m.Brevity)
	out := make([]placedCode, 0, limit)
	for i, r := range best[:min(limit, len(best))] {
		p := placedCode{occupation: r.occupation, confidence: confidences[i]}
		p.similarity, p.parts = f.explain(m, r.occupation, shares)
		out = append(out, p)
	}
	return out
}
