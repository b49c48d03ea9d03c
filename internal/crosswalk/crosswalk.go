// Package crosswalk maps what one class requires to what another offers:
// requirement by requirement a status with its evidence, then coverage, gaps
// and ranking.
package crosswalk

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"crosswalk/internal/match"
	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/slab"
	"crosswalk/internal/spec"
)

// An Item is a statement of a class that can be required or offered.
type Item struct {
	Statement *spec.Statement
	Text      *match.Text
	// Clauses of a statement that lists several acts; none of one that is whole.
	Clauses []Clause
	// Rung on the common ladder: that of the statement's level where it has
	// one, else that of its degree word; nil when the ladder does not place it.
	Rung *int
}

// stepsAbove says how many steps b stands above a, and whether that is known:
// on the class's own scale when both are of one class, else on the ladder.
func stepsAbove(a, b Item) (steps int, known bool) {
	if onOneScale(a, b) {
		return b.Statement.Level.Ordinal - a.Statement.Level.Ordinal, true
	}
	if a.Rung == nil || b.Rung == nil {
		return 0, false
	}
	return *b.Rung - *a.Rung, true
}

// onOneScale reports whether two items stand at levels of one document.
func onOneScale(a, b Item) bool {
	return a.Statement.SourceID == b.Statement.SourceID && a.Statement.ClassID == b.Statement.ClassID && a.Statement.Level != nil && b.Statement.Level != nil
}

// rung returns the item's rung, 0 when it has none.
func (it Item) rung() int {
	if it.Rung == nil {
		return 0
	}
	return *it.Rung
}

// A Class is a class prepared for crosswalks. It is immutable.
type Class struct {
	spec.Class
	Items []Item // statements of requirement kinds, boilerplate left out
	// Qualifications are what one must bring to apply, with the substitutions
	// allowed. They are shown, not compared.
	Qualifications []spec.Statement
	further        []Item // what somebody offers beside the class's own (Knowing)
	offers         *match.Offers
}

// NewClass prepares a class. Statements that are boilerplate or of another
// than a requirement kind are left out. What two sources of the class state in
// the same words, without a level, counts once.
func NewClass(c spec.Class, statements []spec.Statement, r *Reading) *Class {
	// Lists no longer than they need to be: thousands of classes are kept.
	required, qualifying := 0, 0
	for i := range statements {
		required += asInt(compared(&statements[i]))
		qualifying += asInt(qualifies(&statements[i]))
	}
	class := &Class{Class: c, Items: r.items.Make(required)[:0], Qualifications: make([]spec.Statement, 0, qualifying)}
	texts := r.texts.Make(required)[:0]
	said := map[string]string{} // words -> source that stated them first
	for i := range statements {
		st := &statements[i]
		if qualifies(st) {
			class.Qualifications = append(class.Qualifications, *st)
		}
		if !compared(st) {
			continue
		}
		if st.Level == nil {
			words := strings.ToLower(strings.TrimSuffix(st.Text, "."))
			if first, ok := said[words]; ok && first != st.SourceID {
				continue
			}
			said[words] = st.SourceID
		}
		item := r.Item(st)
		class.Items = append(class.Items, item)
		texts = append(texts, item.Text)
	}
	class.offers = match.NewOffers(texts)
	return class
}

// compared reports whether crosswalks compare a statement.
func compared(st *spec.Statement) bool { return st.Kind.IsRequirement() && !st.Boilerplate }

// qualifies reports whether a statement is a minimum qualification or a substitution.
func qualifies(st *spec.Statement) bool {
	return st.Kind == spec.Qualification || st.Kind == spec.Substitution
}

func asInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// A Reading is what statements are prepared with.
type Reading struct {
	Corpus *match.Corpus
	Ladder *Ladder
	// Place returns the vector of a text, no vector where there is none yet; nil
	// when there are none at all.
	Place func(text string) vector.Row
	// Texts holds what was prepared, so that statements in the same words share it:
	// the classes of a series repeat each other. Nothing is shared where it is nil.
	Texts map[Wording]*match.Text
	// Store keeps what is prepared; nil for what is soon gone.
	Store *match.Store

	items slab.Slab[Item]
	texts slab.Slab[*match.Text]
	acts  slab.Slab[Clause]
}

