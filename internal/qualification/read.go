package qualification

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"crosswalk/internal/spec"
)

// mostAlternatives bounds how many alternatives a pattern may multiply out to;
// beyond it a choice stays one condition, with its words.
const mostAlternatives = 24

// Read reads what one must bring to apply for a class from its statements of
// the kinds qualification and substitution, which stand in text order and
// quote text. Titles help to tell the names of classes from other words and to
// resolve them; they may be nil. What is not understood is in Remainder.
func Read(text string, statements []spec.Statement, titles *Titles) *Requirements {
	r := &reader{finder: finder{p: plain(text), titles: titles}, text: text, patterns: map[string]*pattern{}, done: map[*condition]Condition{}}
	if len(statements) > 0 {
		r.issuer = spec.IssuerOf(statements[0].ClassID)
	}
	for _, pc := range split(text, r.p, statements) {
		r.take(pc)
	}
	return r.requirements()
}

// A reader puts pieces together to conditions.
type reader struct {
	finder
	text     string
	patterns map[string]*pattern // by label; "" is what is asked beside them
	order    []string
	now      *pattern
	open     *condition // the condition that a following sentence goes on with
	lead     *lead
	rule     *rule   // the substitution that waits for the entries of a list
	limit    *limit  // of what follows, as a note before it says
	waiting  []piece // substitutions that stand before any condition
	ahead    *ahead  // the open combination; nil if there is none
	notes    []Text
	desired  []Text
	rest     []Text
	done     map[*condition]Condition // a condition may be in several alternatives
}

// A pattern is one numbered way to qualify: all of its choices.
type pattern struct {
	label   string
	choices []choice
	ways    ways
	all     []*condition
	rest    []piece // what was not understood
}

// A choice is met by any of its bundles; a bundle by all of its conditions.
type choice struct {
	bundles [][]*condition
}

// A condition is one that is being read.
type condition struct {
	spec.Span
	source string
	kind   Kind
	named  Kind
	lead   spec.Span // words that stand in front of it and of its neighbours
	holes  []spec.Span
	subs   []Substitution
	notes  []Text
	listed bool // it waits for the entries of a list
	head   string
	number int // of its entry in a numbered list; 0 where it has none
	only   *limit
}

// A rule is a substitution of a condition.
type rule struct {
	of *condition
	n  int
}

// A lead introduces the entries of a list that are conditions of their own:
// "In the California state service, either:".
type lead struct {
	span   spec.Span
	used   bool
	choose bool
	named  Kind
	source string
}

func (r *reader) pattern(label string) *pattern {
	p := r.patterns[label]
	if p == nil {
		p = &pattern{label: label}
		r.patterns[label] = p
		r.order = append(r.order, label)
	}
	return p
}

// take adds a piece to what has been read.
func (r *reader) take(pc piece) {
	if now := r.pattern(pc.label); now != r.now {
		r.dropLead()
		r.now, r.open, r.limit = now, nil, nil
	}
	words := r.p[pc.Start:pc.End]
	switch r.role(pc, words) {
	case isSubstitution:
		r.rule = nil
		r.substitution(pc)
		return
	case ruleEntry:
		r.extendRule(pc)
		return
	case isWished:
		pc.Span = trimmed(r.p, pc.Span, ".;:,")
		r.desired = append(r.desired, r.quote(pc))
		return
	case isNote:
		r.note(pc)
		r.limit = limitIn(words, r.limit)
	case isLead:
		r.dropLead()
		r.lead = &lead{span: pc.Span, choose: choosing.MatchString(words), named: pc.named, source: pc.source}
		r.open = nil
	case goesOn:
		r.extend(pc)
	case isCondition:
		r.condition(pc, cmp.Or(r.kindOf(pc, words), OtherAsked))
	default:
		r.now.rest = append(r.now.rest, pc)
	}
	r.rule = nil
}

