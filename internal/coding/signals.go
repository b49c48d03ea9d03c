package coding

import (
	"math"
	"slices"
	"strings"

	"crosswalk/internal/jobtitle"
)

// A Signal is one thing that speaks for an occupation, 0 to 1.
type Signal int

// The signals, in the order in which an answer shows them.
const (
	TitleExact        Signal = iota // the title is the occupation's, or one of few occupations' other titles
	TitleModel                      // probability of the occupation given the title's words
	TitleHead                       // best title that ends with the same word
	TitleAside                      // best title for what stands in brackets
	AsideMeaning                    // the brackets in the latent space
	TitleAndText                    // title's cosine times text_meaning
	Text                            // BM25 of the statements in the whole text, as a share of the best
	TextLikeness                    // cosine of the statements with the whole text, as a share of the best
	TextMeaning                     // statements in the latent space
	TasksFound                      // mean best statement per task, as a share of the best
	ToolsFound                      // tools and technologies that statements name, as a share of the best
	DefinitionFound                 // definition with description, as a share of the best
	GroupOfHead                     // share of the titles with this last word that are in the major group
	GroupOfText                     // statements with the major group's texts
	MinorOfText                     // statements with the minor group's texts
	RankSupervisor                  // supervisor's title, first-line supervisors
	RankForeman                     // manager's title, first-line supervisors
	RankWorker                      // neither's title, neither managers nor supervisors
	Preparation                     // job zone near the qualifications'
	TitlesKnown                     // how many titles the occupation is known by
	CatchAll                        // occupations "all other", which have no tasks
	OwnTitleAlike                   // title with its own title, by the embedding model
	TitlesAlike                     // title with the mean of its best titles
	TopicAlike                      // the title without words for posts with its whole text
	TextAlike                       // mean of the statements with its whole text, as a share of the best
	AlikeTitleAndText               // best title times text_alike before it is a share
	DefinitionAlike                 // definition with description, as a share of the best
	signalCount
)

var signalNames = [signalCount]string{
	"title_exact", "title_model", "title_head", "title_aside", "aside_meaning", "title_and_text",
	"text", "text_likeness", "text_meaning", "tasks_found", "tools_found", "definition",
	"group_of_head", "group_of_text", "minor_of_text", "rank_supervisor", "rank_foreman", "rank_worker",
	"preparation", "titles_known", "catch_all",
	"own_title_alike", "titles_alike", "topic_alike", "text_alike", "title_and_text_alike", "definition_alike",
}

func (s Signal) String() string { return signalNames[s] }

// Parts of a score beside the signals: how common an occupation is among
// public employers' classes, and of classes whose code is known, what words of
// the title stood for, and how those were coded that are alike.
const (
	PartPrior      = "prior"
	PartTitleWords = "title_words"
	PartPrecedents = "precedents"
)

// Signals of one occupation.
type Signals [signalCount]float32

// Parameters of BM25.
const (
	bm25K = 1.2
	bm25B = 0.6
)

// measure gives every occupation its signals. Closest is the likeness of the
// text to the occupation that it is most alike to.
func (c *corpus) measure(q *query) (out []Signals, closest float64) {
	out = make([]Signals, len(c.occupations))
	put := func(s Signal, values []float64) {
		for i, v := range values {
			out[i][s] = float32(v)
		}
	}
	// What a short text says may be chance: beside a title it counts less.
	putText := func(s Signal, values []float64) {
		shareOfBest(values, q.textWeight)
		put(s, values)
	}
	likeness := c.titleLikeness(q.full)
	put(TitleExact, c.titleExact(q.full))
	put(TitleModel, c.titleModel(q.full))
	put(TitleHead, c.titleHead(q))
	put(TitleAside, c.titleLikeness(q.aside))
	put(AsideMeaning, shareOfBest(c.latent.likeness(c.cosines(q.aside)), 1))

	cosines := c.cosines(q.bodyVector)
	meaning := c.latent.likeness(cosines)
	closest = slices.Max(append(meaning, 0))
	putText(TextMeaning, meaning)
	putText(TextLikeness, cosines)
	putText(Text, c.bm25(q.body))
	putText(TasksFound, c.tasksFound(q))
	putText(ToolsFound, c.tools.found(q.stems, len(out)))
	definition := make([]float64, len(out))
	for i, d := range c.description {
		definition[i] = q.definition.dot(d)
	}
	putText(DefinitionFound, definition)

	head := c.titleLikeness(q.head)
	for i := range out {
		out[i][TitleAndText] = float32(max(likeness[i], head[i]) * meaning[i])
	}
	c.putGroups(q, out)
	c.putOccupation(q, out)
	c.putMeaning(q, out)
	return out, closest
}

