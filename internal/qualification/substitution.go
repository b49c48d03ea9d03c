package qualification

import (
	"regexp"
	"strings"

	"crosswalk/internal/spec"
)

var (
	swapWord    = regexp.MustCompile(`(?i)\b(?:(?:may|can|will|shall) (?:also )?(?:be )?)?substitut\w+|\bin lieu of\b|\bmay be (?:used|applied|counted|credited|offset|combined)\b`)
	substitutes = regexp.MustCompile(`(?i)\b(?:(?:may|can|will|shall) (?:also )?(?:be )?)?substitut\w+`)
	forWord     = regexp.MustCompile(`(?i)\bfor\b|\bin lieu of\b|\btoward\b`)
	yearPer     = regexp.MustCompile(`(?i)\byear-? ?(?:for|to)-? ?year|\byearforyear`)
	equals      = regexp.MustCompile(`(?i)(?:` + amount + `|\b(` + number + `)(?: *\(\d+\))? +(semester|quarter|credit|college)?[ -]*(?:units?|hours)\b)([^.;]{0,140}?)\b(?:being )?(?:equal(?:s|ing|ling)?(?: to)?|equivalent to|is equivalent to|being considered(?: as)?|for|to equal)\b +(?:to +)?(?:each +)?` + amount)
	capped      = regexp.MustCompile(`(?i)(?:\bmaximum (?:of )?|\bup to (?:a maximum of )?(?:and including )?|\bnot (?:more than|to exceed) |\bno more than |\bnot exceeding |\blimit of )(?:a +)?(?:\w+ +){0,1}?` + amount)
	inTotal     = regexp.MustCompile(`(?i)\bfor a total of ` + amount)
	wholly      = regexp.MustCompile(`(?i)\bentire\b|\ball of the\b|\ball the\b`)
	experience  = regexp.MustCompile(`(?i)\bexperience\b|\bservice\b|\bemployment\b|\bwork performing\b|\bwork as\b`)
	schooling   = regexp.MustCompile(`(?i)\beducation\b|\bdegrees?\b|\bcollege\b|\bcurriculum\b|\bgraduat|\bunits\b|\bcourses?\b|\btraining\b|\bschool\b|\bstudy\b|\bdoctora|\bmaster's\b|\bPh\.? ?D\b|\bdissertation\b|\bacademic\b|\bsemester\b|\binternship\b|\bcoursework\b|\bapprenticeship\b`)
	permission  = regexp.MustCompile(`(?i)\blicen[sc]\w*|\bcertificat\w+|\bcredentials?\b|\bregistration\b|\bcertification\b|\bmembership\b`)
)

// firstKind returns the kind whose words come first.
func firstKind(words string) Kind {
	best, at := OtherAsked, len(words)+1
	for _, k := range []struct {
		kind    Kind
		pattern *regexp.Regexp
	}{{ExperienceAsked, experience}, {EducationAsked, schooling}, {LicenceAsked, permission}} {
		if m := k.pattern.FindStringIndex(words); m != nil && m[0] < at {
			best, at = k.kind, m[0]
		}
	}
	return best
}

