package eval

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"slices"
	"strings"

	"crosswalk/internal/career"
	"crosswalk/internal/parallel"
	"crosswalk/internal/qualification"
	"crosswalk/internal/spec"
)

// A StatedMove is a move that a specification states, with where it stands
// among the moves that are predicted without looking at what is stated.
type StatedMove struct {
	From, To string
	How      qualification.How // the closer of the ways in which it is stated
	// Rank among all classes of the employer, 1 for the first; Filtered leaves
	// the other stated moves of the same class out, of which only one can be first.
	Rank, Filtered int
}

// MoveFolds is how many parts the classes are split into.
const MoveFolds = 2

// MoveSplit says in words how.
const MoveSplit = "by the title of the series, or of the class, that the move starts from: FNV-1a hash modulo 2; the moves of each half are ranked by weights fitted to the other"

// foldOfMove returns the part that the moves from a class belong to.
func foldOfMove(c *spec.Class) int {
	h := fnv.New32a()
	h.Write([]byte(cmp.Or(c.Series, c.Title)))
	return int(h.Sum32() % MoveFolds)
}

// moves measures how well moves that specifications state are found without
// what states them: by what the classes require, levels and series.
func moves(dir string, w io.Writer) error {
	m, err := ReadMoves(dir)
	if err != nil {
		return err
	}
	examples := m.Examples()
	var all, duties []StatedMove
	for fold := range MoveFolds {
		weights := FitMoves(m.Fold(examples, fold, false))
		for _, s := range m.Rank(m.Fold(examples, fold, true), weights) {
			all = append(all, s)
			if s.How == qualification.ByDuties {
				duties = append(duties, s)
			}
		}
	}
	fmt.Fprintf(w, "moves: %d classes of the State of California, %d stated moves from %d of them\n", len(m.Classes), len(all), len(examples))
	fmt.Fprintf(w, "  truth: classes that minimum qualifications name as a way in, by duties or at their level, as the extractor reads them; what states them is hidden\n  split: %s\n", MoveSplit)
	fmt.Fprintf(w, "  %-48s %7s %7s %7s %7s\n", "", "moves", "first", "in ten", "MRR")
	reportMoves(w, "ranked by skills, level and series", all)
	reportMoves(w, "... stated by duties", duties)
	words := m.rankByWords(examples)
	reportMoves(w, "BM25 of the two texts", words)
	quoted, openings := m.quoted(examples)
	fmt.Fprintf(w, "  places that state a move: %d, of which %d quote a word of the class that they name\n", openings, quoted)
	fmt.Fprintf(w, "  least coverage that nine of ten stated moves have: %.3f\n", m.coverageOf(examples, 0.1))
	return nil
}

func reportMoves(w io.Writer, name string, moves []StatedMove) {
	for _, view := range []struct {
		words string
		rank  func(m StatedMove) int
	}{
		{name, func(m StatedMove) int { return m.Filtered }},
		{"  other stated moves counted as wrong", func(m StatedMove) int { return m.Rank }},
	} {
		reportRanks(w, view.words, moves, view.rank, func(StatedMove) float64 { return 1 })
	}
	from := map[string]float64{}
	for _, m := range moves {
		from[m.From]++
	}
	reportRanks(w, "  each class that one starts from counts once", moves,
		func(m StatedMove) int { return m.Filtered }, func(m StatedMove) float64 { return 1 / from[m.From] })
}

func reportRanks(w io.Writer, name string, moves []StatedMove, rank func(StatedMove) int, counts func(StatedMove) float64) {
	n, first, ten, mrr := 0.0, 0.0, 0.0, 0.0
	for _, m := range moves {
		c, r := counts(m), rank(m)
		n += c
		if r == 1 {
			first += c
		}
		if r <= 10 {
			ten += c
		}
		mrr += c / float64(r)
	}
	if n == 0 {
		return
	}
	fmt.Fprintf(w, "  %-48s %7d %7.3f %7.3f %7.3f\n", name, len(moves), first/n, ten/n, mrr/n)
}

// Moves are the classes of the State of California with their moves.
type Moves struct {
	Classes []*career.Class
	graph   *career.Graph
	texts   map[string]string // by source
}

// quoted counts the places in documents that state a move, and those at which
// a word of the class's name stands.
func (m *Moves) quoted(examples []MoveExample) (quoted, openings int) {
	for _, ex := range examples {
		for _, list := range m.graph.Moves(ex.From.ID) {
			for _, o := range list {
				openings++
				text := m.texts[o.SourceID]
				if o.Span.Start < 0 || o.Span.End > len(text) || o.Span.Start >= o.Span.End {
					continue
				}
				stands := strings.Fields(bareTitle(text[o.Span.Start:o.Span.End]))
				if slices.ContainsFunc(strings.Fields(bareTitle(o.Name)), func(word string) bool { return slices.Contains(stands, word) }) {
					quoted++
				}
			}
		}
	}
	return quoted, openings
}