// A Wording is everything that preparing a statement depends on.
type Wording struct {
	Text string
	Kind spec.Kind
}

// prepare prepares the text of a statement, or of a clause of one.
func (r *Reading) prepare(text string, kind spec.Kind) *match.Text {
	if prepared, ok := r.Texts[Wording{text, kind}]; ok {
		return prepared
	}
	var place vector.Row
	if r.Place != nil {
		place = r.Place(text)
	}
	prepared := r.Corpus.Prepare(text, kind, place)
	if r.Store != nil {
		prepared = r.Store.Keep(prepared)
	}
	if r.Texts != nil {
		r.Texts[Wording{text, kind}] = prepared
	}
	return prepared
}

// Item prepares a statement.
func (r *Reading) Item(st *spec.Statement) Item {
	item := Item{Statement: st, Text: r.prepare(st.Text, st.Kind), Clauses: r.clauses(st)}
	switch {
	case st.Level != nil:
		item.Rung = st.Level.Rung
	case item.Text.Degree != "":
		item.Rung = r.Ladder.DegreeRung(item.Text.Degree)
	}
	return item
}

// Requires reports whether a statement is asked of somebody at the given
// level. What the class states without a level, or at one of another scale, is
// asked at every level. Levels of a progressive class include the ones below.
func (c *Class) Requires(st *spec.Statement, level *spec.Level) bool {
	l := st.Level
	if level == nil || !c.OnScale(l) {
		return true
	}
	return l.Ordinal == level.Ordinal || c.Progressive && l.Ordinal < level.Ordinal
}

// Offers reports whether somebody at the given level can offer a statement: it
// stands at that level or below, or at none. What stands at a level of another
// scale is offered only when no level is chosen.
func (c *Class) Offers(st *spec.Statement, level *spec.Level) bool {
	l := st.Level
	return level == nil || l == nil || c.OnScale(l) && l.Ordinal <= level.Ordinal
}

// Engine makes crosswalks. It is immutable and safe for concurrent use.
type Engine struct {
	Corpus *match.Corpus
	Judge  *match.Judge
	// TypicalMass is the median information of the items of all classes: what
	// is far below it is generic.
	TypicalMass float64
	Matching    Matching
	Look        Look   // nil where nothing is looked at again
	LookModel   string // name of the model that looks
}

// Matching says what compared the statements.
type Matching struct {
	Model  string `json:"model" doc:"Name of the semantic model that took part"`
	Second string `json:"second_model" doc:"Name of the model that read pairs of statements together; empty if there was none"`
	Note   string `json:"note" doc:"What that means for the answer, in words"`
}

// TypicalMass returns the median mass of the items of all classes, 0 when
// there are none.
func TypicalMass(classes []*Class) float64 {
	var masses []float64
	for _, c := range classes {
		for _, it := range c.Items {
			masses = append(masses, it.Text.Mass)
		}
	}
	if len(masses) == 0 {
		return 0
	}
	slices.Sort(masses)
	return masses[len(masses)/2]
}

// Evidence per requirement that an answer shows at most.
const maxEvidence = 3

// shortPenalty is how much less an evidence below the asked level counts, in
// log-odds, when another at the level says nearly the same.
const shortPenalty = 0.8

// An assessment is what one requirement finds among the offers.
type assessment struct {
	item       Item
	candidates []candidate // best first; the best alone when it is only measured
	clauses    []answered  // by clause, where the whole is met in part at most
	status     spec.Status
	credit     float64 // 0 to 1
	shared     int     // other requirements that lean on the same evidence, when that lowers the credit
}

// A candidate is an offered item and how it compares.
type candidate struct {
	match.Candidate
	item       Item
	confidence float64     // that it meets the requirement
	partly     float64     // that it meets it in part at least
	short      bool        // stands below the level asked
	further    bool        // no item of the class's own
	status     spec.Status // what it makes of the requirement, by itself
	credit     float64     // of that status
}

// assess finds the evidence for each requirement among what from offers.
func (e *Engine) assess(required []Item, from *Class, level *spec.Level) []assessment {
	return e.assessBy(required, from, level, e.rankCandidates)
}