// dropLead keeps a lead that nothing followed.
func (r *reader) dropLead() {
	if r.lead != nil && !r.lead.used {
		r.rest = append(r.rest, Text{Text: fold(r.text[r.lead.span.Start:r.lead.span.End]), Span: r.lead.span, SourceID: r.lead.source})
	}
	r.lead = nil
}

func (r *reader) quote(pc piece) Text {
	return Text{Text: fold(r.text[pc.Start:pc.End]), Span: pc.Span, SourceID: pc.source}
}

// extend adds words to the open condition. What stands elsewhere in the
// document, behind another heading, is kept beside it: a span never runs over
// what others are asked.
func (r *reader) extend(pc piece) {
	if !r.adjoins(r.open.End, pc.Start) {
		r.open.notes = append(r.open.notes, r.quote(pc))
		return
	}
	r.open.End = pc.End
	if pc.End < len(r.p) && (r.p[pc.End] == ')' || r.p[pc.End] == ']') && !balanced(r.p[r.open.Start:pc.End]) {
		r.open.End++
	}
}

// widestGap is how much may stand between two parts of a condition: the signs
// and stems of a list.
const widestGap = 200

// adjoins reports whether nothing stands between two places but what joins the
// parts of one condition, or a condition's own notes and substitutions.
func (r *reader) adjoins(from, to int) bool {
	for _, h := range r.open.holes {
		if h.Start >= from-1 && h.Start < to && h.Start <= from+widestGap {
			from = max(from, h.End)
		}
	}
	return to <= from || to-from <= widestGap && !strings.Contains(r.text[from:to], "\n#")
}

// condition adds a condition of a kind.
func (r *reader) condition(pc piece, kind Kind) {
	c := &condition{Span: pc.Span, source: pc.source, kind: kind, named: pc.named, head: pc.heading, number: pc.number, only: r.limit}
	words := r.p[pc.Start:pc.End]
	c.listed = opensList.MatchString(words)
	first := false
	if r.lead != nil {
		if r.lead.used && pc.joint == and && !pc.item && pc.named != "" || r.lead.used && pc.opensRow && !pc.item && pc.joint == unsaid {
			r.lead = nil // the list has ended
		} else {
			first = !r.lead.used
			if first && !strings.Contains(r.text[r.lead.span.End:c.Start], "\n#") && c.Start-r.lead.span.End <= widestGap {
				c.Start = r.lead.span.Start
				r.lead.used = true
			}
			c.lead = r.lead.span
			if c.named == "" {
				c.named = r.lead.named
			}
			if !r.lead.used {
				r.dropLead()
			}
		}
	}
	now := r.now
	now.all = append(now.all, c)
	r.open = c
	r.combine(c)
	if now.anotherWay(pc, c) {
		r.takeWaiting()
		return
	}
	n := len(now.choices)
	inList := r.lead != nil && r.lead.choose && !first && n > 0
	switch {
	case n > 0 && (pc.joint == or && !first || inList && (pc.item || pc.joint == or)):
		last := &now.choices[n-1]
		last.bundles = append(last.bundles, []*condition{c})
	case inList && pc.joint != or:
		last := &now.choices[n-1]
		b := len(last.bundles) - 1
		last.bundles[b] = append(last.bundles[b], c)
	default:
		now.choices = append(now.choices, choice{bundles: [][]*condition{{c}}})
	}
	r.takeWaiting()
}

// takeWaiting adds the substitutions that stood before any condition.
func (r *reader) takeWaiting() {
	for _, w := range r.waiting {
		r.substitution(w)
	}
	r.waiting = nil
}

// note keeps a sentence that asks nothing by itself beside its condition.
func (r *reader) note(pc piece) {
	t := r.quote(pc)
	if r.open == nil {
		r.notes = append(r.notes, t)
		return
	}
	r.open.notes = append(r.open.notes, t)
	r.open.holes = append(r.open.holes, r.bracketed(pc.Span))
}

