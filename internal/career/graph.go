package career

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"crosswalk/internal/crosswalk"
	"crosswalk/internal/qualification"
	"crosswalk/internal/semantic"
	"crosswalk/internal/slab"
	"crosswalk/internal/spec"
)

// A Graph holds the moves between classes. It is immutable but for what it
// remembers of moves that were assessed, and safe for concurrent use.
type Graph struct {
	engine  *crosswalk.Engine
	weights *Weights
	nodes   []node
	byID    map[string]int
	stated  [][]stated       // by the class that one comes from
	into    [][]stated       // by the class that one comes to
	named   map[string][]int // classes of an employer by what their titles say is done

	covers   sync.Map // between -> *float64
	likelies sync.Map // class -> []int
}

// A node is a class with what moves are predicted by.
type node struct {
	*Class
	standing standing
	place    []float32 // mean of its statements in the model, less that of all classes
	name     []float32 // of the title's own words, in the model
	// nearestBelow is how near the nearest class of the same employer and a
	// lower grade is, by what both require; 0 when there is none.
	nearestBelow float64
}

// stated is a move that a document states.
type stated struct {
	from, to int
	opening  Opening
}

// NewGraph reads the moves that documents state and prepares what others are
// predicted by. The qualifications' feeders must be resolved.
func NewGraph(classes []*Class, engine *crosswalk.Engine, model *semantic.Model, weights *Weights) (*Graph, error) {
	titles, err := parseGrades(standingTable)
	if err != nil {
		return nil, err
	}
	g := &Graph{
		engine: engine, weights: weights, byID: make(map[string]int, len(classes)),
		stated: make([][]stated, len(classes)), into: make([][]stated, len(classes)),
	}
	var vectors slab.Slab[float32]
	for i, c := range classes {
		n := node{Class: c, standing: titles.read(c.Title)}
		n.place, n.name = vectors.Copy(placeOf(c.Class, model)), vectors.Copy(nameOf(n.standing, model))
		g.nodes = append(g.nodes, n)
		g.byID[c.ID] = i
	}
	g.centre(model.Dimensions())
	g.named = map[string][]int{}
	for i := range g.nodes {
		key := nameKey(&g.nodes[i])
		g.named[key] = append(g.named[key], i)
	}
	g.findNearest()
	for to, c := range classes {
		for _, o := range openings(c.Asked) {
			if from, ok := g.byID[o.from]; ok && from != to {
				g.state(stated{from, to, o.Opening})
			}
		}
	}
	return g, nil
}

// state adds a move, once for each place that states it.
func (g *Graph) state(s stated) {
	same := func(t stated) bool { return t.to == s.to && t.opening == s.opening }
	if !slices.ContainsFunc(g.stated[s.from], same) {
		g.stated[s.from] = append(g.stated[s.from], s)
		g.into[s.to] = append(g.into[s.to], s)
	}
}

type opening struct {
	from string
	Opening
}

// openings lists the classes that qualifications name as ways in. A class that
// must have been a part of a longer experience only opens nothing by itself.
func openings(asked *qualification.Requirements) []opening {
	if asked == nil {
		return nil
	}
	var out []opening
	read := func(label string, conditions []qualification.Condition) {
		for _, c := range conditions {
			if c.Experience == nil {
				continue
			}
			for _, f := range c.Experience.Feeders {
				for _, id := range f.ClassIDs {
					out = append(out, opening{id, Opening{
						SourceID: c.SourceID, Span: f.Span, Name: f.Name, How: f.How, Label: label,
						Text: c.Text, Stated: c.Experience.Stated, Years: c.Experience.Years,
					}})
				}
			}
		}
	}
	read("", asked.Common)
	for _, a := range asked.Alternatives {
		read(a.Label, a.Conditions)
	}
	return out
}

// placeOf is the mean of a class's statements in the model, each by how much it
// says.
func placeOf(c *crosswalk.Class, model *semantic.Model) []float32 {
	sum := make([]float32, model.Dimensions())
	for _, it := range c.Items {
		if it.Text.Mass > 0 {
			addTimes(sum, model.Views(it.Text.Words).Whole, it.Text.Mass)
		}
	}
	return unit(sum)
}

