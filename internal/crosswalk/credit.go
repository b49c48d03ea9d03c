package crosswalk

import (
	"cmp"
	"slices"

	"crosswalk/internal/match"
	"crosswalk/internal/spec"
)

// credits is what a status counts in the coverage, at most.
var credits = map[spec.Status]float64{spec.Met: 1, spec.Short: 0.5, spec.Partial: 0.5, spec.Gap: 0}

// credit is what a candidate's status counts. What is met in part counts one
// half, by how likely that part is there: much that is a little alike must not
// add up to what is met.
func (e *Engine) credit(c candidate) float64 {
	if c.status == spec.Partial {
		return credits[spec.Partial] * c.partly
	}
	return credits[c.status]
}

// partlyShort is the share that is left of the credit of what is met in part
// and below the level asked.
const partlyShort = 0.5

// kindWeights is what a requirement of a kind counts in the coverage. What is
// known is sooner learned than what is practised; all practice counts alike.
var kindWeights = map[spec.Kind]float64{
	spec.Duty: 1, spec.Task: 1, spec.Skill: 1, spec.Ability: 1, spec.Behavior: 1, spec.Knowledge: 0.8,
}

// carries is how many different requirements one piece of evidence carries at
// full weight. A statement of typical information carries three; a generic
// one ("Manage workload") fewer.
const carries = 3

// spread gives every assessment its credit. What somebody knows beside their
// class never counts against them: where it drew so many requirements to itself
// that one counts less than by the class's own best evidence, that one's credit
// stands.
func (e *Engine) spread(as []assessment) {
	e.spreadOver(as, (*assessment).best)
	leans := func(a assessment) bool { return len(a.candidates) > 0 && a.candidates[0].further }
	if !slices.ContainsFunc(as, leans) {
		return
	}
	knowing := slices.Clone(as)
	e.spreadOver(as, (*assessment).ownBest)
	for i := range as {
		if knowing[i].credit >= as[i].credit {
			as[i] = knowing[i]
		}
	}
}

// best returns the best candidate, nil when there is none.
func (a *assessment) best() *candidate {
	if len(a.candidates) == 0 {
		return nil
	}
	return &a.candidates[0]
}

// confidence is that of the best candidate, 0 when there is none, or of the act
// that is least sure where the requirement is met by its acts.
func (a *assessment) confidence() float64 {
	p := 0.0
	if best := a.best(); best != nil {
		p = best.confidence
	}
	if a.metByClauses() {
		p = max(p, a.leastOfClauses())
	}
	return p
}

// ownBest returns the best candidate among the class's own items.
func (a *assessment) ownBest() *candidate {
	for i := range a.candidates {
		if !a.candidates[i].further {
			return &a.candidates[i]
		}
	}
	return nil
}

// spreadOver credits each assessment with what its evidence counts, and lowers
// the credit of requirements that lean on evidence that already carries as many
// as it can. Equal wordings at several levels are one requirement here.
func (e *Engine) spreadOver(as []assessment, evidence func(a *assessment) *candidate) {
	uses := map[int][]int{} // offer -> assessments, in order
	for i := range as {
		a := &as[i]
		a.credit, a.shared = 0, 0
		c := evidence(a)
		if c == nil {
			a.credit = a.clauseShare()
			continue
		}
		a.credit = max(e.credit(*c), a.clauseShare())
		if c.short && a.status == spec.Partial {
			a.credit *= partlyShort
		}
		if a.credit > 0 {
			uses[c.Index] = append(uses[c.Index], i)
		}
	}
	for _, list := range uses {
		slices.SortStableFunc(list, func(i, j int) int {
			return cmp.Compare(evidence(&as[j]).logOdds(), evidence(&as[i]).logOdds())
		})
		capacity := e.capacity(evidence(&as[list[0]]).item.Text)
		rank := map[uint64]int{} // wording -> its place among the different ones
		for _, i := range list {
			wording := as[i].item.Text.Wording()
			if _, known := rank[wording]; !known {
				rank[wording] = len(rank)
			}
			if n := rank[wording]; n >= capacity {
				as[i].credit *= float64(capacity) / float64(n+1)
				as[i].shared = n
			}
		}
	}
}

func (e *Engine) capacity(t *match.Text) int {
	if e.TypicalMass == 0 {
		return carries
	}
	return max(1, min(carries, int(carries*t.Mass/e.TypicalMass+0.5)))
}
