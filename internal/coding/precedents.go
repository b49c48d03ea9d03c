package coding

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"crosswalk/internal/jobtitle"
	"crosswalk/internal/semantic"
	"crosswalk/internal/slab"
)

// Precedents are classes whose codes are known. A job is likely coded as those
// that its text is most like by meaning; where it has none, its title.
type Precedents struct {
	// Meaning is the embedding model that the texts were placed by.
	Meaning string      `json:"meaning"`
	Classes []Precedent `json:"classes"`

	mean          []float32 // of the texts
	titles, texts block
}

// A Precedent is a class whose code is known.
type Precedent struct {
	Title string   `json:"title"`
	SOCs  []string `json:"socs"` // six-digit codes that were right for it
	// Text is where the statements lie, a byte for each dimension: 127 is one
	// times Scale. Like the matrices of the embedding model it says nothing to a
	// reader; the title does.
	Text  []byte  `json:"text"`
	Scale float32 `json:"scale"`

	group       string
	title, text []float32
}

// likenessSharpness makes the nearest of the precedents count: one that is
// alike by 0.1 more counts seven times as much.
const likenessSharpness = 20

// farLikeness is how like a job is, to all precedents taken together, when they
// speak for it by half: nineteen of twenty California classes are nearer to the
// others. What is like none of the precedents has none, though one of them is
// always the nearest.
const farLikeness = 0.76

// newPrecedents takes what is known of examples.
func newPrecedents(examples []Example) *Precedents {
	p := &Precedents{}
	for i := range examples {
		ex := &examples[i]
		var socs []string
		for soc := range ex.Right {
			socs = append(socs, soc)
		}
		slices.Sort(socs)
		p.Classes = append(p.Classes, Precedent{Title: ex.Title, SOCs: socs, group: ex.Group, title: ex.PlacedTitle, text: ex.PlacedText})
	}
	p.prepare()
	return p
}

// prepare lays the vectors side by side. The classes use the titles there, so
// that they stand in memory once.
func (p *Precedents) prepare() {
	if len(p.Classes) == 0 || len(p.Classes[0].title) == 0 {
		return // nothing was placed
	}
	width := len(p.Classes[0].title)
	p.mean, p.titles, p.texts = make([]float32, width), newBlock(width, len(p.Classes)), newBlock(width, len(p.Classes))
	for i := range p.Classes {
		addTimes(p.mean, p.Classes[i].text, 1/float64(len(p.Classes)))
	}
	for i := range p.Classes {
		copy(p.titles.row(i), p.Classes[i].title)
		p.Classes[i].title = p.titles.row(i)
		copy(p.texts.row(i), lessUnit(p.Classes[i].text, p.mean))
	}
}

// likeness of a job to every precedent: that of the text, where there is one.
func (p *Precedents) likeness(m *Measured) []float64 {
	if p == nil || len(p.Classes) == 0 || len(m.PlacedTitle) == 0 {
		return nil
	}
	v, rows := m.PlacedTitle, p.titles
	if m.Given != TitleGiven {
		v, rows = lessUnit(m.PlacedText, p.mean), p.texts
	}
	out := make([]float64, rows.rows())
	for i := range out {
		out[i] = float64(semantic.Dot(v, rows.row(i)))
	}
	return out
}

// shares gives codes the square root of their share of the precedents, each by
// how like it is. Those of a group are left out, so that no class is its own
// precedent where the others are learned from.
func (p *Precedents) shares(m *Measured, group string) map[string]float64 {
	out := map[string]float64{}
	sum := math.Exp(likenessSharpness * farLikeness)
	for i, likeness := range p.likeness(m) {
		class := &p.Classes[i]
		if group != "" && class.group == group {
			continue
		}
		w := math.Exp(likenessSharpness * likeness)
		sum += w
		for _, soc := range class.SOCs {
			out[soc] += w / float64(len(class.SOCs))
		}
	}
	for soc, w := range out {
		out[soc] = heard(w/sum, m.Given) * m.textCounts()
	}
	return out
}

// leastHeard is the share of the precedents that just begins to count beside a
// title.
const leastHeard = 0.001

// heard is what a share of the precedents counts, 0 to 1: its square root; or,
// where a title speaks as well, its logarithm, by which the first of many codes
// is not so far ahead of the next.
func heard(share float64, given Given) float64 {
	if given != BothGiven {
		return math.Sqrt(share)
	}
	return math.Log1p(share/leastHeard) / math.Log1p(1/leastHeard)
}

// leastPrecedent is the likeness from which a precedent is worth naming.
const leastPrecedent = 0.3

// nearest names the precedents with a code that are most like a job.
func (p *Precedents) nearest(likeness []float64, soc string) []Nearest {
	var out []Nearest
	for i, l := range likeness {
		if l >= leastPrecedent && slices.Contains(p.Classes[i].SOCs, soc) {
			out = append(out, Nearest{p.Classes[i].Title, min(1, l)})
		}
	}
	slices.SortStableFunc(out, func(a, b Nearest) int { return descending(a.Likeness, b.Likeness) })
	return out[:min(maxPrecedents, len(out))]
}

// textCounts is what the text's signals count beside a title's.
func (m *Measured) textCounts() float64 {
	if m.Given == BothGiven {
		return 1 - m.Brevity
	}
	return 1
}

//go:embed precedents.json
var builtinPrecedents []byte

func readPrecedents(data []byte, model *semantic.Model) (*Precedents, error) {
	p := &Precedents{}
	if err := json.Unmarshal(data, p); err != nil {
		return nil, fmt.Errorf("precedents: %w", err)
	}
	if p.Meaning != model.Name() {
		return nil, fmt.Errorf("precedents: placed by the embedding model %s, this is %s; run make coding-model", p.Meaning, model.Name())
	}
	var texts slab.Slab[float32]
	for i := range p.Classes {
		class := &p.Classes[i]
		if len(class.Text) != model.Dimensions() {
			return nil, fmt.Errorf("precedents: %s: want %d dimensions", class.Title, model.Dimensions())
		}
		class.title = ofStems(model, jobtitle.Parse(class.Title).Stems)
		class.text = texts.Make(len(class.Text))
		for k, cell := range class.Text {
			class.text[k] = class.Scale * float32(int8(cell)) / math.MaxInt8
		}
	}
	p.prepare()
	return p, nil
}

// KnownPrecedents are those that a fusion was fitted with.
func (f *Fusion) KnownPrecedents() *Precedents { return f.precedents }

// File returns the precedents as they are kept, a class a line.
func (p *Precedents) File(model *semantic.Model) ([]byte, error) {
	out := fmt.Appendf(nil, "{\"meaning\": %q, \"classes\": [", model.Name())
	for i, class := range p.Classes {
		for _, v := range class.text {
			class.Scale = max(class.Scale, v, -v)
		}
		class.Text = make([]byte, len(class.text))
		for k, v := range class.text {
			if class.Scale > 0 {
				class.Text[k] = byte(int8(math.Round(float64(v / class.Scale * math.MaxInt8))))
			}
		}
		line, err := json.Marshal(class)
		if err != nil {
			return nil, fmt.Errorf("precedents: %w", err)
		}
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(out, '\n'), line...)
	}
	return append(out, "\n]}\n"...), nil
}
