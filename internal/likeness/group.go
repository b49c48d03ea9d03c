package likeness

import (
	"cmp"
	"slices"

	"github.com/viterin/vek/vek32"
)

// Join describes several classes as one job, such as those of a series. It has all of
// their titles, and the mean of their texts: what every class states counts most, what
// one states counts least.
func Join(all []*Description) *Description {
	if len(all) == 1 {
		return all[0]
	}
	d := new(Description)
	times := map[uint64]float32{}
	for _, one := range all {
		d.titles = append(d.titles, one.titles...)
		for _, t := range one.terms {
			times[t.id] += t.times / float32(len(all))
		}
		switch {
		case one.meaning == nil:
		case d.meaning == nil:
			d.meaning = slices.Clone(one.meaning)
		default:
			vek32.Add_Inplace(d.meaning, one.meaning)
		}
	}
	toUnit(d.meaning)
	d.terms = make([]term, 0, len(times))
	for id, n := range times {
		d.terms = append(d.terms, term{id, n})
	}
	slices.SortFunc(d.terms, func(a, b term) int { return cmp.Compare(a.id, b.id) })
	return d
}

// A Link joins two jobs that are alike. The jobs are numbers, A below B.
type Link struct {
	A, B  int
	Score float64
}

// Groups puts jobs together so that within a group every two have a link: complete
// linkage, which merges first the groups whose weakest link is the strongest. So half-alike
// jobs form no chains. Ties go to the jobs with lower numbers. A job without a group is left
// out; groups are in the order of their first jobs. Two jobs have one link at most.
func Groups(links []Link) [][]int {
	links = slices.Clone(links)
	slices.SortFunc(links, func(x, y Link) int {
		return cmp.Or(cmp.Compare(y.Score, x.Score), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	g := grouping{of: map[int]int{}, members: map[int][]int{}, seen: map[int]map[int]int{}}
	for _, l := range links {
		g.add(l)
	}
	var out [][]int
	for _, members := range g.members {
		if len(members) > 1 {
			slices.Sort(members)
			out = append(out, members)
		}
	}
	slices.SortFunc(out, func(x, y []int) int { return cmp.Compare(x[0], y[0]) })
	return out
}

// A grouping is a state of the groups, named by one of their jobs. Links come strongest
// first, so two groups merge at the link that is the last, and weakest, between them.
type grouping struct {
	of      map[int]int         // group of each job
	members map[int][]int       // of each group
	seen    map[int]map[int]int // links so far between two groups, kept for both
}

func (g *grouping) add(l Link) {
	a, b := g.groupOf(l.A), g.groupOf(l.B)
	g.seen[a][b]++
	g.seen[b][a]++
	if g.seen[a][b] == len(g.members[a])*len(g.members[b]) {
		g.merge(a, b)
	}
}

func (g *grouping) groupOf(job int) int {
	group, known := g.of[job]
	if !known {
		group = job
		g.of[job], g.members[job], g.seen[job] = job, []int{job}, map[int]int{}
	}
	return group
}

// merge puts the jobs of group b into group a.
func (g *grouping) merge(a, b int) {
	for _, job := range g.members[b] {
		g.of[job] = a
	}
	g.members[a] = append(g.members[a], g.members[b]...)
	delete(g.seen[a], b)
	for other, n := range g.seen[b] {
		delete(g.seen[other], b)
		if other != a {
			g.seen[a][other] += n
			g.seen[other][a] += n
		}
	}
	delete(g.members, b)
	delete(g.seen, b)
}
