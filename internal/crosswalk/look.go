package crosswalk

import (
	"context"
	"slices"

	"crosswalk/internal/match"
	"crosswalk/internal/semantic/encoder"
	"crosswalk/internal/spec"
)

// A Look reads each requirement together with the statement offered for it and returns
// the log-odds of each grade. It takes milliseconds per pair, so it is used for the pairs
// that a crosswalk shows and never in rankings.
type Look func(ctx context.Context, pairs []encoder.TextPair) ([][encoder.Grades]float32, error)

// Limits of the second look: statements per requirement, statements per act of a
// requirement, and pairs per answer. maxLooks applies once to requirements and once to
// acts, and doubles if somebody knows more than their class says. With many requirements,
// fewer statements of each are read; requirements after the first maxLooks keep their
// first score.
const (
	looksEach   = 3
	looksClause = 2
	maxLooks    = 400
)

// FirstLook is the result before the second look. Rankings and matrices show the same.
type FirstLook struct {
	Total  *float64 `json:"total" doc:"Coverage, 0 to 1; null when nothing could be compared" minimum:"0" maximum:"1"`
	Counts Counts   `json:"counts"`
}

// MakeLooking makes a crosswalk like Make and takes a second look at the pairs that
// decide it.
func (e *Engine) MakeLooking(ctx context.Context, from, to *Class, fromLevel, toLevel *spec.Level) (*Crosswalk, error) {
	as := e.assess(to.requirements(toLevel), from, fromLevel)
	e.spread(as)
	if e.Look == nil {
		return e.crosswalk(as, from, to, fromLevel, toLevel), nil
	}
	total := shareOf(as)
	first := FirstLook{Total: total.value(), Counts: countsOf(as)}
	if err := e.lookAgain(ctx, as, from, fromLevel); err != nil {
		return nil, err
	}
	e.spread(as)
	x := e.crosswalk(as, from, to, fromLevel, toLevel)
	x.FirstLook, x.Matching.Second = &first, e.LookModel
	return x, nil
}

// A look lists the candidates for a requirement or for one of its acts.
type look struct {
	asked      Item
	text       string // of the requirement or act
	candidates *[]candidate
	most       int // distinct statements to read
}

// lookAgain reads the best candidates of every requirement, then those of the acts of
// requirements that are at most partly met.
func (e *Engine) lookAgain(ctx context.Context, as []assessment, from *Class, level *spec.Level) error {
	var wholes []look
	most := min(looksEach, max(1, maxLooks/max(1, len(as))))
	for i := range as[:min(len(as), maxLooks)] {
		a := &as[i]
		wholes = append(wholes, look{a.item, a.item.Statement.Text, &a.candidates, most})
	}
	if err := e.readTogether(ctx, wholes, from); err != nil {
		return err
	}
	scratch := scratches.Get().(*match.Scratch)
	defer scratches.Put(scratch)
	allowed := from.allowed(level)
	var acts []look
	for i := range as {
		a := &as[i]
		if len(a.candidates) > 0 {
			a.status = a.candidates[0].status
		}
		a.clauses = nil
		if !a.inPartAtMost() {
			continue
		}
		for k := range a.item.Clauses {
			asked := a.clauseItem(k)
			found := e.rankCandidates(asked, from, from.offers.Find(e.Corpus, e.Judge, asked.Text, allowed, scratch))
			acts = append(acts, look{asked, a.clauseText(k), &found, looksClause})
		}
	}
	if err := e.readTogether(ctx, acts[:min(len(acts), maxLooks/looksClause)], from); err != nil {
		return err
	}
	for i := range as {
		a := &as[i]
		if !a.inPartAtMost() {
			continue
		}
		a.clauses = make([]answered, len(a.item.Clauses))
		for k := range a.clauses {
			a.clauses[k].answer(*acts[0].candidates)
			acts = acts[1:]
		}
		a.settleByClauses()
	}
	return nil
}

// readTogether reads the chosen candidates of each list and sorts the list again.
// Candidates that were read come first: a score by vectors alone is less reliable.
func (e *Engine) readTogether(ctx context.Context, looks []look, from *Class) error {
	at := map[encoder.TextPair]int{}
	var pairs []encoder.TextPair
	for _, l := range looks {
		for _, c := range l.chosen() {
			p := encoder.TextPair{Required: l.text, Offered: c.item.Statement.Text}
			if _, ok := at[p]; !ok {
				at[p] = len(pairs)
				pairs = append(pairs, p)
			}
		}
	}
	odds, err := e.Look(ctx, pairs)
	if err != nil {
		return err
	}
	for _, l := range looks {
		var seen, rest []candidate
		for _, c := range *l.candidates {
			i, ok := at[encoder.TextPair{Required: l.text, Offered: c.item.Statement.Text}]
			if !ok {
				rest = append(rest, c)
				continue
			}
			c.Score = e.Corpus.LookAgain(e.Judge, l.asked.Text, c.item.Text, odds[i])
			seen = append(seen, e.candidate(l.asked, from, c.Candidate))
		}
		slices.SortFunc(seen, func(a, b candidate) int { return byWorth(&a, &b) })
		*l.candidates = append(seen, rest...)
	}
	return nil
}

// chosen returns the candidates to read: the best with distinct wordings. If one of them
// is not the class's own, it adds the best of the class's own, whose credit is counted
// separately (spread).
func (l *look) chosen() []candidate {
	first := distinct(*l.candidates, l.most)
	if !slices.ContainsFunc(first, func(c candidate) bool { return c.further }) {
		return first
	}
	own := slices.DeleteFunc(slices.Clone(*l.candidates), func(c candidate) bool { return c.further })
	return append(first, distinct(own, l.most)...)
}