// measure assesses as assess does, and keeps the best candidate of each
// requirement alone: all that is counted, not all that is shown. Paths and matrices
// compare a class with a thousand others, and would hold millions.
func (e *Engine) measure(required []Item, from *Class, level *spec.Level) []assessment {
	return e.assessBy(required, from, level, e.bestCandidate)
}

// scratches are kept from one pair of classes to the next.
var scratches = sync.Pool{New: func() any { return new(match.Scratch) }}

// assessBy assesses each requirement by the candidates that choose makes, best
// first, of what was found.
func (e *Engine) assessBy(required []Item, from *Class, level *spec.Level, choose func(req Item, from *Class, found []match.Candidate) []candidate) []assessment {
	scratch := scratches.Get().(*match.Scratch)
	defer scratches.Put(scratch)
	allowed := from.allowed(level)
	anyOffer := from.offersAny(level)
	out := make([]assessment, len(required))
	for i, req := range required {
		a := assessment{item: req, status: spec.Unknown}
		if req.Text.Mass > 0 && anyOffer {
			found := from.offers.Find(e.Corpus, e.Judge, req.Text, allowed, scratch)
			a.candidates = choose(req, from, found)
			a.status = spec.Gap
			if len(a.candidates) > 0 {
				a.status = a.candidates[0].status
			}
			e.assessClauses(&a, from, allowed, scratch)
		}
		out[i] = a
	}
	return out
}

// rankCandidates orders what was found, the best first.
func (e *Engine) rankCandidates(req Item, from *Class, found []match.Candidate) []candidate {
	out := make([]candidate, 0, len(found))
	for _, f := range found {
		out = append(out, e.candidate(req, from, f))
	}
	slices.SortFunc(out, func(a, b candidate) int { return byWorth(&a, &b) })
	return out
}

// bestCandidate returns the first that rankCandidates would, if there is one,
// and where that is a further item the best of the class's own behind it: all
// that spread looks at.
func (e *Engine) bestCandidate(req Item, from *Class, found []match.Candidate) []candidate {
	var best, own []candidate // one each, once there is any
	for _, f := range found {
		c := e.candidate(req, from, f)
		if len(best) == 0 || byWorth(&c, &best[0]) < 0 {
			best = append(best[:0], c)
		}
		if len(from.further) > 0 && !c.further && (len(own) == 0 || byWorth(&c, &own[0]) < 0) {
			own = append(own[:0], c)
		}
	}
	if len(best) > 0 && best[0].further {
		return append(best, own...)
	}
	return best
}

// byWorth puts first what makes more of the requirement, then what is more
// similar, a little less so where it is short, then what stands on the higher
// rung. No two offers are equal in it. It runs for every candidate of a ranking, and
// the first two nearly always decide.
func byWorth(a, b *candidate) int {
	if a.credit != b.credit {
		return cmp.Compare(b.credit, a.credit)
	}
	if p, q := a.preference(), b.preference(); p != q {
		return cmp.Compare(q, p)
	}
	return cmp.Or(
		cmp.Compare(b.item.rung(), a.item.rung()),
		cmp.Compare(b.logOdds(), a.logOdds()),
		cmp.Compare(a.Index, b.Index),
	)
}

func (e *Engine) candidate(req Item, from *Class, found match.Candidate) candidate {
	c := candidate{
		Candidate: found, item: from.offered(found.Index), further: from.isFurther(found.Index),
		confidence: found.Score.Confidence(), partly: found.Score.Partly(),
	}
	if steps, known := stepsAbove(req, c.item); known {
		c.short = steps < 0
	}
	c.status = e.candidateStatus(&c)
	c.credit = credits[c.status]
	return c
}

func (c *candidate) logOdds() float64 { return c.Score.Odds() }

func (c *candidate) preference() float64 {
	if c.short {
		return c.logOdds() - shortPenalty
	}
	return c.logOdds()
}

// candidateStatus says what one piece of evidence makes of a requirement.
func (e *Engine) candidateStatus(c *candidate) spec.Status {
	enough := e.Judge.Meets(&c.Score)
	switch {
	case enough && c.short:
		return spec.Short
	case enough:
		return spec.Met
	case e.Judge.MeetsPartly(&c.Score):
		return spec.Partial
	}
	return spec.Gap
}
