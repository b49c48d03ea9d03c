package qualification

import (
	"regexp"
	"slices"
	"strings"

	"crosswalk/internal/spec"
)

var (
	experienceWords = regexp.MustCompile(`(?i)\bexperience\b|\bperforming\b|\bduties of\b|\bservice\b|\bas an? |\bas [A-Z]|\bemploy(?:ed|ment)\b|\bpractice\b|\bwork(?:ing)?\b|\bin (?:the|a) (?:class|position)`)
	schoolTime      = regexp.MustCompile(`(?i)^[^.;,]{0,20}` + amount + ` +(?:of +)?(?:[a-z-]+ +){0,2}(?:college|graduate|high school|school|education|training|academic|study|apprenticeship|university|post|course|residency|internship|units)`)
	whereCounts     = regexp.MustCompile(`\b(?i:in|with|within|for) +(?i:the +)?((?:California +)?[Ss]tate(?: of California)?(?: +civil)? +[Ss]ervice|California +[Ss]tate(?: +[Gg]overnment| +[Aa]gency| +[Dd]epartment)?\b|State +[Ss]ervice|(?:California +)?(?:State +)?(?:Department|Division|Bureau|Office|Board|Commission) +of +(?:the +)?[A-Z][\w'’]*(?:(?:,? +(?:and|of|the|for))* +[A-Z][\w'’]*)*|(?:[A-Z][\w'’]+ +)+(?:Department|Board|Commission|Authority|Agency|Patrol)\b)`)
	stateEmployees  = regexp.MustCompile(`(?i)\bstate employees\b|\bin (?:the |a )?(?:california )?state (?:civil )?service\b|\bcalifornia state\b`)
	portionStart    = regexp.MustCompile(`(?i)(?:[,;(.]|\b(?:and|with))? *(?:` +
		`\b` + number + ` +of (?:which|the required years?|the above)\b` +
		`|\b(?:at least +)` + amount + ` +(?:with|at|shall|must)\b` +
		`|\b(?:of|in) which,? +(?:at least +|not less than +|a minimum of +)?` + amount +
		`|\b(?:at least +|not less than +|a minimum of +)?` + amount + ` +(?:of|in) +(?:which|this|that|such|these|the (?:required|above|total|five|four|three|two|experience))\b` +
		`|\b(?:includ(?:ing|ed?)|(?:or )?supplemented by|with|to include) +(?:at least +|not less than +|a minimum of +|the equivalent of +)?` + amount + `|\bfor at least ` + amount +
		`|\b(?:the +)?(?:qualifying +)?(?:state +)?experience +(?:in|gained in|obtained in|as|acquired in)\b[^.;]{0,60}\b(?:applied|used|counted)\b[^.;]{0,60}?\b(?:must|shall|should)\b` +
		`|\bin (?:the )?(?:california )?state service,? (?:this |the |such |qualifying )*experience (?:must|shall|should)\b` +
		`|\b(?:this|the required|such|qualifying|the above) +(?:\w+ +)?experience(?: +at this level)? +(?:must|shall|should)\b)`)
	supervises   = regexp.MustCompile(`(?i)\bsupervis`)
	supervised   = regexp.MustCompile(`(?i)\b(?:under|with|without)\b[^.,;]{0,30}\bsupervis(?:ion|ed)|\bnon-?supervis\w+|\bsupervis(?:ed|ion of (?:a|an|the))\b`)
	sentenceOpen = regexp.MustCompile(`[^0-9][.)] +[A-Z(]`)
	whatStart    = regexp.MustCompile(`(?i)^[ ,]*(?:\([^)]*\) *)?(?:(?:of|in) +)?`)
	moreThan     = regexp.MustCompile(`(?i)(?:more than|at least|not less than|a minimum of|over) +$`)
)

