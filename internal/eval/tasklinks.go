package eval

import (
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
	err := r.Rows("DWA Reference.txt", []string{"DWA ID", "IWA ID"}, func(v []string) error {
		intermediate[v[0]] = v[1]
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
	links := &TaskLinks{tasks: map[string][]task{}}
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

// Pairs are observations of one kind of truth.
type Pairs struct {
	Met     []match.Observation // the two tasks share a detailed work activity
	Related []match.Observation // they share an intermediate work activity
}

// evidencePerTask is how many candidates of each task are observed: as many
// as a crosswalk shows.
const evidencePerTask = 3

// Observe compares the tasks of every occupation with those of its nearest
// related occupations, as a crosswalk would, and returns the best candidates
// with their truth. Tasks are split by intermediate work activity: a fifth of
// the activities, with all their tasks, is held out.
func (l *TaskLinks) Observe(c *match.Corpus) (fit, heldOut Pairs, err error) {
	prepared := map[string][]*match.Text{}
	offers := map[string]*match.Offers{}
	linked := map[string][]task{}
	for occupation, tasks := range l.tasks {
		for _, t := range tasks {
			if len(t.activities) > 0 {
				linked[occupation] = append(linked[occupation], t)
				prepared[occupation] = append(prepared[occupation], c.Prepare(t.text, spec.Task, ""))
			}
		}
		offers[occupation] = match.NewOffers(prepared[occupation])
	}
	var scratch match.Scratch
	for _, pair := range l.related {
		from, to := pair[1], pair[0]
		if offers[from] == nil {
			return fit, heldOut, fmt.Errorf("related occupation %s has no tasks", from)
		}
		for i, t := range linked[to] {
			side := &fit
			if train.HeldOutActivity(t.first) {
				side = &heldOut
			}
			for _, found := range best(offers[from].Find(prepared[to][i], nil, &scratch), evidencePerTask) {
				met, related := share(t, linked[from][found.Index])
				side.Met = append(side.Met, match.Observation{Similarity: found.Score.Similarity, True: met})
				side.Related = append(side.Related, match.Observation{Similarity: found.Score.Similarity, True: related})
			}
		}
	}
	return fit, heldOut, nil
}

func best(found []match.Candidate, n int) []match.Candidate { return found[:min(n, len(found))] }

func share(a, b task) (detailed, intermediate bool) {
	for d, i := range a.activities {
		for e, j := range b.activities {
			detailed = detailed || d == e
			intermediate = intermediate || i == j
		}
	}
	return detailed, intermediate
}

// SplitRule says in words how tasks are split.
const SplitRule = "by the first intermediate work activity of the required task: FNV-1a hash of its id modulo 5 is 0 for the held-out fifth; offered tasks and stem frequencies come from all tasks"

// Retrieval is how well tasks find their detailed work activities.
type Retrieval struct {
	Activities, Tasks int
	MRR               float64 // of the first right activity
	Recall10          float64 // share of the right activities among the first ten
}

// retrievalDepth is how far down a right activity is looked for.
const retrievalDepth = 100

// Retrieve ranks all detailed work activities for every held-out task.
func (l *TaskLinks) Retrieve(r *onet.Release, c *match.Corpus) (Retrieval, error) {
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
			if len(t.activities) == 0 || !train.HeldOutActivity(t.first) {
				continue
			}
			out.Tasks++
			first, right := 0, 0
			for rank, found := range best(offers.Find(c.Prepare(t.text, spec.Task, ""), nil, &scratch), retrievalDepth) {
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
