package train

import (
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// HeldOutRule says in words what no training pair is made of.
const HeldOutRule = "every task with a detailed work activity under a held-out intermediate activity (FNV-1a hash of its id modulo 5 is 0), with those activities' place in the tree; every alternate title, occupations' own titles aside, whose lower-case FNV-1a hash modulo 10 is 0. Training stops by the half of each whose quotient is even; what is reported comes from the other half"

func hashOf(s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(s))
	return h.Sum32()
}

// Of the held-out activities and titles, one half stops the training and the
// other is reported.
const (
	activityFold = 5
	titleFold    = 10
)

// HeldOutActivity reports whether an intermediate work activity, by its id, is
// kept from training with all tasks under it.
func HeldOutActivity(intermediate string) bool { return hashOf(intermediate)%activityFold == 0 }

// HeldOutTitle reports whether an alternate title is kept from training.
func HeldOutTitle(title string) bool { return hashOf(strings.ToLower(title))%titleFold == 0 }

// StopsTraining reports whether a held-out activity or title belongs to the
// half that stops the training, and so is no fair test.
func StopsTraining(activityOrTitle string, isTitle bool) bool {
	if isTitle {
		return hashOf(strings.ToLower(activityOrTitle))/titleFold%2 == 0
	}
	return hashOf(activityOrTitle)/activityFold%2 == 0
}

type labelled struct{ id, text string }

type occupation struct {
	code   string
	titles []string // those that training may see, its own first
}

// heldOut is what the model is measured on.
type heldOut struct {
	activities  []labelled
	occupations []occupation
	tasks       map[string]bool // ids of the tasks held out
	halves      [2]half
}

// The halves of what is held out.
const (
	stopping = iota
	final
)

type half struct {
	tasks  []onetTask
	titles []string
	truths map[string]map[string]bool // title -> its occupations
}

// check refuses a release that leaves nothing to measure on.
func (h *heldOut) check() error {
	for _, side := range h.halves {
		if len(side.tasks) == 0 || len(side.titles) == 0 {
			return spec.Errorf(spec.Invalid, "the release is too small: no task or no title of it is held out to measure on")
		}
	}
	return nil
}

// addTask holds a task out. It is measured by the half of its first activity
// when that is held out, else by none.
func (h *heldOut) addTask(t onetTask, wider map[string]string) {
	if h.tasks == nil {
		h.tasks = map[string]bool{}
	}
	h.tasks[t.id] = true
	if first := wider[t.activities[0]]; HeldOutActivity(first) {
		side := &h.halves[final]
		if StopsTraining(first, false) {
			side = &h.halves[stopping]
		}
		side.tasks = append(side.tasks, t)
	}
}

func (h *heldOut) addTitle(title, code string) {
	side := &h.halves[final]
	if StopsTraining(title, true) {
		side = &h.halves[stopping]
	}
	if side.truths == nil {
		side.truths = map[string]map[string]bool{}
	}
	if side.truths[title] == nil {
		side.truths[title] = map[string]bool{}
		side.titles = append(side.titles, title)
	}
	side.truths[title][code] = true
}

// measures are what a model reaches on a half of what is held out.
type measures struct {
	tasks, titles         int
	taskMRR, taskRecall10 float64 // detailed work activities, by Likeness
	titleMRR, hit1, hit10 float64 // occupations, by the best of their titles
	ownMRR                float64 // occupations, by their own title alone
}

func (m measures) byName() map[string]float64 {
	return map[string]float64{
		"task_mrr": m.taskMRR, "task_recall_10": m.taskRecall10, "title_mrr": m.titleMRR, "own_title_mrr": m.ownMRR, "title_hit_1": m.hit1, "title_hit_10": m.hit10,
	}
}

