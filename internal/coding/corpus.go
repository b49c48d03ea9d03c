// Package coding finds the O*NET-SOC code of a job class: ranked candidates
// with the named signals that carried them, a calibrated confidence, and the
// honest answer that nothing fits.
package coding

import (
	"math"
	"slices"
	"strings"

	"crosswalk/internal/semantic"
)

// An Occupation is what the coder knows of one O*NET-SOC code.
type Occupation struct {
	ID          string // class id
	Code        string // "21-1093.00"
	Title       string
	Description string
	JobZone     int      // 0 when not stated
	Titles      []string // alternate and reported titles
	Tasks       []Task
	Tools       []string // names of tools and technologies
}

// A Task is a task of an occupation with the titles of the detailed work
// activities that it is linked to.
type Task struct {
	ID         string // statement id
	Text       string
	Activities []string
}

// SOC is the six-digit code of the Standard Occupational Classification that
// an O*NET-SOC code belongs to.
func SOC(code string) string { return code[:min(len(code), len("21-1093"))] }

// corpus holds the occupations as weighted stems. It is immutable.
type corpus struct {
	occupations []Occupation
	stems       map[string]int32
	names       []string         // of the stems
	words       map[string]int32 // stems of the words of all texts, noStem for words that say nothing
	idf         []float64        // by stem, over occupations

	docs       []vector    // an occupation's whole text
	postings   [][]posting // by stem, over whole texts
	lengths    []float64
	meanLength float64

	titles      []title
	titlesOf    [][]int32   // titles of an occupation
	ofTitle     [][]mention // titles by stem
	titleLength []float64   // stems of all titles, by occupation
	titleStems  float64

	tasks   []task
	tasksOf [][]int32   // tasks of an occupation
	ofTask  [][]mention // tasks by stem

	description []vector
	titleBags   []vector                  // all titles of an occupation as one text
	centroids   map[int]map[string]vector // of whole texts, by width of the code's prefix and prefix
	latent      *latent
	tools       tools
	meaning     *meaning
}

// vector is a sparse vector of unit length, by stem, in order.
type vector []entry

type entry struct {
	stem   int32
	weight float64
}

type posting struct {
	occupation int32
	tf, weight float64 // count, and weight in the unit vector
}

// mention is a title or task that a stem stands in, with its weight there.
type mention struct {
	at     int32
	weight float64
}

type title struct {
	occupation int32
	text       string
	own        bool // the occupation's own title, not one of its others
	vector     vector
	last       int32 // stem of the last word, -1 when the corpus has none
}

type task struct {
	occupation int32
	index      int
	vector     vector
}

// What the parts of an occupation count in its whole text.
const (
	weightTitle       = 3
	weightAlternate   = 0.3
	weightDescription = 2
	weightTask        = 1
	weightActivity    = 0.3
)

// Widths of a code's prefix that name its major and its minor group.
const (
	majorWidth = 2
	minorWidth = 4
)

func newCorpus(occupations []Occupation, model *semantic.Model) *corpus {
	c := &corpus{occupations: occupations, stems: map[string]int32{}, words: map[string]int32{}}
	c.addTexts()
	c.addTitlesAndTasks()
	c.centroids = map[int]map[string]vector{majorWidth: c.centroidsOf(majorWidth), minorWidth: c.centroidsOf(minorWidth)}
	c.latent = c.newLatent()
	c.tools = newTools(occupations)
	c.meaning = newMeaning(c, model)
	return c
}