// readSubstitution reads a rule. About is the kind of the condition that it
// stands behind.
func (r *reader) readSubstitution(pc piece, about Kind) Substitution {
	span := trimmed(r.p, pc.Span, ".;:,")
	words := r.p[span.Start:span.End]
	out := Substitution{Text: fold(r.text[span.Start:span.End]), Span: span, SourceID: pc.source, Gives: OtherAsked, For: about, Feeders: []Feeder{}}
	m := substitutes.FindStringIndex(words)
	if m == nil {
		m = swapWord.FindStringIndex(words)
	}
	if m == nil || combination.MatchString(words) && !substitutes.MatchString(words) { // "or equivalent combination of training and experience"
		out.For, out.Entire = OtherAsked, true
		return out
	}
	brought, asked := words[:m[0]], words[m[1]:]
	if strings.HasPrefix(strings.ToLower(words[m[0]:m[1]]), "in lieu") {
		asked = words[m[0]:]
	} else if active := strings.TrimSpace(strings.ToLower(brought)); strings.HasSuffix(words[m[0]:m[1]], "e") && len(active) > 0 && strings.HasPrefix(active, "candidates") {
		// "Candidates may substitute drafting experience for the education".
		if f := forWord.FindStringIndex(asked); f != nil {
			brought, asked = asked[:f[0]], asked[f[0]:]
		}
	}
	out.Gives = firstKind(brought)
	if f := forWord.FindStringIndex(asked); f != nil {
		target := asked[f[1]:]
		if i := basis.FindStringIndex(target); i != nil {
			target = target[:i[0]]
		}
		if k := firstKind(target); k != OtherAsked {
			out.For = k
		}
		out.amounts(brought, target, asked)
	} else {
		out.amounts(brought, "", asked)
	}
	if out.Gives == EducationAsked {
		out.Degree = degreeIn(brought)
		if out.PerUnits != nil || out.YearsPerYear != nil {
			out.Degree = NoDegree
		}
		out.Fields = education(brought).Fields
	}
	f := r.finder
	out.Feeders = append(out.Feeders, f.find(spec.Span{Start: span.Start, End: span.End})...)
	return out
}

var basis = regexp.MustCompile(`(?i)\bon (?:a|the) (?:basis|year)|\bif\b|\bprovided\b|\bby applicants\b`)

// amounts reads how much of what is asked the rule stands for.
func (s *Substitution) amounts(brought, target, asked string) {
	ratio := false
	if yearPer.MatchString(asked) || yearPer.MatchString(brought) {
		one := 1.0
		s.YearsPerYear, ratio = &one, true
	}
	if m := equals.FindStringSubmatch(asked); m != nil {
		gives := valueIn(m[7], m[9])
		switch {
		case m[1] != "" && yearsIn(m[1], m[3]) > 0:
			per := gives / yearsIn(m[1], m[3])
			s.YearsPerYear, ratio = &per, true
		case m[4] != "" && gives > 0:
			s.PerUnits = &Units{Amount: value(m[4]), Unit: unitOr(m[5], "hours")}
			s.Years, ratio = &gives, true
		}
	}
	if m := capped.FindStringSubmatch(asked); m != nil {
		years := yearsIn(m[1], m[3])
		s.MaxYears = &years
	}
	if d, ok := durationIn(target, spec.Span{End: len(target)}); ok && (ratio || s.MaxYears == nil) {
		years := d.years
		if ratio {
			if s.MaxYears == nil {
				s.MaxYears = &years
			}
		} else {
			s.Years = &years
		}
	} else if s.MaxYears != nil && !ratio {
		years := *s.MaxYears
		s.Years = &years
	}
	if m := inTotal.FindStringSubmatch(asked); m != nil {
		years := yearsIn(m[1], m[3])
		s.MaxYears = &years
	}
	if d, ok := durationIn(brought, spec.Span{End: len(brought)}); ok && !ratio {
		years := d.years
		s.Takes = &years
	}
	degree := degreeIn(brought)
	if u := unitsIn(brought); len(u) > 0 && s.PerUnits == nil && s.Years != nil && (degree == NoDegree || degree == SomeCollege) {
		s.PerUnits = &u[0]
	}
	s.Entire = wholly.MatchString(target) || s.Years == nil && !ratio && s.MaxYears == nil && target != ""
}

func yearsIn(n, unit string) float64 { return inYears(value(n), unit) }

func valueIn(n, unit string) float64 {
	if n == "" || unit == "" {
		return 0
	}
	return yearsIn(n, unit)
}

func unitOr(unit, otherwise string) string {
	switch u := strings.ToLower(unit); u {
	case "semester", "quarter", "credit":
		return u
	}
	return otherwise
}
