package qualification

import (
	"regexp"
	"slices"
	"strings"
)

// A degreeName is a wording of a degree.
type degreeName struct {
	degree  Degree
	pattern *regexp.Regexp
}

var degreeNames = []degreeName{
	{Professional, regexp.MustCompile(`(?i)\bjuris doctor\w*|\bJ\.? ?D\.?\b|\bM\.D\.|\bD\.V\.M\.|\bDDS\b|\bdoctor(?:ate)?(?:'s)?(?: degree)? (?:of|in) (?:veterinary )?(?:medicine|dental|dentistry|osteopathy|optometry|pharmacy|law)|\b(?:graduation|degree) from (?:an? )?(?:[a-z]+ ){0,3}(?:law school|school of (?:law|medicine|veterinary|dentistry|osteopathy))|\bschool of (?:law|medicine|veterinary medicine|dentistry)\b`)},
	{Doctorate, regexp.MustCompile(`(?i)\bdoctora(?:l|te)\b|\bPh\.? ?D\b|\bdoctor['’]?s?['’]? degree|\bdoctor of (?:philosophy|education|psychology)`)},
	{Master, regexp.MustCompile(`(?i)\bmaster['’]?s?\b(?: degree)?|\bM\.?[AS]\.? degree|\bMSW\b|\bMBA\b|\bM\.? ?L\.? ?(?:I\.? ?)?S\b|\bMSLIS\b|\bM\.[AS]\.(?: |,|$)|\btwo[- ]years? (?:of )?(?:graduate|post-?graduate)\b|\btwo-year graduate\b|\badvanced degree|\b(?:post)?graduate degree`)},
	{Bachelor, regexp.MustCompile(`(?i)\bbachelor['’]?s?\b|\bbaccalaureate|\bB\.?[AS]\.? (?:degree|or other degree|in )|\bB\.[AS]\.(?: |,|$)|\bgraduat(?:ion|ed?) from (?:an? )?(?:(?:recognized|accredited|approved|four-year|four year|4-year|standard|regionally|or|and|state|[a-z]+ly) )*(?:college|university|institution)|\bcollege graduat|\bfour[- ]years? (?:of )?(?:college|university|degree)|\bgraduation \(with|\bgraduation from (?:an? )?(?:[a-z-]+ ){0,2}curriculum\b|\bundergraduate degree|\bgraduation with (?:an? )?(?:college|major)|\b(?:four|4) years of college`)},
	{Associate, regexp.MustCompile(`(?i)\bassociates?['’]?s?(?: of (?:arts|science))?(?: degree|'s)|\bassociate of (?:arts|science)|\bA\.?A\.? degree|\b(?:graduation from|completion of) (?:an? )?(?:junior|community|two-year) college`)},
	{SomeCollege, regexp.MustCompile(`(?i)\b(?:one|two|three|1|2|3)(?: \(\d\))? (?:academic )?years?(?: \([^)]*\))? (?:of )?(?:[a-z-]+ )?(?:college|university)|\b(?:semester|quarter) (?:\w+ )?(?:units?|hours|credits)|\bunits\b|\bcollege(?:-level| level)? (?:units|courses?|work|education|training|credit)|\bcredit hours`)},
	{HighSchool, regexp.MustCompile(`(?i)\btwelfth grade|\b12th grade|\bhigh school|\bG\.?E\.?D\b|\bgeneral education(?:al)? development`)},
	{SomeSchool, regexp.MustCompile(`(?i)\b(?:sixth|seventh|eighth|ninth|tenth|eleventh|[6-9]th|10th|11th) grade|\belementary school|\bgrammar school`)},
}

type mention struct {
	degree     Degree
	start, end int
}

// degreeIn returns the degree that words ask for. Of several joined by "or" it
// is the least, of several joined otherwise the highest.
func degreeIn(words string) Degree {
	var found []mention
	for _, d := range degreeNames {
		for _, m := range d.pattern.FindAllStringIndex(words, -1) {
			if !slices.ContainsFunc(found, func(o mention) bool { return m[0] < o.end && o.start < m[1] }) {
				found = append(found, mention{d.degree, m[0], m[1]})
			}
		}
	}
	slices.SortFunc(found, func(a, b mention) int { return a.start - b.start })
	best := NoDegree
	for i, m := range found {
		rank := slices.Index(Degrees, m.degree)
		switch now := slices.Index(Degrees, best); {
		case i == 0:
			best = m.degree
		case eitherWord.MatchString(words[found[i-1].end:m.start]):
			if rank < now && m.degree != SomeCollege {
				best = m.degree
			}
		case rank > now && !upTo.MatchString(words[found[i-1].end:m.start]):
			best = m.degree
		}
	}
	return best
}

var (
	eitherWord = regexp.MustCompile(`(?i)\bor\b`)
	upTo       = regexp.MustCompile(`(?i)\b(?:leading to|toward|transferable|applicable)`)
	fieldWords = regexp.MustCompile(`(?i)\b(?:major(?:s| work| course work| emphasis)?|speciali[sz](?:ation|ing)|concentration|emphasis|degree(?:s| work)?|curriculum|bachelor['’]?s?|master['’]?s?|discipline|coursework|courses?)(?: degree)?,? +(?:in|of (?:arts|science) in) +`)
	placeWords = regexp.MustCompile(`(?i),? +(?:from|at|given by|issued by|approved by|which|including|with at least|supplemented) `)
	wishOnly   = regexp.MustCompile(`(?i)\bpreferabl[ey]\b|\bany major\b`)
	unitsOf    = regexp.MustCompile(`(?i)\b(` + number + `)(?: *\(\d+\))? +(?:college +)?(?:(semester|quarter|credit|college|graduate|upper division|lower division)(?:[ -]+(?:college|unit|graduate|upper[- ]division))?[ -]+)?(units?|hours|credits)\b(?: +(?:of credit|or equivalent|of college(?:[- ]level)?(?: credit)?))?(?:,? +(?:of|in) +([^.;()]{3,160}))?`)
)

// education reads the schooling that words ask for.
func education(words string) *Education {
	out := &Education{Degree: degreeIn(words), Units: []Units{}}
	if m := fieldWords.FindStringIndex(words); m != nil && !wishOnly.MatchString(words[:m[1]]) {
		rest := words[m[1]:]
		if i := strings.IndexAny(rest, ".;(["); i >= 0 {
			rest = rest[:i]
		}
		if w := wishOnly.FindStringIndex(rest); w != nil {
			rest = rest[:w[0]]
		}
		if i := placeWords.FindStringIndex(rest); i != nil {
			rest = rest[:i[0]]
		}
		out.Fields = strings.Trim(fold(rest), " ,:")
	}
	out.Units = append(out.Units, unitsIn(words)...)
	return out
}

// unitsIn reads the units of course work that words state.
func unitsIn(words string) []Units {
	var out []Units
	for _, m := range unitsOf.FindAllStringSubmatch(words, -1) {
		u := Units{Amount: value(m[1]), Unit: "semester", Subject: strings.Trim(fold(m[4]), " ,:")}
		switch strings.ToLower(m[2]) {
		case "quarter":
			u.Unit = "quarter"
		case "credit":
			u.Unit = "credit"
		case "", "college", "graduate", "upper division", "lower division":
			if strings.EqualFold(m[3], "hours") {
				u.Unit = "hours"
			}
		}
		if u.Amount > 0 {
			out = append(out, u)
		}
	}
	return out
}
