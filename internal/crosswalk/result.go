package crosswalk

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"crosswalk/internal/match"
	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// A Side is one class of a crosswalk, at a level.
type Side struct {
	ID         string      `json:"id" example:"us-nc:19200"`
	Code       string      `json:"code"`
	Title      string      `json:"title"`
	Issuer     string      `json:"issuer"`
	Level      *spec.Level `json:"level" doc:"The level asked for; null when all levels are meant or the class has none"`
	LevelBasis spec.Basis  `json:"level_basis" enum:"stated,position,absent" doc:"How the class's levels are known"`
}

// Coverage is the weighted share of the target's requirements that the origin
// meets: met counts 1, short one half, partial half of the probability that a
// part is there or the share of its clauses that are met, and half of that below
// the level asked, gap 0; unknown requirements are left out. A nil share is unknown. It is
// one way: what A covers of B says nothing of what B covers of A.
type Coverage struct {
	Total        *float64            `json:"total" doc:"0 to 1; null when nothing could be compared" minimum:"0" maximum:"1"`
	ByKind       map[string]*float64 `json:"by_kind" nullable:"false" doc:"The same per kind of requirement"`
	ByCompetency map[string]*float64 `json:"by_competency" nullable:"false" doc:"The same per competency, for requirements that stand under one"`
}

// Counts counts the requirements by status.
type Counts struct {
	Met     int `json:"met"`
	Partial int `json:"partial"`
	Short   int `json:"short"`
	Gap     int `json:"gap"`
	Unknown int `json:"unknown"`
}

// Of returns the count of one status.
func (c Counts) Of(s spec.Status) int { return *c.of(s) }

func (c *Counts) of(s spec.Status) *int {
	switch s {
	case spec.Met:
		return &c.Met
	case spec.Partial:
		return &c.Partial
	case spec.Short:
		return &c.Short
	case spec.Gap:
		return &c.Gap
	}
	return &c.Unknown
}

// A Crosswalk is what one class requires, mapped to what another offers.
type Crosswalk struct {
	From      Side       `json:"from"`
	To        Side       `json:"to"`
	Coverage  Coverage   `json:"coverage"`
	Counts    Counts     `json:"counts"`
	FirstLook *FirstLook `json:"first_look" doc:"Coverage and counts before the second model read the deciding pairs: what rankings and matrices show; null if no second model took part"`
	// Unlevelled requirements are asked at every level.
	Unlevelled     int              `json:"requirements_without_level" doc:"Requirements for which the target states no level, though it has levels; they are counted at every level" minimum:"0"`
	Requirements   []Requirement    `json:"requirements" nullable:"false" doc:"Gaps first, then partial, short, unknown and met; in document order within a status"`
	Qualifications []spec.Statement `json:"qualifications" nullable:"false" doc:"What the target asks for before one may apply, with the substitutions it allows: shown, not compared, no part of the coverage"`
	Known          []spec.Statement `json:"known" nullable:"false" doc:"What somebody knows beside the origin, as it was read, and what was counted as offered at any level"`
	Matching       Matching         `json:"matching"`
}

// A Requirement is one statement of the target with its status and evidence.
type Requirement struct {
	Statement  spec.Statement `json:"statement"`
	Status     spec.Status    `json:"status" enum:"met,partial,short,gap,unknown"`
	Confidence *float64       `json:"confidence" doc:"Calibrated probability that a careful reader would say the best evidence meets the requirement; null when unknown" minimum:"0" maximum:"1"`
	Weight     float64        `json:"weight" doc:"What the requirement counts in the coverage, by its kind"`
	Credit     float64        `json:"credit" doc:"What the status counts, 0 to 1; less where the evidence already carries other requirements" minimum:"0" maximum:"1"`
	Note       string         `json:"note" doc:"In words: the level difference, and why the credit is lower"`
	Clauses    []ClauseAnswer `json:"clauses" nullable:"false" doc:"For a requirement that lists several acts and is not met by one statement: each act, and what answers it"`
	Evidence   []Evidence     `json:"evidence" nullable:"false" doc:"Up to three offered statements that show it, best first; empty for a gap"`
	Nearest    []Evidence     `json:"nearest" nullable:"false" doc:"For a gap: what came nearest and is not enough"`
}

// Evidence is an offered statement, and how it compares with the requirement.
type Evidence struct {
	Statement spec.Statement `json:"statement"`
	match.Match
	RelationWords string      `json:"relation_words" doc:"The relation in plain words"`
	LevelNote     string      `json:"level_note" doc:"How its level stands to the one asked, in words"`
	Shared        SharedWords `json:"shared" doc:"Where the shared words stand"`
}

