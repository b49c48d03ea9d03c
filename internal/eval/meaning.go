package eval

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"path/filepath"
	"slices"

	"crosswalk/internal/app"
	"crosswalk/internal/onet"
	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/encoder"
	"crosswalk/internal/semantic/train"
	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// ranking counts how well right answers are found.
type ranking struct {
	n                   float64
	mrr, hit1, hit10, r float64
}

// add counts a query: its scores and which answers are right. Equal scores
// share the middle of their places, so that an order by chance gains nothing.
func (k *ranking) add(scores []float64, right []int) {
	best, found := math.Inf(1), 0.0
	for _, i := range right {
		higher, equal := 0, 0
		for _, s := range scores {
			switch {
			case s > scores[i]:
				higher++
			case s == scores[i]:
				equal++
			}
		}
		rank := float64(higher) + float64(equal+1)/2
		if math.IsInf(scores[i], -1) {
			rank = math.Inf(1)
		}
		best = min(best, rank)
		if rank <= 10 {
			found++
		}
	}
	k.n++
	k.mrr += 1 / best
	k.r += found / float64(len(right))
	if best <= 1 {
		k.hit1++
	}
	if best <= 10 {
		k.hit10++
	}
}

func (k *ranking) merge(o ranking) {
	k.n, k.mrr, k.hit1, k.hit10, k.r = k.n+o.n, k.mrr+o.mrr, k.hit1+o.hit1, k.hit10+o.hit10, k.r+o.r
}

func (k ranking) line(w io.Writer, name string) {
	fmt.Fprintf(w, "    %-34s  %6.0f  %.3f  %.3f  %.3f  %.3f\n", name, k.n, k.mrr/k.n, k.r/k.n, k.hit1/k.n, k.hit10/k.n)
}

const rankingHead = "    ranked by                          queries  MRR    R@10   hit@1  hit@10\n"

// A query of a retrieval measure: its text, the right answers, and whether it
// belongs to the half that stopped the training of the model.
type query struct {
	text  string
	right []int
	self  int // the entry that is the query itself; -1 for none
	seen  bool
}

// meaning measures the built-in model on what its training never saw, beside
// BM25, and the two together as the program fuses them.
func meaning(dir string, w io.Writer) error {
	release, err := onet.Open(filepath.Join(dir, ReleaseFile))
	if err != nil {
		return err
	}
	defer release.Close()
	model, err := semantic.BuiltinModel()
	if err != nil {
		return err
	}
	e, err := encoder.Builtin()
	if err != nil {
		return err
	}
	matcher, err := app.NewMatcher(nil)
	if err != nil {
		return err
	}
	links, err := ReadTaskLinks(release)
	if err != nil {
		return err
	}
	h := model.Header()
	fmt.Fprintf(w, "meaning: statements by the encoder %s; titles by the model %s, %d stems of %d dimensions, %d steps\n  held out: %s\n", e.Name(), model.Name(), h.Stems, h.Dimensions, h.Trained.Steps, h.Trained.HeldOut)
	m := meaningMeasure{model: model, encoder: e, matcher: matcher, w: w}
	activities, queries, err := links.activityQueries(release)
	if err != nil {
		return err
	}
	if err := m.statements("task -> detailed work activity", activities, queries); err != nil {
		return err
	}
	tasks, queries := links.sharedActivityQueries()
	if err := m.statements("task -> tasks of other occupations that share an activity", tasks, queries); err != nil {
		return err
	}
	return m.titles(release)
}

type meaningMeasure struct {
	model   *semantic.Model // of titles
	encoder *encoder.Encoder
	matcher *app.Matcher
	w       io.Writer
}