// experience reads the experience that a condition asks for. Lead is what
// stands in front of it and of its neighbours.
func (r *reader) experience(p string, span, lead spec.Span) *Experience {
	f := finder{p: p, titles: r.titles, issuer: r.issuer}
	out := &Experience{Feeders: []Feeder{}, Includes: []Portion{}}
	portions := portionsIn(p, span)
	main := span
	if len(portions) > 0 {
		main.End = portions[0].Start
	}
	rest := main.Start
	if d, ok := durationIn(p, main); ok {
		years := d.years
		out.Years = &years
		stated := d.Span
		if m := moreThan.FindStringIndex(p[main.Start:d.Start]); m != nil {
			stated.Start = main.Start + m[0]
		}
		out.Stated = fold(p[stated.Start:stated.End])
		rest = d.End
		if rest < main.End && p[rest] == ')' {
			rest++
		}
	}
	head := firstSentence(p[main.Start:main.End])
	if lead.Len() > 0 && lead.Start != span.Start {
		head = p[lead.Start:lead.End] + " " + head
	}
	if out.Years == nil || rest > main.Start+40 {
		rest = main.Start
	}
	if m := whereCounts.FindStringSubmatch(head); m != nil {
		out.Where = fold(m[1])
	}
	out.Internal = stateEmployees.MatchString(firstSentence(p[main.Start:main.End])) || stateEmployees.MatchString(p[lead.Start:lead.End]) ||
		out.Where != "" && ownUnit.MatchString(out.Where)
	if out.Internal && optional.MatchString(p[main.Start:main.End]) {
		out.Internal = false
	}
	rest += len(whatStart.FindString(p[rest:main.End]))
	out.What = strings.TrimRight(beforeNote(fold(p[rest:main.End])), " .,;:(-")
	for _, s := range portions {
		out.Includes = append(out.Includes, r.portion(&f, p, s))
	}
	for _, found := range f.find(span) {
		i := portionAt(portions, found.Span.Start)
		// What says of no part and of no service in particular how it must have
		// been, says it of all.
		if i >= 0 && (out.Includes[i].Years != nil || ofSome.MatchString(out.Includes[i].What)) {
			out.Includes[i].Feeders = append(out.Includes[i].Feeders, found)
			continue
		}
		out.Feeders = append(out.Feeders, found)
	}
	return out
}

var (
	ownUnit  = regexp.MustCompile(`(?i)^(?:california|state|department|division|bureau|office|board|commission)\b|\b(?:patrol|state service)$`)
	optional = regexp.MustCompile(`(?i)\bstate (?:civil )?service,? +(?:or|and/or)\b`)
)

func beforeNote(s string) string {
	before, _, _ := strings.Cut(s, " NOTE:")
	return before
}

// awaitsAmount matches the opening of a portion whose time is still to come.
var awaitsAmount = regexp.MustCompile(`(?i)\b(?:must|shall|should)(?: have| also| in)?(?: been| included)? *$`)

func firstSentence(s string) string {
	if m := sentenceOpen.FindStringIndex(s); m != nil {
		return s[:m[0]+1]
	}
	return s
}

func portionAt(portions []spec.Span, i int) int {
	for n, s := range portions {
		if i >= s.Start && i < s.End {
			return n
		}
	}
	return -1
}

// portionsIn finds the parts of a time that must be of a certain sort: where
// the wording of one begins, and every further sentence that says what must be.
// A portion ends with its sentence, or where the next begins.
func portionsIn(p string, span spec.Span) []spec.Span {
	var starts []int
	for from := span.Start; from < span.End; {
		m := portionStart.FindStringIndex(p[from:span.End])
		if m == nil {
			break
		}
		starts = append(starts, from+m[0])
		from += m[1]
	}
	for from := span.Start; ; {
		m := sentenceOpen.FindStringIndex(p[from:span.End])
		if m == nil {
			break
		}
		from += m[1] - 1
		if binds.MatchString(firstSentence(p[from:span.End])) {
			starts = append(starts, from)
		}
	}
	slices.Sort(starts)
	var out []spec.Span
	for _, start := range starts {
		for start < span.End && strings.IndexByte(",;([. ", p[start]) >= 0 {
			start++
		}
		if start <= span.Start+3 {
			continue
		}
		if n := len(out); n > 0 && start < out[n-1].End {
			last := &out[n-1]
			if start == last.Start || awaitsAmount.MatchString(p[last.Start:start]) {
				continue // "... must include at least one year" is one portion
			}
			last.End = start
		}
		end := start + len(firstSentence(p[start:span.End]))
		out = append(out, spec.Span{Start: start, End: end})
	}
	return out
}

// ofSome matches a portion that binds a part of those who apply, or of their
// time.
var ofSome = regexp.MustCompile(`(?i)\bapplied\b|\bapplicable\b|\bused\b|\bcounted\b|\bstate (?:service )?experience\b|\bstate service\b|\bof which\b|\bspecialized\b|\bsupervisory\b|\bqualifying\b`)

// binds matches a sentence that says what an experience must have been.
var binds = regexp.MustCompile(`(?i)^[^.]*\b(?:experience|years?|months|duties|work|service)\b[^.]*\b(?:must|shall|should)\b|^[^.]*\b(?:must|shall|should)\b[^.]*\b(?:experience|years?|duties)\b`)

func (r *reader) portion(f *finder, p string, s spec.Span) Portion {
	out := Portion{What: strings.TrimRight(fold(p[s.Start:s.End]), " .,;:)"), Feeders: []Feeder{}}
	if d, ok := durationIn(p, s); ok {
		years := d.years
		out.Years = &years
	}
	words := supervised.ReplaceAllString(p[s.Start:s.End], "")
	out.Supervisory = supervises.MatchString(words)
	return out
}