// addTexts weighs the whole text of every occupation.
func (c *corpus) addTexts() {
	bags := make([]map[int32]float64, len(c.occupations))
	for i, o := range c.occupations {
		bags[i] = map[int32]float64{}
		add := func(text string, w float64) {
			c.learn(text)
			for _, s := range c.read(text).known {
				bags[i][s] += w
			}
		}
		add(o.Title, weightTitle)
		add(o.Description, weightDescription)
		for _, t := range o.Titles {
			add(t, weightAlternate)
		}
		for _, t := range o.Tasks {
			add(t.Text, weightTask)
			for _, a := range t.Activities {
				add(a, weightActivity)
			}
		}
	}
	n := float64(len(c.occupations))
	c.idf = make([]float64, len(c.stems))
	for _, b := range bags {
		for s := range b {
			c.idf[s]++
		}
	}
	for s, df := range c.idf {
		c.idf[s] = inverseFrequency(df, len(c.occupations))
	}
	c.postings = make([][]posting, len(c.stems))
	c.lengths = make([]float64, len(c.occupations))
	for i, b := range bags {
		v := c.unit(b)
		c.docs = append(c.docs, v)
		for _, e := range v {
			c.postings[e.stem] = append(c.postings[e.stem], posting{int32(i), b[e.stem], e.weight})
			c.lengths[i] += b[e.stem]
		}
		c.meanLength += c.lengths[i] / n
	}
	c.postings, c.docs = packed(c.postings), packed(c.docs)
}

// packed copies lists into one array without spare capacity.
func packed[L ~[]T, T any](lists []L) []L {
	n := 0
	for _, list := range lists {
		n += len(list)
	}
	all, out := make(L, 0, n), make([]L, len(lists))
	for i, list := range lists {
		begin := len(all)
		all = append(all, list...)
		out[i] = all[begin:len(all):len(all)]
	}
	return out
}

func (c *corpus) addTitlesAndTasks() {
	c.ofTitle, c.ofTask = make([][]mention, len(c.stems)), make([][]mention, len(c.stems))
	c.titleLength = make([]float64, len(c.occupations))
	c.titlesOf, c.tasksOf = make([][]int32, len(c.occupations)), make([][]int32, len(c.occupations))
	for i, o := range c.occupations {
		for k, t := range append([]string{o.Title}, o.Titles...) {
			v := c.vectorOf(t)
			for _, e := range v {
				c.ofTitle[e.stem] = append(c.ofTitle[e.stem], mention{int32(len(c.titles)), e.weight})
			}
			c.titleLength[i] += float64(len(v))
			c.titleStems += float64(len(v))
			c.titlesOf[i] = append(c.titlesOf[i], int32(len(c.titles)))
			c.titles = append(c.titles, title{int32(i), t, k == 0, v, c.lastStem(t)})
		}
		for k, t := range o.Tasks {
			v := c.vectorOf(t.Text)
			for _, e := range v {
				c.ofTask[e.stem] = append(c.ofTask[e.stem], mention{int32(len(c.tasks)), e.weight})
			}
			c.tasksOf[i] = append(c.tasksOf[i], int32(len(c.tasks)))
			c.tasks = append(c.tasks, task{int32(i), k, v})
		}
		c.description = append(c.description, c.vectorOf(o.Title+" "+o.Description))
		c.titleBags = append(c.titleBags, c.vectorOf(strings.Join(append([]string{o.Title}, o.Titles...), "; ")))
	}
	c.ofTitle, c.ofTask = packed(c.ofTitle), packed(c.ofTask)
	c.description, c.titleBags = packed(c.description), packed(c.titleBags)
	c.titles, c.tasks = slices.Clone(c.titles), slices.Clone(c.tasks)
	ofTitles, ofTasks := make([]vector, len(c.titles)), make([]vector, len(c.tasks))
	for i := range ofTitles {
		ofTitles[i] = c.titles[i].vector
	}
	for i := range ofTasks {
		ofTasks[i] = c.tasks[i].vector
	}
	for i, v := range packed(ofTitles) {
		c.titles[i].vector = v
	}
	for i, v := range packed(ofTasks) {
		c.tasks[i].vector = v
	}
}

// inverseFrequency is the weight of what df of n have (Robertson and Spärck
// Jones 1976).
func inverseFrequency(df float64, n int) float64 {
	return math.Log(1 + (float64(n)-df+0.5)/(df+0.5))
}

// centroidsOf adds up the texts of the occupations of each group.
func (c *corpus) centroidsOf(width int) map[string]vector {
	sums := map[string]map[int32]float64{}
	for i, o := range c.occupations {
		g := o.Code[:width]
		if sums[g] == nil {
			sums[g] = map[int32]float64{}
		}
		for _, e := range c.docs[i] {
			sums[g][e.stem] += e.weight
		}
	}
	out := make(map[string]vector, len(sums))
	for g, sum := range sums {
		out[g] = scaled(sum)
	}
	return out
}