// statements ranks statements for statements, in three ways.
func (m meaningMeasure) statements(name string, corpus []string, queries []query) error {
	place := func(texts []string) (*vector.Block, error) {
		vectors, err := m.encoder.Embed(context.Background(), texts)
		if err != nil {
			return nil, err
		}
		dims := m.encoder.Dimensions()
		b := vector.NewBlock(len(texts), dims)
		for i := range texts {
			b.Set(i, vectors[i*dims:(i+1)*dims])
		}
		return b, nil
	}
	placed, err := place(corpus)
	if err != nil {
		return err
	}
	asked := make([]string, len(queries))
	at := make(map[string]int, len(queries))
	for i, q := range queries {
		asked[i], at[q.text] = q.text, i
	}
	queried, err := place(asked)
	if err != nil {
		return err
	}
	return m.compare(name, corpus, queries, app.AsStatement, func(text string) []float64 {
		cosines, scores := make([]float32, len(corpus)), make([]float64, len(corpus))
		placed.Dots(queried.Row(at[text]), 0, cosines)
		for i, c := range cosines {
			scores[i] = float64(c)
		}
		return scores
	})
}

// titles ranks occupations by their own titles for alternate titles that the
// training never saw, and for each occupation by the best of its known titles.
func (m meaningMeasure) titles(release *onet.Release) error {
	own, known, owner, queries, err := titleQueries(release)
	if err != nil {
		return err
	}
	place := func(s string) []float32 { return m.model.Title(semantic.Read(s, spec.Knowledge).Words) }
	scorer := func(corpus []string) func(string) []float64 {
		placed := make([][]float32, len(corpus))
		for i, s := range corpus {
			placed[i] = place(s)
		}
		return func(text string) []float64 {
			asked, scores := place(text), make([]float64, len(corpus))
			for i, v := range placed {
				scores[i] = float64(semantic.Dot(asked, v))
			}
			return scores
		}
	}
	if err := m.compare("alternate title -> occupation, by its own title", own, queries, app.AsTitle, scorer(own)); err != nil {
		return err
	}
	baseline, byMeaning := newBM25(known), scorer(known)
	best := func(scores []float64) []float64 {
		out := slices.Repeat([]float64{math.Inf(-1)}, len(own))
		for i, s := range scores {
			out[owner[i]] = max(out[owner[i]], s)
		}
		return out
	}
	fmt.Fprintf(m.w, "  alternate title -> occupation, by the best of its known titles (%d)\n%s", len(known), rankingHead)
	rank(m.w, "BM25", queries, func(t string) []float64 { return best(baseline.scores(t)) })
	rank(m.w, "the model alone", queries, func(t string) []float64 { return best(byMeaning(t)) })
	return nil
}

// compare ranks a corpus by BM25, by the model and as retrieve does.
func (m meaningMeasure) compare(name string, corpus []string, queries []query, as app.TextKind, byModel func(string) []float64) error {
	fmt.Fprintf(m.w, "  %s (%d)\n%s", name, len(corpus), rankingHead)
	rank(m.w, "BM25", queries, newBM25(corpus).scores)
	rank(m.w, "the model alone", queries, byModel)
	entries := make([]app.Text, len(corpus))
	for i, s := range corpus {
		entries[i] = app.Text{ID: fmt.Sprint(i), Text: s}
	}
	retriever, err := m.matcher.NewRetriever(context.Background(), entries, as)
	if err != nil {
		return err
	}
	rank(m.w, "words and model, as retrieve", queries, func(text string) []float64 {
		scores := slices.Repeat([]float64{math.Inf(-1)}, len(corpus))
		hits, failed := retriever.Retrieve(context.Background(), text, len(corpus))
		err = errors.Join(err, failed)
		for _, h := range hits {
			var i int
			fmt.Sscan(h.ID, &i)
			scores[i] = h.Score
		}
		return scores
	})
	return err
}

// rank prints how well a way of scoring does on all queries, and on those that
// nothing was stopped or chosen by.
func rank(w io.Writer, name string, queries []query, scores func(string) []float64) {
	var all, fresh ranking
	for _, q := range queries {
		var one ranking
		s := scores(q.text)
		if q.self >= 0 {
			s[q.self] = math.Inf(-1)
		}
		one.add(s, q.right)
		all.merge(one)
		if !q.seen {
			fresh.merge(one)
		}
	}
	all.line(w, name)
	fresh.line(w, name+", fresh half")
}