// nameOf places the words of a title that say what is done.
func nameOf(s standing, model *semantic.Model) []float32 {
	sum := make([]float32, model.Dimensions())
	for _, stem := range append(slices.Clone(s.base), s.aside...) {
		if v := model.Vector(stem); len(v) == len(sum) {
			addTimes(sum, v, 1)
		}
	}
	return unit(sum)
}

// centre takes from every place what all classes have in common.
func (g *Graph) centre(dimensions int) {
	mean := make([]float32, dimensions)
	for _, n := range g.nodes {
		addTimes(mean, n.place, 1/float64(len(g.nodes)))
	}
	for i := range g.nodes {
		if p := g.nodes[i].place; semantic.Dot(p, p) > 0 {
			addTimes(p, mean, -1)
			unit(p)
		}
	}
}

// nameKey names an employer and what a title says is done.
func nameKey(n *node) string { return n.Issuer + " " + strings.Join(n.standing.base, " ") }

// findNearest measures every class of an employer against those below it.
func (g *Graph) findNearest() {
	byIssuer := map[string][]int{}
	for i := range g.nodes {
		if issuer := g.nodes[i].Issuer; issuer != Occupations {
			byIssuer[issuer] = append(byIssuer[issuer], i)
		}
	}
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for _, members := range byIssuer {
		for _, i := range members {
			work.Go(func() error {
				n := &g.nodes[i]
				for _, k := range members {
					if g.nodes[k].standing.grade < n.standing.grade {
						n.nearestBelow = max(n.nearestBelow, cosine(n.place, g.nodes[k].place))
					}
				}
				return nil
			})
		}
	}
	work.Wait() // no part of it fails
}

func addTimes(sum, v []float32, times float64) {
	for i := range sum {
		sum[i] += float32(times) * v[i]
	}
}

func unit(v []float32) []float32 {
	if n := math.Sqrt(float64(semantic.Dot(v, v))); n > 0 {
		for i := range v {
			v[i] /= float32(n)
		}
	}
	return v
}

// Asked returns what a class asks of those who apply; nil when no document
// states it.
func (g *Graph) Asked(id string) *qualification.Requirements {
	if i, ok := g.byID[id]; ok {
		return g.nodes[i].Asked
	}
	return nil
}

// Moves lists the stated moves from a class, by the class that they lead to.
// It is for measures; answers come from Paths.
func (g *Graph) Moves(from string) map[string][]Opening {
	out := map[string][]Opening{}
	if i, ok := g.byID[from]; ok {
		for _, s := range g.stated[i] {
			id := g.nodes[s.to].ID
			out[id] = append(out[id], s.opening)
		}
	}
	return out
}

// nextInSeries lists the classes of a class's series that stand next above it:
// those of the lowest higher grade, behind it in the order of the
// specification, and of those the ones with the same words in brackets where
// there are any.
func (g *Graph) nextInSeries(from int) []int {
	n := &g.nodes[from]
	if n.Position == 0 {
		return nil
	}
	var above []int
	lowest := 0.0
	for i := range g.nodes {
		m := &g.nodes[i]
		if !spec.SameSeries(&n.Class.Class.Class, &m.Class.Class.Class) || m.Position <= n.Position || m.standing.grade <= n.standing.grade {
			continue
		}
		if len(above) == 0 || m.standing.grade < lowest {
			above, lowest = above[:0], m.standing.grade
		}
		if m.standing.grade == lowest {
			above = append(above, i)
		}
	}
	alike := slices.DeleteFunc(slices.Clone(above), func(i int) bool {
		return !slices.Equal(g.nodes[i].standing.aside, n.standing.aside)
	})
	if len(alike) > 0 {
		above = alike
	}
	slices.SortFunc(above, func(i, j int) int { return cmp.Compare(g.nodes[i].Position, g.nodes[j].Position) })
	return above
}
