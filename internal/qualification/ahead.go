package qualification

import "regexp"

// combinationAhead matches a combination stated before the conditions that it may replace:
// "any combination of education and experience equivalent to: a degree and two years".
var (
	combinationAhead = regexp.MustCompile(`(?i)\b(?:any|an?) (?:equivalent )?combination of (?:(?:relevant |related |work )?(?:education|experience|training|skills?|knowledge|demonstrated aptitude)[, ]+(?:(?:and/or|and|or) )?){1,5}(?:that is )?(?:equivalent|equal) to\b(?: the following)?:? *`)
	standsAhead      = regexp.MustCompile(combinationAhead.String() + `$`)
)

// ahead is a combination that may replace all education and experience stated after it
// under the same heading.
type ahead struct {
	piece
	rule Substitution
	used bool
}

// combineAhead keeps a combination for the conditions after it and adds it to those before
// it under the same heading.
func (r *reader) combineAhead(pc piece) {
	r.dropAhead()
	r.ahead = &ahead{piece: pc, rule: r.readSubstitution(pc, OtherAsked)}
	for _, c := range r.now.all {
		if c.head == pc.heading {
			r.combine(c)
		}
	}
}

// combine adds the open combination to a condition under its heading.
func (r *reader) combine(c *condition) {
	a := r.ahead
	switch {
	case a == nil:
	case c.head != a.heading:
		r.dropAhead()
	case c.kind == EducationAsked || c.kind == ExperienceAsked:
		c.subs = append(c.subs, a.rule)
		a.used = true
	}
}

// dropAhead closes the open combination. If it applied to nothing, its words are kept.
func (r *reader) dropAhead() {
	if r.ahead != nil && !r.ahead.used {
		r.rest = append(r.rest, r.quote(r.ahead.piece))
	}
	r.ahead = nil
}
