package coding

import (
	"slices"

	"crosswalk/internal/spec"
)

// Shown is what carried a candidate, and what did not.
type Shown struct {
	Evidence         []Counterpart `json:"evidence" required:"false" nullable:"false" doc:"Titles and statements that are alike, titles first, then the most alike; absent when it was not asked for"`
	Precedents       []Nearest     `json:"precedents,omitempty" doc:"Classes of the same employer with this code that are closest in meaning: text to text, or title to title if there is no text; only for employers with published codes"`
	OnlyInClass      Alone         `json:"only_in_class" required:"false" doc:"Statements of the class that no task of the occupation is like"`
	OnlyInOccupation Alone         `json:"only_in_occupation" required:"false" doc:"Tasks of the occupation that no statement of the class is like"`
}

// Nearest is a class whose code is known, and how like it is.
type Nearest struct {
	Title    string  `json:"title"`
	Likeness float64 `json:"likeness" doc:"Cosine of the meanings" minimum:"0" maximum:"1"`
}

// A Counterpart is a text of the class and one of the occupation that are alike.
type Counterpart struct {
	Kind       string   `json:"kind" enum:"title,statement"`
	Class      Quote    `json:"class"`
	Occupation Quote    `json:"occupation" doc:"One of its titles, or a task"`
	Likeness   float64  `json:"likeness" doc:"Cosine of the stems, weighted by how few occupations have them, or of the meanings, where that is greater" minimum:"0" maximum:"1"`
	ByMeaning  bool     `json:"by_meaning,omitempty" doc:"They are counterparts by the embedding model; their words alone would not say so"`
	Shared     []string `json:"shared" nullable:"false" doc:"Stems in common, the weightiest first; there may be none where they are alike by meaning"`
}

// A Quote is a text and where it stands.
type Quote struct {
	Text        string     `json:"text"`
	StatementID string     `json:"statement_id,omitempty" doc:"When it is a statement of the catalog"`
	Span        *spec.Span `json:"span,omitempty" doc:"Byte offsets into the text that was sent, a byte-order mark left out, or into the source's; absent for a statement that was sent as such"`
}

// Alone counts what has no counterpart on the other side.
type Alone struct {
	Count    int     `json:"count"`
	Of       int     `json:"of" doc:"How many were compared"`
	Examples []Quote `json:"examples" nullable:"false" doc:"The first of them"`
}

const (
	maxTitleEvidence     = 2
	maxStatementEvidence = 5
	maxExamples          = 3
	maxPrecedents        = 2
	maxShared            = 6
	// counterpart is the likeness by words from which two statements are
	// counterparts: two weighty stems in common, or one that few occupations
	// have.
	counterpart = 0.2
	// meant is the likeness by meaning from which they are, also without a word
	// in common. Of California's statements one in twenty is so like some task
	// of an occupation of another major group; of one that is right, one in four.
	meant = 0.55
	// titleMeant is the same for titles; of titles of another major group fewer
	// than one in a hundred reach it.
	titleMeant = 0.5
)

// anyWord is the likeness by words from which titles are counterparts.
const anyWord = 1e-9

// alike is how like two texts are, by their words and by meaning.
type alike struct {
	likeness  float64
	counts    bool // as counterparts
	byMeaning bool // their words alone would not
}

func compare(words, leastWords, meaning, leastMeaning float64) alike {
	a := alike{likeness: min(1, words), counts: words >= leastWords}
	if meaning >= leastMeaning {
		a = alike{likeness: min(1, max(words, meaning)), counts: true, byMeaning: !a.counts}
	}
	return a
}

// Against holds a job against one occupation, whether it is among the likeliest
// or not, and quotes at most as many statements without counterpart of either
// side as examples. It is nil when there is no such occupation.
func (c *Coder) Against(j Job, occupation string, examples int) *Shown {
	at := slices.IndexFunc(c.corpus.occupations, func(o Occupation) bool { return o.ID == occupation })
	if at < 0 {
		return nil
	}
	return c.corpus.show(at, j, c.corpus.query(j), examples)
}