// shareOfBest scales values so that the greatest is full.
func shareOfBest(values []float64, full float64) []float64 {
	if best := slices.Max(append(values, 0)); best > 0 {
		for i := range values {
			values[i] *= full / best
		}
	}
	return values
}

// titleLikeness gives each occupation the cosine of its best title.
func (c *corpus) titleLikeness(v vector) []float64 {
	scores := make([]float64, len(c.titles))
	for _, e := range v {
		for _, t := range c.ofTitle[e.stem] {
			scores[t.at] += e.weight * t.weight
		}
	}
	best := make([]float64, len(c.occupations))
	for t, s := range scores {
		o := c.titles[t].occupation
		best[o] = max(best[o], s)
	}
	return best
}

// sameWords is the cosine from which two titles have the same words.
const sameWords = 1 - 1e-9

// titleExact is 1 for the occupation that has the title as its own, and for
// others that are known by it a share: the fewer they are, the more.
func (c *corpus) titleExact(v vector) []float64 {
	out := make([]float64, len(c.occupations))
	if len(v) == 0 {
		return out
	}
	known := 0.0
	for _, t := range c.ofTitle[v[0].stem] {
		title := &c.titles[t.at]
		if len(title.vector) != len(v) || title.vector.dot(v) < sameWords {
			continue
		}
		if title.own {
			out[title.occupation] = 1
		} else if out[title.occupation] == 0 {
			out[title.occupation] = otherTitle
			known++
		}
	}
	for i, value := range out {
		if value == otherTitle {
			out[i] = value / known
		}
	}
	return out
}

// hasTitle reports whether some occupation is known by a title.
func (c *corpus) hasTitle(v vector) bool { return slices.Max(append(c.titleExact(v), 0)) > 0 }

// otherTitle is what a title counts that only one occupation is known by.
const otherTitle = 0.75

// titleSmoothing is how many stems of an average title each occupation's
// titles are taken to have more (Dirichlet).
const titleSmoothing = 8

// titleModel is the square root of the probability of each occupation given
// the words of a title, flattened: words of a title are not independent.
func (c *corpus) titleModel(v vector) []float64 {
	out := make([]float64, len(c.occupations))
	if len(v) == 0 || c.titleStems == 0 {
		return out
	}
	count := make([]float64, len(c.occupations))
	for _, e := range v {
		clear(count)
		for _, t := range c.ofTitle[e.stem] {
			count[c.titles[t.at].occupation]++
		}
		background := (float64(len(c.ofTitle[e.stem])) + 0.5) / c.titleStems
		for o := range out {
			out[o] += math.Log((count[o] + titleSmoothing*background) / (c.titleLength[o] + titleSmoothing))
		}
	}
	const flatten = 0.5
	for o, p := range softmax(out, flatten) {
		out[o] = math.Sqrt(p)
	}
	return out
}

