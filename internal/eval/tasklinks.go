package eval

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"crosswalk/internal/match"
	"crosswalk/internal/onet"
	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/train"
	"crosswalk/internal/spec"
)

// TaskLinks is the truth that O*NET publishes about its tasks: which detailed
// work activities each belongs to, and which occupations are related.
type TaskLinks struct {
	tasks   map[string][]task // by occupation, in file order
	related [][2]string       // occupation, related occupation; nearest tier only
	titles  map[string]string // of detailed work activities
}

type task struct {
	text       string
	activities map[string]string // detailed work activity -> its intermediate activity
	first      string            // the intermediate activity that decides the split
}

// nearestTier is O*NET's name for the five most related occupations.
const nearestTier = "Primary-Short"

// ReadTaskLinks reads tasks and links from a release.
func ReadTaskLinks(r *onet.Release) (*TaskLinks, error) {
	intermediate := map[string]string{}
	links := &TaskLinks{tasks: map[string][]task{}, titles: map[string]string{}}
	err := r.Rows("DWA Reference.txt", []string{"DWA ID", "IWA ID", "DWA Title"}, func(v []string) error {
		intermediate[v[0]] = v[1]
		links.titles[v[0]] = v[2]
		return nil
	})
	if err != nil {
		return nil, err
	}
	activities := map[string]map[string]string{}
	first := map[string]string{}
	err = r.Rows("Tasks to DWAs.txt", []string{"Task ID", "DWA ID"}, func(v []string) error {
		if activities[v[0]] == nil {
			activities[v[0]] = map[string]string{}
			first[v[0]] = intermediate[v[1]]
		}
		activities[v[0]][v[1]] = intermediate[v[1]]
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = r.Rows("Task Statements.txt", []string{"O*NET-SOC Code", "Task ID", "Task"}, func(v []string) error {
		links.tasks[v[0]] = append(links.tasks[v[0]], task{text: v[2], activities: activities[v[1]], first: first[v[1]]})
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = r.Rows("Related Occupations.txt", []string{"O*NET-SOC Code", "Related O*NET-SOC Code", "Relatedness Tier"}, func(v []string) error {
		if v[2] == nearestTier {
			links.related = append(links.related, [2]string{v[0], v[1]})
		}
		return nil
	})
	return links, err
}

// Frequencies counts the stems of all tasks.
func (l *TaskLinks) Frequencies() *match.Frequencies {
	f := new(match.Frequencies)
	for _, tasks := range l.tasks {
		for _, t := range tasks {
			f.Add(semantic.Read(t.text, spec.Task).Words)
		}
	}
	return f
}

// A LinkedPair is two tasks of related occupations with the truth about them.
type LinkedPair struct {
	Required, Offered *match.Text
	Met               bool // they share a detailed work activity
	Related           bool // they share an intermediate work activity
	Truth             Truth
}

// Side says what the pairs of a task are for.
type Side int

const (
	Learnt   Side = iota // the model of meaning may have learnt from its activities: for nothing here
	Fitted               // weights and curves are fitted to them
	Reported             // what is reported comes from them
)

// SplitRule says in words how tasks are split.
const SplitRule = "by the first intermediate work activity of the required task, FNV-1a hash of its id: hashes that 5 divides are kept from the training of the model; of those, an even quotient is for the fit, an odd one for the report; offered tasks and stem frequencies come from all tasks"

func sideOf(intermediate string) Side {
	switch {
	case !train.HeldOutActivity(intermediate):
		return Learnt
	case train.StopsTraining(intermediate, false):
		return Fitted
	}
	return Reported
}

// Truth says which published links say what is true of a pair.
type Truth int

const (
	TaskToTask     Truth = iota // a task is required, a related occupation's tasks are offered
	ActivityToTask              // an activity is required, an occupation's tasks are offered

	Truths = iota
)

// A meeting is a required task and the tasks that a related occupation offers.
type meeting struct {
	task     task
	truth    Truth
	side     Side
	required *match.Text
	offered  []task
	texts    []*match.Text
	offers   *match.Offers
	nearest  bool // the tasks are of the most related occupation, or of the same
}

// meetings lists what is to be compared: the tasks of every occupation, those
// aside that the model may have learnt from, with the tasks of each of its
// nearest related occupations.
func (l *TaskLinks) meetings(c *match.Corpus) ([]meeting, error) {
	texts := map[string][]*match.Text{}
	offers := map[string]*match.Offers{}
	linked := map[string][]task{}
	for occupation, tasks := range l.tasks {
		for _, t := range tasks {
			if len(t.activities) > 0 {
				linked[occupation] = append(linked[occupation], t)
				texts[occupation] = append(texts[occupation], c.Prepare(t.text, spec.Task, ""))
			}
		}
		offers[occupation] = match.NewOffers(texts[occupation])
	}
	var out []meeting
	met := map[string]bool{}
	for _, pair := range l.related {
		from, to := pair[1], pair[0]
		nearest := !met[to] // O*NET lists the most related first
		met[to] = true
		if offers[from] == nil {
			return nil, fmt.Errorf("related occupation %s has no tasks", from)
		}
		for i, t := range linked[to] {
			if side := sideOf(t.first); side != Learnt {
				out = append(out, meeting{t, TaskToTask, side, texts[to][i], linked[from], texts[from], offers[from], nearest})
			}
		}
	}
	return append(out, l.activityMeetings(c, linked, texts, offers)...), nil
}

// activityMeetings lists every detailed work activity of an occupation, as
// what is required, with the tasks of that occupation, some of which belong to
// it, and with the tasks of the most related occupation that has none of it.
func (l *TaskLinks) activityMeetings(c *match.Corpus, linked map[string][]task, texts map[string][]*match.Text, offers map[string]*match.Offers) []meeting {
	has := map[string]map[string]string{} // occupation -> activity -> its intermediate activity
	for occupation, tasks := range linked {
		has[occupation] = map[string]string{}
		for _, t := range tasks {
			maps.Copy(has[occupation], t.activities)
		}
	}
	titles := map[string]*match.Text{}
	for id, title := range l.titles {
		titles[id] = c.Prepare(title, spec.Task, "")
	}
	var out []meeting
	for _, occupation := range slices.Sorted(maps.Keys(linked)) {
		for _, id := range slices.Sorted(maps.Keys(has[occupation])) {
			t := task{text: l.titles[id], activities: map[string]string{id: has[occupation][id]}, first: has[occupation][id]}
			side := sideOf(t.first)
			if side == Learnt {
				continue
			}
			meet := func(from string) {
				out = append(out, meeting{t, ActivityToTask, side, titles[id], linked[from], texts[from], offers[from], true})
			}
			meet(occupation)
			for _, pair := range l.related {
				if _, ok := has[pair[1]][id]; pair[0] == occupation && !ok {
					meet(pair[1])
					break
				}
			}
		}
	}
	return out
}

func (m *meeting) pair(offered int) LinkedPair {
	p := LinkedPair{Required: m.required, Offered: m.texts[offered], Truth: m.truth}
	p.Met, p.Related = share(m.task, m.offered[offered])
	return p
}

// Pairs draws pairs with realistic negatives: for every task the three
// candidates that share most words and the three nearest in meaning; the one
// that does most alike to something else, and the one that does most else to
// something alike; and one at random. It depends on no weights.
func (l *TaskLinks) Pairs(c *match.Corpus) (fit, reported []LinkedPair, err error) {
	all, err := l.meetings(c)
	if err != nil {
		return nil, nil, err
	}
	for n, m := range all {
		if !m.nearest {
			continue // or tasks in O*NET's words would outnumber activities in others
		}
		likenesses := make([]match.Likeness, len(m.texts))
		for i, t := range m.texts {
			likenesses[i] = match.LikenessOf(m.required, t)
		}
		drawn := map[int]bool{}
		draw := func(n int, by func(l match.Likeness) float64) {
			order := make([]int, len(likenesses))
			for i := range order {
				order[i] = i
			}
			slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(by(likenesses[j]), by(likenesses[i])) })
			for _, i := range order[:min(n, len(order))] {
				drawn[i] = true
			}
		}
		draw(3, func(l match.Likeness) float64 { return l.Words })
		draw(3, func(l match.Likeness) float64 { return l.Meaning })
		draw(1, func(l match.Likeness) float64 { return l.Action * (1 - l.Object) })
		draw(1, func(l match.Likeness) float64 { return l.Object * (1 - l.Action) })
		if len(m.texts) > 0 {
			drawn[n%len(m.texts)] = true
		}
		for _, i := range slices.Sorted(maps.Keys(drawn)) {
			if m.side == Fitted {
				fit = append(fit, m.pair(i))
			} else {
				reported = append(reported, m.pair(i))
			}
		}
	}
	return fit, reported, nil
}

// shownPerTask is how many candidates of a requirement a crosswalk shows.
const shownPerTask = 3

// Shown returns the pairs that a crosswalk would show: for every task of a
// side the three most similar candidates.
func (l *TaskLinks) Shown(c *match.Corpus, w *match.Weights, side Side) ([]LinkedPair, error) {
	all, err := l.meetings(c)
	if err != nil {
		return nil, err
	}
	var out []LinkedPair
	var scratch match.Scratch
	for _, m := range all {
		if m.side != side || m.truth != TaskToTask {
			continue
		}
		for _, found := range best(m.offers.Find(w, m.required, nil, &scratch), shownPerTask) {
			out = append(out, m.pair(found.Index))
		}
	}
	return out, nil
}

// Observe compares pairs and puts the similarity beside each truth.
func Observe(w *match.Weights, pairs []LinkedPair) (met, related []match.Observation) {
	for _, p := range pairs {
		s := w.Compare(p.Required, p.Offered).Similarity
		met = append(met, match.Observation{Similarity: s, True: p.Met})
		related = append(related, match.Observation{Similarity: s, True: p.Related})
	}
	return met, related
}

// MetExamples are the pairs as weights are fitted to them: by whether the
// requirement is met.
func MetExamples(pairs []LinkedPair) []match.Example {
	out := make([]match.Example, len(pairs))
	for i, p := range pairs {
		out[i] = match.Example{Required: p.Required, Offered: p.Offered, True: p.Met}
	}
	return out
}

// best orders what Find lists in the order of the offers, the most similar
// first and of equals the first offered, and keeps n.
func best(found []match.Candidate, n int) []match.Candidate {
	slices.SortFunc(found, func(a, b match.Candidate) int {
		return cmp.Or(cmp.Compare(b.Score.Similarity, a.Score.Similarity), cmp.Compare(a.Index, b.Index))
	})
	return found[:min(n, len(found))]
}

func share(a, b task) (detailed, intermediate bool) {
	for d, i := range a.activities {
		for e, j := range b.activities {
			detailed = detailed || d == e
			intermediate = intermediate || i == j
		}
	}
	return detailed, intermediate
}

// Retrieval is how well tasks find their detailed work activities.
type Retrieval struct {
	Activities, Tasks int
	MRR               float64 // of the first right activity
	Recall10          float64 // share of the right activities among the first ten
}

// retrievalDepth is how far down a right activity is looked for.
const retrievalDepth = 100

// Retrieve ranks all detailed work activities for every reported task.
func (l *TaskLinks) Retrieve(r *onet.Release, c *match.Corpus, w *match.Weights) (Retrieval, error) {
	var ids []string
	var texts []*match.Text
	err := r.Rows("DWA Reference.txt", []string{"DWA ID", "DWA Title"}, func(v []string) error {
		ids = append(ids, v[0])
		texts = append(texts, c.Prepare(v[1], spec.Task, ""))
		return nil
	})
	if err != nil {
		return Retrieval{}, err
	}
	offers := match.NewOffers(texts)
	out := Retrieval{Activities: len(ids)}
	var scratch match.Scratch
	for _, occupation := range slices.Sorted(maps.Keys(l.tasks)) {
		for _, t := range l.tasks[occupation] {
			if len(t.activities) == 0 || sideOf(t.first) != Reported {
				continue
			}
			out.Tasks++
			first, right := 0, 0
			for rank, found := range best(offers.Find(w, c.Prepare(t.text, spec.Task, ""), nil, &scratch), retrievalDepth) {
				if _, ok := t.activities[ids[found.Index]]; !ok {
					continue
				}
				if first == 0 {
					first = rank + 1
				}
				if rank < 10 {
					right++
				}
			}
			if first > 0 {
				out.MRR += 1 / float64(first)
			}
			out.Recall10 += float64(right) / float64(len(t.activities))
		}
	}
	if out.Tasks > 0 {
		out.MRR /= float64(out.Tasks)
		out.Recall10 /= float64(out.Tasks)
	}
	return out, nil
}
