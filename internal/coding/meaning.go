package coding

import (
	"slices"

	"github.com/viterin/vek/vek32"

	"crosswalk/internal/jobtitle"
	"crosswalk/internal/parallel"
	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// meaning places what the corpus holds by the embedding model, where texts are
// alike that share no word. It is immutable.
type meaning struct {
	model        *semantic.Model
	tasks        block     // by task
	descriptions block     // by occupation
	texts        block     // whole texts by occupation, less their mean
	mean         []float32 // of the whole texts
	titles       placedTitles
	titleBags    block // all titles of an occupation, less the mean of all
	titleMean    []float32
}

// block is rows of vectors of one length, one after the other.
type block struct {
	width int
	cells []float32
}

func newBlock(width, rows int) block { return block{width, make([]float32, width*rows)} }

func (b block) row(i int) []float32 { return b.cells[i*b.width:][:b.width] }

func (b block) rows() int { return len(b.cells) / b.width }

func (b *block) add(row []float32) { b.cells = append(b.cells, row...) }

func newMeaning(c *corpus, model *semantic.Model) *meaning {
	d, n := model.Dimensions(), len(c.occupations)
	m := &meaning{model: model, tasks: newBlock(d, len(c.tasks)), descriptions: newBlock(d, n), texts: newBlock(d, n), mean: make([]float32, d)}
	parallel.For(n, func(i int) {
		o, text := &c.occupations[i], m.texts.row(i)
		copy(m.descriptions.row(i), m.statement(o.Description, spec.Duty))
		addTimes(text, m.descriptions.row(i), weightDescription)
		addTimes(text, m.title(o.Title), weightTitle)
		for _, at := range c.tasksOf[i] {
			row := m.tasks.row(int(at))
			copy(row, m.statement(o.Tasks[c.tasks[at].index].Text, spec.Task))
			addTimes(text, row, weightTask)
		}
		toUnit(text)
	})
	for i := range n {
		addTimes(m.mean, m.texts.row(i), 1/float64(n))
	}
	for i := range n {
		m.centre(m.texts.row(i))
	}
	m.titles = placeTitles(c.titles, model)
	m.titleBags, m.titleMean = newBlock(d, n), make([]float32, d)
	parallel.For(n, func(i int) {
		bag := m.titleBags.row(i)
		for _, at := range c.titlesOf[i] {
			for _, e := range m.titles.terms[at] {
				addTimes(bag, m.titles.stems.row(e.stem), e.weight)
			}
		}
		toUnit(bag)
	})
	for i := range n {
		addTimes(m.titleMean, m.titleBags.row(i), 1/float64(n))
	}
	for i := range n {
		copy(m.titleBags.row(i), lessUnit(m.titleBags.row(i), m.titleMean))
	}
	return m
}

// centre takes out of a whole text what all occupations have in common: every
// text of work is alike in that.
func (m *meaning) centre(text []float32) {
	toUnit(text)
	copy(text, lessUnit(text, m.mean))
}

func (m *meaning) statement(text string, kind spec.Kind) []float32 {
	return m.model.Views(semantic.Read(text, kind).Words).Whole
}

func (m *meaning) title(title string) []float32 {
	return m.model.Title(semantic.Read(title, spec.Knowledge).Words)
}

// ofStems places a title by its stems alone.
func ofStems(model *semantic.Model, stems []string) []float32 {
	v := make([]float32, model.Dimensions())
	for _, stem := range stems {
		vek32.Add_Inplace(v, model.Vector(stem))
	}
	toUnit(v)
	return v
}

// placedTitles are titles as sums of their stems. There are ten times as many
// titles as stems in them, so that the likenesses of titles to a title are added
// up from those of the stems.
type placedTitles struct {
	stems block
	terms [][]term // by title; a title is of length one
}

type term struct {
	stem   int
	weight float64
}

func placeTitles(titles []title, model *semantic.Model) placedTitles {
	p := placedTitles{terms: make([][]term, len(titles))}
	read := make([][]semantic.Word, len(titles))
	parallel.For(len(titles), func(i int) { read[i] = semantic.Read(titles[i].text, spec.Knowledge).Words })
	at, counts := map[string]int{}, model.Header().Parts
	var stems []string
	for i, words := range read {
		p.terms[i] = make([]term, 0, len(words))
		for k, part := range semantic.TitleParts(words) {
			stem := words[k].Stem
			if _, ok := at[stem]; !ok {
				at[stem] = len(stems)
				stems = append(stems, stem)
			}
			p.terms[i] = append(p.terms[i], term{at[stem], float64(counts[part])})
		}
	}
	p.terms, p.stems = packed(p.terms), newBlock(model.Dimensions(), len(stems))
	for i, stem := range stems {
		copy(p.stems.row(i), model.Vector(stem))
	}
	parallel.For(len(titles), func(i int) {
		v := make([]float32, p.stems.width)
		for _, e := range p.terms[i] {
			addTimes(v, p.stems.row(e.stem), e.weight)
		}
		if length := float64(vek32.Norm(v)); length > 0 {
			for k := range p.terms[i] {
				p.terms[i][k].weight /= length
			}
		}
	})
	return p
}

// likeness gives the cosine of every title with a title.
func (p *placedTitles) likeness(title []float32) []float64 {
	stems := make([]float64, p.stems.rows())
	for i := range stems {
		stems[i] = float64(vek32.Dot(title, p.stems.row(i)))
	}
	out := make([]float64, len(p.terms))
	for i, terms := range p.terms {
		for _, e := range terms {
			out[i] += e.weight * stems[e.stem]
		}
	}
	return out
}

// likenessAt is the cosine of one of them with a title.
func (p *placedTitles) likenessAt(i int, title []float32) float64 {
	sum := 0.0
	for _, e := range p.terms[i] {
		sum += e.weight * float64(vek32.Dot(title, p.stems.row(e.stem)))
	}
	return max(0, sum)
}

// placed is where the parts of a job lie by meaning.
type placed struct {
	full, head, topic []float32 // of the title; the topic less what all occupations have in common
	text              []float32 // mean of the statements, less the same
	definition        []float32
	units             block // the statements that are compared with tasks
}

func (m *meaning) place(title jobtitle.Parts) placed {
	p := placed{full: m.title(title.Full), head: m.title(title.Head), topic: m.title(title.Topic), units: block{width: m.model.Dimensions()}}
	m.centre(p.topic)
	p.text, p.definition = make([]float32, p.units.width), make([]float32, p.units.width)
	return p
}

// withoutText leaves the title.
func (p placed) withoutText() placed {
	p.text, p.definition, p.units.cells = make([]float32, len(p.text)), make([]float32, len(p.definition)), nil
	return p
}

// titlesCounted is how many of an occupation's titles make its likeness to a
// title: one alone may be alike by chance.
const titlesCounted = 5

// putMeaning measures by meaning.
func (c *corpus) putMeaning(q *query, out []Signals) {
	m := c.meaning
	var titles [2][]float64
	parallel.For(len(titles), func(i int) { titles[i] = m.titles.likeness([2][]float32{q.placed.full, q.placed.head}[i]) })
	full, head := titles[0], titles[1]
	text, definition := make([]float64, len(out)), make([]float64, len(out))
	for o := range out {
		x := &out[o]
		var best [titlesCounted]float64 // greatest first
		for _, at := range c.titlesOf[o] {
			v := max(full[at], head[at])
			if c.titles[at].own {
				x[OwnTitleAlike] = float32(max(0, v))
			}
			for k := range best {
				if v > best[k] {
					v, best[k] = best[k], v
				}
			}
		}
		for _, v := range best {
			x[TitlesAlike] += float32(v / titlesCounted)
		}
		x[TopicAlike] = cosine(q.placed.topic, m.texts.row(o))
		text[o] = float64(cosine(q.placed.text, m.texts.row(o)))
		definition[o] = float64(cosine(q.placed.definition, m.descriptions.row(o)))
		x[AlikeTitleAndText] = float32(best[0] * text[o])
	}
	shareOfBest(text, q.textWeight)
	shareOfBest(definition, q.textWeight)
	for o := range out {
		out[o][TextAlike], out[o][DefinitionAlike] = float32(text[o]), float32(definition[o])
	}
}

// cosine of two vectors of length one, 0 when they point apart.
func cosine(a, b []float32) float32 { return max(0, min(1, vek32.Dot(a, b))) }

// addTimes adds row, times weight, to sum.
func addTimes(sum, row []float32, weight float64) {
	w := float32(weight)
	for i, v := range row {
		sum[i] += w * v
	}
}

// toUnit gives v length one, unless it is zero.
func toUnit(v []float32) {
	if length := vek32.Norm(v); length > 0 {
		vek32.DivNumber_Inplace(v, length)
	}
}

// lessUnit is a vector less another, at length one. What says nothing stays
// so.
func lessUnit(v, mean []float32) []float32 {
	out := slices.Clone(v)
	if vek32.Norm(v) == 0 {
		return out
	}
	vek32.Sub_Inplace(out, mean)
	toUnit(out)
	return out
}