// softmax turns scores, times a factor, into probabilities.
func softmax(scores []float64, factor float64) []float64 {
	best := math.Inf(-1)
	for _, s := range scores {
		best = max(best, s)
	}
	out := make([]float64, len(scores))
	sum := 0.0
	for i, s := range scores {
		out[i] = math.Exp(factor * (s - best))
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// sameHead is what a title counts that only ends with the same word.
const sameHead = 0.2

func (c *corpus) titleHead(q *query) []float64 {
	out := make([]float64, len(c.occupations))
	last := c.lastStem(q.title.Full)
	if last < 0 {
		return out
	}
	for _, t := range c.ofTitle[last] {
		if t := c.titles[t.at]; t.last == last {
			o := t.occupation
			out[o] = max(out[o], sameHead+(1-sameHead)*q.full.dot(t.vector))
		}
	}
	return out
}

func (c *corpus) bm25(body map[int32]float64) []float64 {
	out := make([]float64, len(c.occupations))
	for s := range c.idf {
		tf := body[int32(s)]
		if tf == 0 {
			continue
		}
		w := math.Sqrt(tf) * c.idf[s]
		for _, p := range c.postings[s] {
			out[p.occupation] += w * p.tf * (bm25K + 1) / (p.tf + bm25K*(1-bm25B+bm25B*c.lengths[p.occupation]/c.meanLength))
		}
	}
	return out
}

// tasksFound gives each occupation the mean likeness of its tasks to the
// statement that is most like each.
func (c *corpus) tasksFound(q *query) []float64 {
	out, best, scratch := make([]float64, len(c.occupations)), make([]float64, len(c.tasks)), make([]float64, len(c.tasks))
	for _, u := range q.units {
		for _, t := range c.likeTasks(u.vector, scratch) {
			best[t] = max(best[t], scratch[t])
			scratch[t] = 0
		}
	}
	for t, v := range best {
		o := c.tasks[t].occupation
		out[o] += v / float64(len(c.occupations[o].Tasks))
	}
	return out
}

// likeTasks adds the cosines of a statement with every task that shares a stem
// to scores, which must be zero, and returns those tasks.
func (c *corpus) likeTasks(v vector, scores []float64) []int32 {
	var touched []int32
	for _, e := range v {
		for _, t := range c.ofTask[e.stem] {
			if scores[t.at] == 0 {
				touched = append(touched, t.at)
			}
			scores[t.at] += e.weight * t.weight
		}
	}
	return touched
}

// putGroups measures by groups of occupations.
func (c *corpus) putGroups(q *query, out []Signals) {
	heads := map[string]float64{}
	n := 2.0 // a word that ends few titles says little
	if last := c.lastStem(q.title.Full); last >= 0 {
		for _, t := range c.ofTitle[last] {
			if t := c.titles[t.at]; t.last == last {
				heads[c.occupations[t.occupation].Code[:majorWidth]]++
				n++
			}
		}
	}
	likeness := func(width int) map[string]float64 {
		best, values := 0.0, map[string]float64{}
		for g, centroid := range c.centroids[width] {
			values[g] = q.bodyVector.dot(centroid)
			best = max(best, values[g])
		}
		for g := range values {
			values[g] /= max(best, 1e-9)
		}
		return values
	}
	major, minor := likeness(majorWidth), likeness(minorWidth)
	for i, o := range c.occupations {
		out[i][GroupOfHead] = float32(math.Sqrt(heads[o.Code[:majorWidth]] / n))
		out[i][GroupOfText] = float32(q.textWeight * major[o.Code[:majorWidth]])
		out[i][MinorOfText] = float32(q.textWeight * minor[o.Code[:minorWidth]])
	}
}

const (
	firstLine     = "First-Line Supervisors"
	managersGroup = "11"
	manyTitles    = 6 // log of about the most titles that an occupation has
)

// putOccupation measures by what an occupation is.
func (c *corpus) putOccupation(q *query, out []Signals) {
	for i, o := range c.occupations {
		x := &out[i]
		first := strings.HasPrefix(o.Title, firstLine)
		manages := o.Code[:majorWidth] == managersGroup
		set := func(s Signal, on bool) {
			if on {
				x[s] = 1
			}
		}
		set(RankSupervisor, q.title.Rank == jobtitle.Supervisor && first)
		set(RankForeman, q.title.Rank == jobtitle.Manager && first)
		set(RankWorker, (q.title.Rank == jobtitle.Worker || q.title.Rank == jobtitle.Helper) && !first && !manages)
		if len(o.Tasks) == 0 {
			x[CatchAll] = float32(q.textWeight)
		}
		x[TitlesKnown] = float32(math.Log1p(float64(len(o.Titles))) / manyTitles)
		x[Preparation] = float32(zoneNearness(q.zone, o.JobZone))
	}
}