// SharedWords says which words two statements share, as byte ranges of the
// texts of both.
type SharedWords struct {
	Stems       []string    `json:"stems" nullable:"false"`
	Requirement []spec.Span `json:"requirement" nullable:"false" doc:"Byte ranges in the requirement's text"`
	Evidence    []spec.Span `json:"evidence" nullable:"false" doc:"Byte ranges in the evidence's text"`
	// Alike is empty until somebody with an encoder fills it.
	Alike []AlikeWords `json:"alike" nullable:"false" doc:"Words of the two texts that mean nearly the same where they stand, by the encoder, shared ones among them; in the order of the requirement; empty for what is nearest to a gap"`
}

// AlikeWords are a word of the requirement and one of the evidence that mean
// nearly the same where they stand.
type AlikeWords struct {
	Requirement spec.Span `json:"requirement" doc:"Byte range in the requirement's text"`
	Evidence    spec.Span `json:"evidence" doc:"Byte range in the evidence's text"`
	Likeness    float64   `json:"likeness" doc:"Cosine of what the encoder makes of the two words" minimum:"0" maximum:"1"`
}

// Marked returns what to mark of the requirement: the words that it shares with
// the evidence, and those that are alike.
func (s SharedWords) Marked() []spec.Span {
	return marked(s.Requirement, s.Alike, func(w AlikeWords) spec.Span { return w.Requirement })
}

// MarkedEvidence returns what to mark of the evidence.
func (s SharedWords) MarkedEvidence() []spec.Span {
	return marked(s.Evidence, s.Alike, func(w AlikeWords) spec.Span { return w.Evidence })
}

func marked(shared []spec.Span, alike []AlikeWords, side func(AlikeWords) spec.Span) []spec.Span {
	out := slices.Clone(shared)
	for _, w := range alike {
		out = append(out, side(w))
	}
	return spec.UniteSpans(out)
}

// Matched lists every piece of evidence that shows something, with the text that
// it is shown for: a requirement, or one act of it.
func (x *Crosswalk) Matched() iter.Seq2[string, *Evidence] {
	return func(yield func(string, *Evidence) bool) {
		for i := range x.Requirements {
			r := &x.Requirements[i]
			for k := range r.Evidence {
				if !yield(r.Statement.Text, &r.Evidence[k]) {
					return
				}
			}
			for _, c := range r.Clauses {
				if c.Evidence != nil && c.Status != spec.Gap && !yield(c.Text, c.Evidence) {
					return
				}
			}
		}
	}
}

// Make maps what to requires at toLevel to what from offers at fromLevel. A
// nil level means all levels. It compares by vectors, as rankings do.
func (e *Engine) Make(from, to *Class, fromLevel, toLevel *spec.Level) *Crosswalk {
	as := e.assess(to.requirements(toLevel), from, fromLevel)
	e.spread(as)
	return e.crosswalk(as, from, to, fromLevel, toLevel)
}

// crosswalk explains assessments.
func (e *Engine) crosswalk(as []assessment, from, to *Class, fromLevel, toLevel *spec.Level) *Crosswalk {
	x := &Crosswalk{
		From: from.side(fromLevel), To: to.side(toLevel), Requirements: []Requirement{},
		Qualifications: to.Qualifications, Known: from.Known(), Matching: e.Matching,
	}
	x.Coverage, x.Counts = tally(as)
	for _, a := range as {
		if len(to.Levels) > 0 && !to.OnScale(a.item.Statement.Level) {
			x.Unlevelled++
		}
	}
	for _, status := range spec.Statuses {
		for i := range as {
			if as[i].status == status {
				x.Requirements = append(x.Requirements, e.explain(&as[i]))
			}
		}
	}
	return x
}

func (c *Class) requirements(level *spec.Level) []Item {
	var out []Item
	for _, it := range c.Items {
		if c.Requires(it.Statement, level) {
			out = append(out, it)
		}
	}
	return out
}

func (c *Class) side(level *spec.Level) Side {
	return Side{ID: c.ID, Code: c.Code, Title: c.Title, Issuer: c.Issuer, Level: level, LevelBasis: c.LevelBasis}
}

// share sums weights and credits for one line of a coverage.
type share struct{ weight, credit float64 }

func (s *share) value() *float64 {
	if s.weight == 0 {
		return nil
	}
	v := s.credit / s.weight
	return &v
}

// shareOf adds up the whole.
func shareOf(as []assessment) share {
	var total share
	for _, a := range as {
		if a.status != spec.Unknown {
			w := kindWeights[a.item.Statement.Kind]
			total.weight += w
			total.credit += w * a.credit
		}
	}
	return total
}

// countsOf counts the statuses.
func countsOf(as []assessment) (counts Counts) {
	for _, a := range as {
		*counts.of(a.status)++
	}
	return counts
}