// show names what speaks for an occupation, and what of either side does not.
func (c *corpus) show(occupation int, j Job, q *query, examples int) *Shown {
	s := &Shown{Evidence: c.titleEvidence(occupation, j, q)}
	s.OnlyInClass.Examples, s.OnlyInOccupation.Examples = []Quote{}, []Quote{}
	var pairs []Counterpart
	tasks := c.tasksOf[occupation]
	found := make([]bool, len(tasks))
	for k, u := range q.units {
		at, best := 0, alike{}
		for i, t := range tasks {
			a := compare(u.vector.dot(c.tasks[t].vector), counterpart, float64(cosine(q.placed.units.row(k), c.meaning.tasks.row(int(t)))), meant)
			found[i] = found[i] || a.counts
			if a.counts && a.likeness > best.likeness {
				at, best = i, a
			}
		}
		quote := quoteStatement(&j.Statements[u.statement])
		if !best.counts {
			s.OnlyInClass.add(quote, examples)
			continue
		}
		pairs = append(pairs, Counterpart{
			Kind: "statement", Class: quote, Occupation: c.quoteTask(tasks[at]), Likeness: best.likeness, ByMeaning: best.byMeaning,
			Shared: c.shared(u.vector, c.tasks[tasks[at]].vector),
		})
	}
	for i, t := range tasks {
		if !found[i] {
			s.OnlyInOccupation.add(c.quoteTask(t), examples)
		}
	}
	s.OnlyInClass.Of, s.OnlyInOccupation.Of = len(q.units), len(tasks)
	slices.SortStableFunc(pairs, func(a, b Counterpart) int { return descending(a.Likeness, b.Likeness) })
	s.Evidence = append(s.Evidence, pairs[:min(maxStatementEvidence, len(pairs))]...)
	return s
}

func (a *Alone) add(q Quote, examples int) {
	a.Count++
	if len(a.Examples) < examples {
		a.Examples = append(a.Examples, q)
	}
}

func quoteStatement(st *spec.Statement) Quote {
	q := Quote{Text: st.Text, StatementID: st.ID}
	if st.Span.Len() > 0 {
		q.Span = &st.Span
	}
	return q
}

func (c *corpus) quoteTask(at int32) Quote {
	t := c.tasks[at]
	task := c.occupations[t.occupation].Tasks[t.index]
	return Quote{Text: task.Text, StatementID: task.ID}
}

func (c *corpus) titleEvidence(occupation int, j Job, q *query) []Counterpart {
	out := []Counterpart{}
	for _, at := range c.titlesOf[occupation] {
		t := c.titles[at]
		v, likeness := q.full, q.full.dot(t.vector)
		for _, other := range []vector{q.head, q.aside} {
			if d := other.dot(t.vector); d > likeness {
				v, likeness = other, d
			}
		}
		a := compare(likeness, anyWord, c.meaning.titles.likenessAt(int(at), q.placed.full), titleMeant)
		if a.counts {
			out = append(out, Counterpart{
				Kind: "title", Class: Quote{Text: j.Title}, Occupation: Quote{Text: t.text}, Likeness: a.likeness, ByMeaning: a.byMeaning,
				Shared: c.shared(v, t.vector),
			})
		}
	}
	slices.SortStableFunc(out, func(a, b Counterpart) int { return descending(a.Likeness, b.Likeness) })
	// A title may be among the alternate and among the reported ones.
	out = slices.CompactFunc(out, func(a, b Counterpart) bool { return a.Occupation.Text == b.Occupation.Text })
	return out[:min(maxTitleEvidence, len(out))]
}

// shared names the stems that two vectors have in common.
func (c *corpus) shared(a, b vector) []string {
	type common struct {
		stem   int32
		weight float64
	}
	var stems []common
	for i, k := 0, 0; i < len(a) && k < len(b); {
		switch d := a[i].stem - b[k].stem; {
		case d == 0:
			stems = append(stems, common{a[i].stem, a[i].weight * b[k].weight})
			i++
			k++
		case d < 0:
			i++
		default:
			k++
		}
	}
	slices.SortStableFunc(stems, func(a, b common) int { return descending(a.weight, b.weight) })
	out := []string{}
	for _, s := range stems[:min(maxShared, len(stems))] {
		out = append(out, c.names[s.stem])
	}
	return out
}