// noStem stands for words that have none.
const noStem = -1

// learn gives the words of a text their stems.
func (c *corpus) learn(text string) {
	for _, t := range semantic.Tokens(text) {
		if _, ok := c.words[t.Word]; ok {
			continue
		}
		if semantic.IsStop(t.Word) {
			c.words[t.Word] = noStem
			continue
		}
		stem := semantic.Stem(t.Word)
		id, ok := c.stems[stem]
		if !ok {
			id = int32(len(c.stems))
			c.stems[stem] = id
			c.names = append(c.names, stem)
		}
		c.words[t.Word] = id
	}
}

// words are the stems of a text, in order.
type words struct {
	known []int32  // those that the corpus knows
	all   []string // and with them those that it does not
}

// read reads the words of a text.
func (c *corpus) read(text string) words {
	var w words
	for _, t := range semantic.Tokens(text) {
		id, ok := c.words[t.Word]
		switch {
		case ok && id == noStem, !ok && semantic.IsStop(t.Word):
			continue
		case ok:
			w.all = append(w.all, c.names[id])
		default:
			stem := semantic.Stem(t.Word)
			w.all = append(w.all, stem)
			id, ok = c.stems[stem]
		}
		if ok {
			w.known = append(w.known, id)
		}
	}
	return w
}

// lastStem is the last stem of a title that the corpus knows, noStem when it
// knows none.
func (c *corpus) lastStem(title string) int32 {
	known := c.read(title).known
	if len(known) == 0 {
		return noStem
	}
	return known[len(known)-1]
}

// vectorOf weighs the stems of a text that the corpus knows.
func (c *corpus) vectorOf(text string) vector { return c.weigh(c.read(text)) }

func (c *corpus) weigh(w words) vector {
	b := map[int32]float64{}
	for _, s := range w.known {
		b[s]++
	}
	return c.unit(b)
}

// titleVector weighs the stems of a title. Words that no occupation has take
// their part too, so that "Astral Cartographer" is no cartographer's title.
func (c *corpus) titleVector(title string) vector {
	w := c.read(title)
	v := c.weigh(w)
	known, unknown := 0.0, float64(len(w.all)-len(w.known))
	for _, e := range v {
		known += c.idf[e.stem] * c.idf[e.stem]
	}
	rarest := inverseFrequency(0, len(c.occupations))
	share := math.Sqrt(known / max(known+unknown*rarest*rarest, 1e-9))
	for i := range v {
		v[i].weight *= share
	}
	return v
}

// unit weighs counts, dampened, by idf.
func (c *corpus) unit(counts map[int32]float64) vector {
	weights := make(map[int32]float64, len(counts))
	for s, tf := range counts {
		weights[s] = math.Log1p(tf) * c.idf[s]
	}
	return scaled(weights)
}

// scaled is a vector of length one with weights in the given proportion.
func scaled(weights map[int32]float64) vector {
	v := make(vector, 0, len(weights))
	for s, w := range weights {
		v = append(v, entry{s, w})
	}
	slices.SortFunc(v, func(a, b entry) int { return int(a.stem - b.stem) })
	sum := 0.0
	for _, e := range v {
		sum += e.weight * e.weight
	}
	if sum > 0 {
		n := 1 / math.Sqrt(sum)
		for i := range v {
			v[i].weight *= n
		}
	}
	return v
}

// dot of two vectors.
func (a vector) dot(b vector) float64 {
	sum := 0.0
	for i, k := 0, 0; i < len(a) && k < len(b); {
		switch {
		case a[i].stem == b[k].stem:
			sum += a[i].weight * b[k].weight
			i++
			k++
		case a[i].stem < b[k].stem:
			i++
		default:
			k++
		}
	}
	return sum
}

// cosines of a vector with every occupation's whole text.
func (c *corpus) cosines(v vector) []float64 {
	out := make([]float64, len(c.occupations))
	for _, e := range v {
		for _, p := range c.postings[e.stem] {
			out[p.occupation] += e.weight * p.weight
		}
	}
	return out
}