// tally adds up what the assessments count.
func tally(as []assessment) (Coverage, Counts) {
	var total share
	kinds, competencies := map[string]*share{}, map[string]*share{}
	for _, a := range as {
		st := a.item.Statement
		lines := []*share{&total, line(kinds, string(st.Kind))}
		if st.Competency != "" {
			lines = append(lines, line(competencies, st.Competency))
		}
		if a.status == spec.Unknown {
			continue
		}
		w := kindWeights[st.Kind]
		for _, l := range lines {
			l.weight += w
			l.credit += w * a.credit
		}
	}
	return Coverage{Total: total.value(), ByKind: values(kinds), ByCompetency: values(competencies)}, countsOf(as)
}

func line(lines map[string]*share, name string) *share {
	if lines[name] == nil {
		lines[name] = new(share)
	}
	return lines[name]
}

func values(lines map[string]*share) map[string]*float64 {
	out := make(map[string]*float64, len(lines))
	for name, l := range lines {
		out[name] = l.value()
	}
	return out
}

// Status says what one offered statement makes of one requirement by their score, and
// why, by the same rules as a crosswalk.
func (e *Engine) Status(required, offered Item, score match.Score) (spec.Status, string) {
	a := assessment{item: required, status: spec.Unknown}
	if required.Text.Mass > 0 {
		a.candidates = e.rankCandidates(required, &Class{Items: []Item{offered}}, []match.Candidate{{Score: score}})
		a.status = a.candidates[0].status
	}
	if offered.Text.Mass == 0 && required.Text.Mass > 0 {
		return a.status, "What is offered has no words to compare."
	}
	return a.status, a.note()
}

// explain turns an assessment into what an answer shows.
func (e *Engine) explain(a *assessment) Requirement {
	r := Requirement{
		Statement: *a.item.Statement, Status: a.status,
		Weight: kindWeights[a.item.Statement.Kind], Credit: a.credit,
		Clauses: e.explainClauses(a), Evidence: []Evidence{}, Nearest: []Evidence{},
	}
	if a.status != spec.Unknown {
		p := a.confidence()
		r.Confidence = &p
	}
	for _, c := range distinct(a.candidates, maxEvidence) {
		ev := e.evidence(a.item, c)
		switch {
		case c.status != spec.Gap:
			r.Evidence = append(r.Evidence, ev)
		case a.status == spec.Gap:
			r.Nearest = append(r.Nearest, ev)
		}
	}
	if a.status != spec.Gap && len(r.Evidence) == 0 { // no statement shows the whole
		for i, c := range r.Clauses {
			if c.Status != spec.Gap && len(r.Evidence) < maxEvidence {
				ev := *c.Evidence // whose marks are the clause's
				ev.Shared = shared(a.item.Text.Words, a.clauses[i].best.item.Text.Words)
				r.Evidence = append(r.Evidence, ev)
			}
		}
	}
	r.Note = a.note()
	return r
}

// distinct returns the first n candidates that say different things: a class
// that states one thing at several levels brings one piece of evidence, its
// best.
func distinct(candidates []candidate, n int) []candidate {
	var out []candidate
	for _, c := range candidates {
		same := func(d candidate) bool { return d.item.Text.Wording() == c.item.Text.Wording() }
		if len(out) < n && !slices.ContainsFunc(out, same) {
			out = append(out, c)
		}
	}
	return out
}

// partial says what speaks most against evidence that meets a requirement in
// part, by the part of its score.
var partial = map[string]string{
	"":                "A part of it is there; the texts do not show the whole.",
	match.PartWords:   "A part of it is there; the texts do not show the whole.",
	match.PartAction:  "On the same subject, but something else is done, or it is done from another side: helping, leading or teaching rather than doing.",
	match.PartObject:  "Something alike is done, but to another subject.",
	match.PartKind:    "The evidence shows knowing rather than doing, or doing rather than knowing.",
	match.PartForm:    "More is asked than the evidence shows: fewer actions, or a part of the subject only.",
	match.PartNames:   "A name or figure that is asked for does not stand in the evidence.",
	match.PartDegree:  "The evidence states a lower degree than is asked.",
	match.PartMeaning: "A part of it is there; the texts do not show the whole.",
}