// activityQueries are the held-out tasks with their detailed work activities.
func (l *TaskLinks) activityQueries(r *onet.Release) (activities []string, queries []query, err error) {
	at := map[string]int{}
	err = r.Rows("DWA Reference.txt", []string{"DWA ID", "DWA Title"}, func(v []string) error {
		at[v[0]] = len(activities)
		activities = append(activities, v[1])
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	l.eachHeldOut(func(_ string, t task) {
		q := query{text: t.text, self: -1, seen: train.StopsTraining(t.first, false)}
		for _, id := range slices.Sorted(maps.Keys(t.activities)) {
			q.right = append(q.right, at[id])
		}
		queries = append(queries, q)
	})
	return activities, queries, nil
}

func (l *TaskLinks) eachHeldOut(f func(occupation string, t task)) {
	for _, occupation := range slices.Sorted(maps.Keys(l.tasks)) {
		for _, t := range l.tasks[occupation] {
			if len(t.activities) > 0 && train.HeldOutActivity(t.first) {
				f(occupation, t)
			}
		}
	}
}

// sharedActivityQueries are the held-out tasks with the held-out tasks of
// other occupations that share one of their detailed work activities. A task's
// own words in another occupation are no answer.
func (l *TaskLinks) sharedActivityQueries() (texts []string, queries []query) {
	type held struct {
		occupation string
		task       task
	}
	var all []held
	l.eachHeldOut(func(occupation string, t task) {
		if !slices.Contains(texts, t.text) {
			all, texts = append(all, held{occupation, t}), append(texts, t.text)
		}
	})
	for i, a := range all {
		q := query{text: a.task.text, self: i, seen: train.StopsTraining(a.task.first, false)}
		for k, b := range all {
			if detailed, _ := share(a.task, b.task); detailed && k != i && a.occupation != b.occupation {
				q.right = append(q.right, k)
			}
		}
		if len(q.right) > 0 {
			queries = append(queries, q)
		}
	}
	return texts, queries
}

// maxTitleQueries bounds how many held-out titles are asked for: those whose
// place in the order of the file, spread evenly, comes up.
const maxTitleQueries = 1500

// titleQueries are held-out alternate titles with their occupations: own holds
// the occupations' own titles, known all that training may have seen, each
// with its owner.
func titleQueries(r *onet.Release) (own, known []string, owner []int, queries []query, err error) {
	at := map[string]int{}
	official := map[string]bool{}
	err = r.Rows("Occupation Data.txt", []string{"O*NET-SOC Code", "Title"}, func(v []string) error {
		at[v[0]] = len(own)
		own = append(own, v[1])
		official[v[1]] = true
		return nil
	})
	if err != nil {
		return nil, nil, nil, nil, err
	}
	known, owner = slices.Clone(own), make([]int, len(own))
	for i := range owner {
		owner[i] = i
	}
	place := map[string]int{}
	for _, in := range []struct{ file, column string }{{"Alternate Titles.txt", "Alternate Title"}, {"Sample of Reported Titles.txt", "Reported Job Title"}} {
		err = r.Rows(in.file, []string{"O*NET-SOC Code", in.column}, func(v []string) error {
			switch i, ok := place[v[1]]; {
			case official[v[1]]:
			case !train.HeldOutTitle(v[1]):
				known, owner = append(known, v[1]), append(owner, at[v[0]])
			case ok:
				if !slices.Contains(queries[i].right, at[v[0]]) {
					queries[i].right = append(queries[i].right, at[v[0]])
				}
			default:
				place[v[1]] = len(queries)
				queries = append(queries, query{text: v[1], right: []int{at[v[0]]}, self: -1, seen: train.StopsTraining(v[1], true)})
			}
			return nil
		})
		if err != nil {
			return nil, nil, nil, nil, err
		}
	}
	if n := len(queries); n > maxTitleQueries {
		spread := make([]query, maxTitleQueries)
		for i := range spread {
			spread[i] = queries[i*n/maxTitleQueries]
		}
		queries = spread
	}
	return own, known, owner, queries, nil
}