// bracketed widens a span over the brackets around it.
func (r *reader) bracketed(s spec.Span) spec.Span {
	for s.Start > 0 && strings.IndexByte("([ ", r.p[s.Start-1]) >= 0 {
		s.Start--
	}
	for s.End < len(r.p) && strings.IndexByte(")]", r.p[s.End]) >= 0 {
		s.End++
	}
	return s
}

// substitution adds a rule to the condition that it is about: the last one of
// the kind that it stands in for, else the last one.
func (r *reader) substitution(pc piece) {
	if standsAhead.MatchString(r.p[pc.Start:pc.End]) {
		r.combineAhead(pc)
		return
	}
	about := r.open
	if about == nil && len(r.now.all) > 0 {
		about = r.now.all[len(r.now.all)-1]
	}
	if about == nil {
		if common := r.patterns[""]; common != nil && len(common.all) > 0 {
			about = common.all[len(common.all)-1]
		}
	}
	if about == nil {
		r.waiting = append(r.waiting, pc)
		return
	}
	s := r.readSubstitution(pc, about.kind)
	for i := len(r.now.all) - 1; i >= 0 && about.kind != s.For; i-- {
		if r.now.all[i].kind == s.For {
			about = r.now.all[i]
		}
	}
	about.subs = append(about.subs, s)
	if s.Entire && s.For == OtherAsked { // a combination stands for schooling and experience alike
		for _, c := range r.now.all {
			if c != about && (c.kind == EducationAsked || c.kind == ExperienceAsked) {
				c.subs = append(c.subs, s)
			}
		}
	}
	if opensList.MatchString(r.p[pc.Start:pc.End]) {
		r.rule = &rule{about, len(about.subs) - 1}
	}
	for _, c := range r.now.all {
		c.holes = append(c.holes, r.bracketed(pc.Span))
	}
}

// extendRule adds an entry of its list to a substitution.
func (r *reader) extendRule(pc piece) {
	s := &r.rule.of.subs[r.rule.n]
	if pc.Start-s.Span.End > widestGap || pc.Start > s.Span.End && strings.Contains(r.text[s.Span.End:pc.Start], "\n#") {
		r.rule.of.notes = append(r.rule.of.notes, r.quote(pc))
		return
	}
	s.Span.End = trimmed(r.p, pc.Span, ".;:,").End
	s.Text = fold(r.text[s.Span.Start:s.Span.End])
	for _, c := range r.now.all {
		c.holes = append(c.holes, r.bracketed(pc.Span))
	}
}

// requirements multiplies the choices of every pattern out.
func (r *reader) requirements() *Requirements {
	r.dropLead()
	r.dropAhead()
	r.keepRest()
	out := &Requirements{Common: []Condition{}, Alternatives: []Alternative{}, Remainder: r.rest, Notes: r.notes, Desired: r.desired}
	if out.Remainder == nil {
		out.Remainder = []Text{}
	}
	if out.Notes == nil {
		out.Notes = []Text{}
	}
	if out.Desired == nil {
		out.Desired = []Text{}
	}
	var common []choice // those that leave a choice
	if p := r.patterns[""]; p != nil {
		common = p.choices
	}
	labelled := 0
	for _, label := range r.order {
		if p := r.patterns[label]; label != "" && len(p.choices) > 0 {
			labelled++
		}
	}
	var limited []*condition
	if labelled > 0 {
		left := common[:0:0]
		for _, c := range common {
			if len(c.bundles) > 1 {
				left = append(left, c)
				continue
			}
			if c.bundles[0][0].only != nil {
				limited = append(limited, c.bundles[0]...)
				continue
			}
			out.Common = append(out.Common, r.finish(c.bundles[0])...)
		}
		common = left
	}
	for _, label := range r.order {
		p := r.patterns[label]
		if label == "" && labelled > 0 || len(p.choices) == 0 {
			continue
		}
		choices := p.choices
		if label != "" {
			choices = append(append([]choice{}, common...), choices...)
		}
		for _, conditions := range r.multiply(choices) {
			a := Alternative{Label: label, Conditions: r.finish(conditions)}
			for i, c := range limited {
				if c.only.of(&a) {
					a.Conditions = slices.Insert(a.Conditions, i, r.finish([]*condition{c})...)
				}
			}
			out.Alternatives = append(out.Alternatives, a)
		}
	}
	return out
}

