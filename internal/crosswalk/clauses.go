package crosswalk

import (
	"crosswalk/internal/match"
	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// A Clause is one act of a statement that lists several. It can be met by
// itself.
type Clause struct {
	Span spec.Span // in the statement's text
	Text *match.Text
}

// Texts lists what is compared of a statement: its text, and its clauses when
// it has several.
func Texts(st *spec.Statement) []string {
	out := []string{st.Text}
	if st.Kind.IsRequirement() && !st.Boilerplate || st.Kind == "" {
		for _, s := range semantic.Parts(st.Text, st.Kind) {
			out = append(out, st.Text[s.Start:s.End])
		}
	}
	return out
}

func (r *Reading) clauses(st *spec.Statement) []Clause {
	var out []Clause
	for _, s := range semantic.Parts(st.Text, st.Kind) {
		out = append(out, Clause{Span: s, Text: r.prepare(st.Text[s.Start:s.End], st.Kind)})
	}
	return r.acts.Copy(out)
}

// answered is what one clause of a requirement finds among the offers.
type answered struct {
	best   candidate
	found  bool
	status spec.Status
}

// assessClauses takes a requirement apart that no single offer meets: where
// every clause is met, so is the requirement; where some are, it is in part.
func (e *Engine) assessClauses(a *assessment, from *Class, allowed func(i int) bool, scratch *match.Scratch) {
	if !a.inPartAtMost() {
		return
	}
	a.clauses = make([]answered, len(a.item.Clauses))
	for i := range a.clauses {
		asked := a.clauseItem(i)
		a.clauses[i].answer(e.bestCandidate(asked, from, from.offers.Find(e.Corpus, e.Judge, asked.Text, allowed, scratch)))
	}
	a.settleByClauses()
}

// inPartAtMost reports whether a requirement has clauses that may show more than
// its candidates do.
func (a *assessment) inPartAtMost() bool {
	return len(a.item.Clauses) > 0 && (a.status == spec.Partial || a.status == spec.Gap)
}

// clauseItem returns a clause as what is required.
func (a *assessment) clauseItem(i int) Item {
	asked := a.item
	asked.Text = a.item.Clauses[i].Text
	return asked
}

// clauseText returns the words of a clause.
func (a *assessment) clauseText(i int) string {
	span := a.item.Clauses[i].Span
	return a.item.Statement.Text[span.Start:span.End]
}

// answer takes the first candidate for the answer.
func (c *answered) answer(candidates []candidate) {
	c.status = spec.Gap
	if c.found = len(candidates) > 0; c.found {
		c.best, c.status = candidates[0], candidates[0].status
	}
}

// settleByClauses raises the status to what the clauses show together.
func (a *assessment) settleByClauses() {
	met, short := 0, false
	for _, c := range a.clauses {
		switch c.status {
		case spec.Short:
			short = true
			met++
		case spec.Met:
			met++
		}
	}
	switch {
	case met == len(a.clauses) && short:
		a.status = spec.Short
	case met == len(a.clauses):
		a.status = spec.Met
	case met > 0:
		a.status = spec.Partial
	}
}

// clausesMet counts the clauses that are met, at their level or below it.
func (a *assessment) clausesMet() int {
	n := 0
	for _, c := range a.clauses {
		if c.status == spec.Met || c.status == spec.Short {
			n++
		}
	}
	return n
}

// metByClauses reports whether every clause is met, each by an offer.
func (a *assessment) metByClauses() bool {
	return len(a.clauses) > 0 && a.clausesMet() == len(a.clauses)
}

// clauseShare is the credit of a requirement by its clauses: the share of them
// that are met, those below the level counted half.
func (a *assessment) clauseShare() float64 {
	if len(a.clauses) == 0 {
		return 0
	}
	sum := 0.0
	for _, c := range a.clauses {
		if c.status == spec.Met || c.status == spec.Short {
			sum += credits[c.status]
		}
	}
	return sum / float64(len(a.clauses))
}

// leastOfClauses is the least confidence of the clauses: what is met by its
// parts is no surer than the part that is least sure.
func (a *assessment) leastOfClauses() float64 {
	least := 1.0
	for _, c := range a.clauses {
		least = min(least, c.best.confidence)
	}
	return least
}

// A ClauseAnswer is one act of a requirement with the statement that answers
// it.
type ClauseAnswer struct {
	Text     string      `json:"text"`
	Span     spec.Span   `json:"span" doc:"Byte range in the requirement's text"`
	Status   spec.Status `json:"status" enum:"met,partial,short,gap"`
	Evidence *Evidence   `json:"evidence" doc:"The statement that answers it best; null when nothing is near"`
}

func (e *Engine) explainClauses(a *assessment) []ClauseAnswer {
	out := []ClauseAnswer{}
	for i, c := range a.clauses {
		answer := ClauseAnswer{Text: a.clauseText(i), Span: a.item.Clauses[i].Span, Status: c.status}
		if c.found {
			ev := e.evidence(a.clauseItem(i), c.best)
			answer.Evidence = &ev
		}
		out = append(out, answer)
	}
	return out
}