// A MoveExample is a class with the moves from it, stated and not.
type MoveExample struct {
	From      *career.Class
	Stated    map[string]qualification.How
	Predicted []career.Predicted // of every other class, by the weights that this program was built with
}

// Examples lists the classes from which a move is stated.
func (m *Moves) Examples() []MoveExample {
	out := make([]MoveExample, len(m.Classes))
	parallel.For(len(m.Classes), func(i int) {
		c := m.Classes[i]
		ex := MoveExample{From: c, Stated: map[string]qualification.How{}}
		for to, openings := range m.graph.Moves(c.ID) {
			ex.Stated[to] = qualification.ByLevel
			for _, o := range openings {
				if o.How == qualification.ByDuties {
					ex.Stated[to] = o.How
				}
			}
		}
		if len(ex.Stated) > 0 {
			ex.Predicted = m.graph.Predict(c.ID, func(*career.Class) bool { return true })
		}
		out[i] = ex
	})
	return slices.DeleteFunc(out, func(ex MoveExample) bool { return len(ex.Stated) == 0 })
}

// Fold returns the examples of a part, or those outside of it.
func (m *Moves) Fold(examples []MoveExample, fold int, inside bool) []MoveExample {
	var out []MoveExample
	for _, ex := range examples {
		if (foldOfMove(&ex.From.Class.Class) == fold) == inside {
			out = append(out, ex)
		}
	}
	return out
}

// Rank finds where the stated moves stand by weights.
func (m *Moves) Rank(examples []MoveExample, weights *career.Weights) []StatedMove {
	var out []StatedMove
	for _, ex := range examples {
		scores := make([]float64, len(ex.Predicted))
		for i := range ex.Predicted {
			scores[i] = weights.Score(&ex.Predicted[i].Measure)
		}
		out = append(out, rankStated(ex, func(i int) string { return ex.Predicted[i].ID }, scores)...)
	}
	return out
}

// rankStated finds where the stated moves of a class stand by scores. Equal
// scores share the worst of their places.
func rankStated(ex MoveExample, id func(i int) string, scores []float64) []StatedMove {
	var out []StatedMove
	at := map[string]float64{}
	for i, s := range scores {
		if _, ok := ex.Stated[id(i)]; ok {
			at[id(i)] = s
		}
	}
	for _, to := range slices.Sorted(maps.Keys(ex.Stated)) {
		own, ok := at[to]
		if !ok {
			continue
		}
		s := StatedMove{From: ex.From.ID, To: to, How: ex.Stated[to]}
		for i, score := range scores {
			if score < own {
				continue
			}
			s.Rank++
			if _, stated := ex.Stated[id(i)]; !stated || id(i) == to {
				s.Filtered++
			}
		}
		out = append(out, s)
	}
	return out
}

// rankByWords ranks by BM25 of the two texts: title and statements, without
// the minimum qualifications.
func (m *Moves) rankByWords(examples []MoveExample) []StatedMove {
	texts := make([]string, len(m.Classes))
	for i, c := range m.Classes {
		texts[i] = textOf(c)
	}
	index := newBM25(texts)
	results := make([][]StatedMove, len(examples))
	parallel.For(len(examples), func(k int) {
		ex := examples[k]
		scores := index.scores(textOf(ex.From))
		id := func(i int) string { return m.Classes[i].ID }
		for i := range m.Classes {
			if id(i) == ex.From.ID {
				scores[i] = -1
			}
		}
		results[k] = rankStated(ex, id, scores)
	})
	return slices.Concat(results...)
}

func textOf(c *career.Class) string {
	var b strings.Builder
	b.WriteString(c.Title)
	for _, it := range c.Items {
		b.WriteString("\n" + it.Statement.Text)
	}
	return b.String()
}

// coverageOf returns the coverage that a share of the stated moves stay below.
func (m *Moves) coverageOf(examples []MoveExample, share float64) float64 {
	values := make([][]float64, len(examples))
	parallel.For(len(examples), func(i int) {
		for to := range examples[i].Stated {
			if c := m.graph.Coverage(examples[i].From.ID, to); c != nil {
				values[i] = append(values[i], *c)
			}
		}
	})
	all := slices.Concat(values...)
	slices.Sort(all)
	if len(all) == 0 {
		return 0
	}
	return all[int(share*float64(len(all)))]
}