func (a *assessment) note() string {
	note := ""
	switch {
	case a.item.Text.Mass == 0:
		note = "The requirement has no words to compare."
	case a.status == spec.Unknown:
		note = "The origin offers nothing to compare at this level."
	case len(a.candidates) == 0:
		note = "No statement of the origin shares a telling word with it, or is near it in meaning."
	case a.metByClauses():
		note = fmt.Sprintf("Met by its parts: %d of %d, each by a statement of its own.", len(a.clauses), len(a.clauses))
	case a.clausesMet() > 0:
		note = fmt.Sprintf("Partly met: %d of %d parts.", a.clausesMet(), len(a.clauses))
	case a.status == spec.Short:
		note = "Met in substance; the evidence stands below the level asked."
	case a.status == spec.Partial:
		note = partial[a.candidates[0].Score.Weakest()]
	}
	if best := a.best(); best != nil && best.short && a.status == spec.Partial {
		note = strings.TrimSpace(note + " The evidence stands below the level asked as well.")
	}
	if a.shared > 0 {
		if note != "" {
			note += " "
		}
		note += fmt.Sprintf("Its evidence already carries %s, so it counts less.", counted(a.shared, "other requirement"))
	}
	return note
}

func (e *Engine) evidence(req Item, c candidate) Evidence {
	m := e.Corpus.Explain(e.Judge, req.Text, c.item.Text, c.Score)
	return Evidence{
		Statement: *c.item.Statement, Match: m, RelationWords: m.Relation.Words(),
		LevelNote: levelNote(req, c.item), Shared: shared(req.Text.Words, c.item.Text.Words),
	}
}

// levelNote says how the level of the evidence stands to the one asked.
func levelNote(req, ev Item) string {
	asked, held := levelWords(req), levelWords(ev)
	steps, known := stepsAbove(req, ev)
	unit := "rung"
	if onOneScale(req, ev) {
		unit = "level"
	}
	switch {
	case asked == "" && held == "":
		return "Neither side states a level."
	case asked == "":
		return fmt.Sprintf("Evidence at %s; the requirement states no level.", held)
	case held == "":
		return fmt.Sprintf("Asked at %s; the evidence states no level, so the levels cannot be compared.", asked)
	case !known:
		return fmt.Sprintf("Asked at %s, evidence at %s: the levels cannot be compared.", asked, held)
	case steps == 0:
		return fmt.Sprintf("Same %s: asked at %s, evidence at %s.", unit, asked, held)
	case steps > 0:
		return fmt.Sprintf("%s above: asked at %s, evidence at %s.", counted(steps, unit), asked, held)
	}
	return fmt.Sprintf("%s below: asked at %s, evidence at %s.", counted(-steps, unit), asked, held)
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// levelWords gives an item's level, or the degree word that stands in for
// one, in the source's own wording, and its place on the ladder. It is empty
// when there is neither.
func levelWords(it Item) string {
	wording := ""
	switch l := it.Statement.Level; {
	case l != nil && l.Basis == spec.ByPosition:
		wording = fmt.Sprintf("“%s” (by position)", l.Label)
	case l != nil:
		wording = fmt.Sprintf("“%s”", l.Label)
	case it.Text.Degree != "":
		wording = fmt.Sprintf("degree “%s”", it.Text.Degree)
	default:
		return ""
	}
	if it.Rung == nil {
		return wording + ", not placed on the ladder"
	}
	return fmt.Sprintf("%s, rung %d", wording, *it.Rung)
}

// SharedIn finds the words that two texts share, by what the matcher compares:
// stems, without the frame around them.
func SharedIn(requirement, evidence string) SharedWords {
	return shared(semantic.Read(requirement, "").Words, semantic.Read(evidence, "").Words)
}

// shared finds the words that two statements share.
func shared(requirement, evidence []semantic.Word) SharedWords {
	out := SharedWords{Stems: []string{}, Requirement: []spec.Span{}, Evidence: []spec.Span{}, Alike: []AlikeWords{}}
	has := func(words []semantic.Word, stem string) bool {
		return slices.ContainsFunc(words, func(w semantic.Word) bool { return w.Stem == stem })
	}
	for _, w := range requirement {
		if has(evidence, w.Stem) {
			out.Requirement = append(out.Requirement, spec.Span{Start: int(w.Start), End: int(w.End)})
			if !slices.Contains(out.Stems, w.Stem) {
				out.Stems = append(out.Stems, w.Stem)
			}
		}
	}
	for _, w := range evidence {
		if slices.Contains(out.Stems, w.Stem) {
			out.Evidence = append(out.Evidence, spec.Span{Start: int(w.Start), End: int(w.End)})
		}
	}
	out.Requirement, out.Evidence = spec.UniteSpans(out.Requirement), spec.UniteSpans(out.Evidence)
	return out
}

// Cover measures a crosswalk without explaining it.
func (e *Engine) Cover(from, to *Class, fromLevel, toLevel *spec.Level) Coverage {
	coverage, _ := e.Measure(from, to, fromLevel, toLevel)
	return coverage
}

// Measure does the same, and counts the requirements by status.
func (e *Engine) Measure(from, to *Class, fromLevel, toLevel *spec.Level) (Coverage, Counts) {
	as := e.measure(to.requirements(toLevel), from, fromLevel)
	e.spread(as)
	return tally(as)
}