func (m measures) describe(say func(string, ...any)) {
	say("  task -> work activity (%d tasks): MRR %.4f, R@10 %.4f; title -> occupation (%d titles): MRR %.4f, hit@1 %.4f, hit@10 %.4f; by its own title: MRR %.4f",
		m.tasks, m.taskMRR, m.taskRecall10, m.titles, m.titleMRR, m.hit1, m.hit10, m.ownMRR)
}

// score is what the training tries to raise on the stopping half.
func (m measures) score() float64 { return m.taskMRR + (m.titleMRR+m.ownMRR)/2 }

// A placer gives texts their place: the model, or the learner while it learns.
type placer interface {
	Views(words []semantic.Word) semantic.Views
	Title(words []semantic.Word) []float32
}

// maxTitles is how many titles of each half are asked for.
var maxTitles = [2]int{stopping: 500, final: 1000}

func (h *heldOut) measure(p placer, which int) measures {
	side := h.halves[which]
	m := measures{tasks: len(side.tasks), titles: min(maxTitles[which], len(side.titles))}
	place := func(text string) semantic.Views { return p.Views(semantic.Read(text, spec.Task).Words) }
	activities := make([]semantic.Views, len(h.activities))
	inBlocks(len(activities), func(i int) { activities[i] = place(h.activities[i].text) })
	ranks := make([][]float64, len(side.tasks)) // of the right activities
	inBlocks(len(side.tasks), func(i int) {
		asked, likeness := place(side.tasks[i].text), make([]float64, len(activities))
		for k, a := range activities {
			likeness[k] = semantic.Likeness(asked, a)
		}
		for k, a := range h.activities {
			if slices.Contains(side.tasks[i].activities, a.id) {
				ranks[i] = append(ranks[i], rankOf(likeness, k))
			}
		}
	})
	for _, r := range ranks {
		m.taskMRR += 1 / slices.Min(r) / float64(m.tasks)
		for _, rank := range r {
			if rank <= 10 {
				m.taskRecall10 += 1 / float64(len(r)) / float64(m.tasks)
			}
		}
	}
	h.measureTitles(p, side, &m)
	return m
}

func (h *heldOut) measureTitles(p placer, side half, m *measures) {
	place := func(t string) []float32 { return p.Title(semantic.Read(t, spec.Knowledge).Words) }
	known := make([][][]float32, len(h.occupations))
	inBlocks(len(known), func(i int) {
		for _, t := range h.occupations[i].titles {
			known[i] = append(known[i], place(t))
		}
	})
	ranks, own := make([]float64, m.titles), make([]float64, m.titles)
	inBlocks(m.titles, func(i int) {
		t := side.titles[i*len(side.titles)/m.titles] // spread over all
		asked, likeness, byOwn := place(t), make([]float64, len(known)), make([]float64, len(known))
		for k, titles := range known {
			byOwn[k] = float64(semantic.Dot(asked, titles[0]))
			for _, v := range titles {
				likeness[k] = max(likeness[k], float64(semantic.Dot(asked, v)))
			}
		}
		ranks[i], own[i] = math.Inf(1), math.Inf(1)
		for k, o := range h.occupations {
			if side.truths[t][o.code] {
				ranks[i], own[i] = min(ranks[i], rankOf(likeness, k)), min(own[i], rankOf(byOwn, k))
			}
		}
	})
	n := float64(m.titles)
	for i, rank := range ranks {
		m.ownMRR += 1 / own[i] / n
		m.titleMRR += 1 / rank / n
		if rank == 1 {
			m.hit1 += 1 / n
		}
		if rank <= 10 {
			m.hit10 += 1 / n
		}
	}
}

// rankOf is the place of the k-th value from the highest. Equal values share
// the middle of their places: titles of the same words cannot be told apart.
func rankOf(values []float64, k int) float64 {
	higher, equal := 0, 0
	for _, v := range values {
		switch {
		case v > values[k]:
			higher++
		case v == values[k]:
			equal++
		}
	}
	return float64(higher) + float64(equal+1)/2
}
