package coding

import (
	"context"
	"math"
	"slices"

	"github.com/viterin/vek/vek32"

	"crosswalk/internal/likeness"
	"crosswalk/internal/parallel"
	sentence "crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// A Placer returns the sentence encoder's vector of each text.
type Placer func(ctx context.Context, texts []string) ([]sentence.Row, error)

// Placers make vectors: Occupations those of occupations, which are needed at every start
// and worth keeping, and Jobs those of jobs.
type Placers struct {
	Occupations, Jobs Placer
	Encoder           string // name of the encoder
}

// sense holds the sentence encoder's vectors of the occupations. Unlike meaning, which
// adds up words, the encoder reads whole statements. A sense is immutable.
type sense struct {
	place         Placer // of jobs
	tasks, titles *sentence.Block
	ofTask        []int32 // occupation of each task
	ofTitle       []int32 // and of each title
	own, defined  *sentence.Block
	means         [][]float32 // by occupation: of its tasks and definition, less the mean of all occupations
	common        []float32
	tasksOf       []float64 // number of tasks, by occupation
	firstTask     []int     // the first of them
}

// Senses compare a job with one occupation by their vectors.
type Senses [senseCount]float32

// The senses. All except votes are cosines or means of cosines.
const (
	ownTitleSense   = iota // job title and the occupation's own title
	titleSense             // job title and the nearest of the occupation's titles
	titlesSense            // job title and the five nearest, mean
	statementsSense        // each statement and its nearest task, less the mean over occupations; weighted mean
	tasksSense             // each task and its nearest statement, mean
	textSense              // mean of the statements and mean of the tasks
	votes                  // weighted share of the statements whose nearest task is the occupation's
	definitionSense        // each statement and the definition, weighted mean
	summarySense           // summary of the job and the definition
	wholeSense             // title with summary and the definition
	senseCount
)

var senseNames = [senseCount]string{
	"own_title_sense", "title_sense", "titles_sense", "statements_sense", "tasks_sense", "text_sense", "votes", "definition_sense", "summary_sense", "whole_sense",
}

// voteSharpness is the factor of the cosine in a vote: a statement divides its vote among
// the occupations by softmax.
const voteSharpness = 15

func newSense(ctx context.Context, occupations []Occupation, place Placers) (*sense, error) {
	s := &sense{place: place.Jobs, tasksOf: make([]float64, len(occupations))}
	var tasks, titles, own, definitions []string
	for o, occupation := range occupations {
		own = append(own, occupation.Title)
		s.firstTask = append(s.firstTask, len(tasks))
		definitions = append(definitions, occupation.Title+": "+occupation.Description)
		for _, t := range occupation.Tasks {
			tasks, s.ofTask = append(tasks, t.Text), append(s.ofTask, int32(o))
		}
		for _, t := range append([]string{occupation.Title}, occupation.Titles...) {
			titles, s.ofTitle = append(titles, t), append(s.ofTitle, int32(o))
		}
		s.tasksOf[o] = float64(len(occupation.Tasks))
	}
	for _, p := range []struct {
		texts []string
		into  **sentence.Block
	}{{tasks, &s.tasks}, {titles, &s.titles}, {own, &s.own}, {definitions, &s.defined}} {
		rows, err := place.Occupations(ctx, p.texts)
		if err != nil {
			return nil, err
		}
		*p.into = sentence.BlockOf(rows)
	}
	s.centre(len(occupations))
	return s, nil
}

// centre subtracts the mean of all occupations from each: every text about work has
// something in common with every other.
func (s *sense) centre(n int) {
	width := 0
	if s.defined.Len() > 0 {
		width = len(s.defined.Row(0).Cells)
	}
	s.means, s.common = make([][]float32, n), make([]float32, width)
	for o := range s.means {
		s.means[o] = make([]float32, width)
	}
	for t, o := range s.ofTask {
		addTimes(s.means[o], s.tasks.Row(t).Floats(), 1)
	}
	for o := range s.means {
		toUnit(s.means[o])
		addTimes(s.means[o], s.defined.Row(o).Floats(), 1)
		toUnit(s.means[o])
		addTimes(s.common, s.means[o], 1/float64(n))
	}
	for o := range s.means {
		s.means[o] = lessUnit(s.means[o], s.common)
	}
}

// summarised lists the kinds of statements in a summary, most telling first;
// summaryLength is the number of statements.
var summarised = []spec.Kind{spec.Purpose, spec.RoleDescription, spec.Duty, spec.Task, spec.Other}

const summaryLength = 5

// summary joins the first statements about a job's purpose and duties.
func summary(statements []spec.Statement) string {
	var said []string
	for _, kind := range summarised {
		for i := range statements {
			st := &statements[i]
			if st.Kind == kind && !st.Boilerplate && len(said) < summaryLength && !slices.Contains(said, st.Text) {
				said = append(said, st.Text)
			}
		}
	}
	out := ""
	for _, text := range said {
		out += text + ". "
	}
	return out
}

// read compares a job with every occupation, by what is given of it.
func (s *sense) read(ctx context.Context, j Job, given Given) ([]Senses, error) {
	out := make([]Senses, s.own.Len())
	said := likeness.Weigh(j.Statements)
	first := summary(j.Statements)
	if given == TitleGiven {
		said, first = nil, ""
	}
	title, whole := j.Title, first
	if given == TextGiven {
		title = ""
	} else if whole = title; given == BothGiven {
		whole = title + ": " + first
	}
	texts := []string{title, first, whole}
	for _, st := range said {
		texts = append(texts, st.Text)
	}
	rows, err := s.place(ctx, texts)
	if err != nil {
		return nil, err
	}
	if given != TextGiven {
		s.readTitle(rows[0], out)
		s.put(out, wholeSense, s.defined, rows[2])
	}
	if given != TitleGiven {
		s.put(out, summarySense, s.defined, rows[1])
		s.readStatements(said, rows[3:], out)
	}
	return out, nil
}

func (s *sense) put(out []Senses, at int, b *sentence.Block, row sentence.Row) {
	cosines := make([]float32, b.Len())
	b.Dots(row, 0, cosines)
	for o, v := range cosines {
		out[o][at] = v
	}
}

func (s *sense) readTitle(title sentence.Row, out []Senses) {
	s.put(out, ownTitleSense, s.own, title)
	cosines := make([]float32, s.titles.Len())
	s.titles.Dots(title, 0, cosines)
	best := make([][titlesCounted]float32, len(out)) // greatest first
	for t, v := range cosines {
		b := &best[s.ofTitle[t]]
		for k := range b {
			if v > b[k] {
				v, b[k] = b[k], v
			}
		}
	}
	for o := range out {
		out[o][titleSense] = best[o][0]
		for _, v := range best[o] {
			out[o][titlesSense] += v / titlesCounted
		}
	}
}

// A comparison holds the cosines of one statement with every task and occupation.
type comparison struct {
	tasks, nearest, defined []float32 // by task; by occupation
	votes                   []float64 // share of each occupation
	mean, most              float64
}

// tasksAtOnce is how many tasks are compared with all statements before the next are: as
// many as stay in a processor's cache.
const tasksAtOnce = 1024

// compare compares statements with every task and definition. The cosine of each task with
// its nearest statement goes into ofTask.
func (s *sense) compare(rows []sentence.Row, ofTask []float32) []comparison {
	all := make([]comparison, len(rows))
	for i := range all {
		all[i].tasks = make([]float32, s.tasks.Len())
	}
	parallel.For((s.tasks.Len()+tasksAtOnce-1)/tasksAtOnce, func(part int) {
		from := part * tasksAtOnce
		most := ofTask[from:min(from+tasksAtOnce, len(ofTask))]
		for k := range most {
			most[k] = -1
		}
		for i, row := range rows {
			cosines := all[i].tasks[from : from+len(most)]
			s.tasks.Dots(row, from, cosines)
			for k, v := range cosines {
				most[k] = max(most[k], v)
			}
		}
	})
	parallel.For(len(rows), func(i int) { s.sum(rows[i], &all[i]) })
	return all
}

// sum completes a comparison with the tasks.
func (s *sense) sum(row sentence.Row, h *comparison) {
	n := len(s.means)
	h.defined, h.votes = make([]float32, n), make([]float64, n)
	s.defined.Dots(row, 0, h.defined)
	h.nearest, h.most = slices.Clone(h.defined), -1
	for t, v := range h.tasks {
		o := s.ofTask[t]
		h.nearest[o] = max(h.nearest[o], v)
	}
	for _, v := range h.nearest {
		h.mean += float64(v) / float64(n)
		h.most = max(h.most, float64(v))
	}
	total := 0.0
	for o, v := range h.nearest {
		h.votes[o] = math.Exp(voteSharpness * (float64(v) - h.most))
		total += h.votes[o]
	}
	for o := range h.votes {
		h.votes[o] /= total
	}
}

// readStatements compares statements with tasks and definitions. A statement weighs more
// the more its nearest occupation stands out from the mean.
func (s *sense) readStatements(said []likeness.WeightedText, rows []sentence.Row, out []Senses) {
	ofTask := make([]float32, s.tasks.Len())
	all := s.compare(rows, ofTask)
	mean, whole := make([]float32, len(s.common)), 0.0
	sums := make([][3]float64, len(out)) // statements, votes, definition
	for i := range all {
		h := &all[i]
		addTimes(mean, rows[i].Floats(), said[i].Weight)
		telling := said[i].Weight * (h.most - h.mean)
		whole += telling
		for o := range sums {
			sums[o][0] += telling * (float64(h.nearest[o]) - h.mean)
			sums[o][1] += telling * h.votes[o]
			sums[o][2] += telling * float64(h.defined[o])
		}
	}
	if whole == 0 {
		return
	}
	mean = lessUnit(unitOf(mean), s.common)
	for o := range out {
		x := &out[o]
		x[statementsSense], x[votes], x[definitionSense] = float32(sums[o][0]/whole), float32(sums[o][1]/whole), float32(sums[o][2]/whole)
		x[textSense] = vek32.Dot(mean, s.means[o])
	}
	for t, v := range ofTask {
		o := s.ofTask[t]
		out[o][tasksSense] += v / float32(s.tasksOf[o])
	}
}

func unitOf(v []float32) []float32 {
	out := slices.Clone(v)
	toUnit(out)
	return out
}