// keepRest keeps what was not understood. A pattern of nothing else is still a
// way to qualify ("Meets the education above"), so there it is a condition.
func (r *reader) keepRest() {
	for _, label := range r.order {
		p := r.patterns[label]
		for _, pc := range p.rest {
			if label != "" && len(p.all) == 0 {
				p.choices = append(p.choices, choice{bundles: [][]*condition{{{Span: pc.Span, source: pc.source, kind: OtherAsked}}}})
				continue
			}
			r.rest = append(r.rest, r.quote(pc))
		}
	}
	for _, pc := range r.waiting {
		r.rest = append(r.rest, r.quote(pc))
	}
}

// multiply returns every way to meet all choices.
func (r *reader) multiply(choices []choice) [][]*condition {
	ways := [][]*condition{{}}
	for _, c := range choices {
		if len(ways)*len(c.bundles) > mostAlternatives {
			c.bundles = [][]*condition{{r.merged(c)}}
		}
		var next [][]*condition
		for _, way := range ways {
			for _, bundle := range c.bundles {
				next = append(next, append(append([]*condition{}, way...), bundle...))
			}
		}
		ways = next
	}
	return ways
}

// merged makes one condition of a choice; the words of the others stand in its
// notes.
func (r *reader) merged(c choice) *condition {
	one := *c.bundles[0][0]
	one.kind = OtherAsked
	for i, bundle := range c.bundles {
		for j, b := range bundle {
			if i+j > 0 {
				one.notes = append(one.notes, Text{Text: fold(r.text[b.Start:b.End]), Span: b.Span, SourceID: b.source})
				one.notes = append(one.notes, b.notes...)
				one.subs = append(one.subs, b.subs...)
			}
		}
	}
	return &one
}

// finish makes conditions of those that were read.
func (r *reader) finish(list []*condition) []Condition {
	out := make([]Condition, 0, len(list))
	for _, c := range list {
		done, ok := r.done[c]
		if !ok {
			done = r.finished(c)
			r.done[c] = done
		}
		out = append(out, done)
	}
	return out
}

func (r *reader) finished(c *condition) Condition {
	span := trimmed(r.p, c.Span, ".;:,")
	out := Condition{Kind: c.kind, Text: fold(r.text[span.Start:span.End]), Span: span, SourceID: c.source, Substitutions: c.subs, Notes: c.notes}
	if out.Substitutions == nil {
		out.Substitutions = []Substitution{}
	}
	if out.Notes == nil {
		out.Notes = []Text{}
	}
	if c.kind == OtherAsked && c.listed && degreeOrCourse.MatchString(out.Text) {
		c.kind, out.Kind = EducationAsked, EducationAsked // "Completion of either:" and its entries
	}
	p := r.without(span, c.holes)
	switch c.kind {
	case ExperienceAsked:
		out.Experience = r.experience(p, span, c.lead)
	case EducationAsked:
		out.Education = education(p[span.Start:span.End])
	case LicenceAsked:
		out.Licence = licence(p[span.Start:span.End], c.notes)
	}
	return out
}

var degreeOrCourse = regexp.MustCompile(`(?i)\b(?:curriculum|units|semester|degree|course work|courses)\b`)

// without blanks out the holes of a span in the plain text.
func (r *reader) without(s spec.Span, holes []spec.Span) string {
	p := r.p
	for _, h := range holes {
		if h.Start >= s.Start && h.End <= s.End {
			p = p[:h.Start] + strings.Repeat(" ", h.Len()) + p[h.End:]
		}
	}
	return p
}
