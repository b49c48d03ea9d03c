package qualification

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// A Person is who asks whether they may apply. What is nil is unknown, which
// is not zero.
type Person struct {
	ClassID       string             `json:"class_id" doc:"Class that they stand in; empty when none or unknown"`
	YearsInClass  *float64           `json:"years_in_class" doc:"Years in it; null when unknown" minimum:"0"`
	Years         map[string]float64 `json:"years" doc:"Years in every class served in before, by class id; null when unknown, and then no class is ruled out"`
	TotalYears    *float64           `json:"total_years" doc:"Years of work of any sort; null when unknown" minimum:"0"`
	RelevantYears *float64           `json:"relevant_years" doc:"Years of work of the sort that is asked; null when unknown" minimum:"0"`
	Degree        *Degree            `json:"degree" doc:"Highest degree; null when unknown"`
	Fields        *string            `json:"fields" doc:"What the degree is in; null when unknown"`
	Units         *float64           `json:"units" doc:"Semester units of college; null when unknown" minimum:"0"`
	Licences      []string           `json:"licences" doc:"Licences held; null when unknown, empty when none"`
	Internal      *bool              `json:"internal" doc:"Whether they work for the issuer of the class; null when unknown"`
}

// A State says how far a person meets a condition.
type State string

const (
	Met     State = "met"
	Short   State = "short"   // some of the time or schooling is there
	Missing State = "missing" // nothing of it is there, or it can never count
	Unknown State = "unknown" // what is known of the person does not decide it
)

// An Assessment says how a person stands to what a class asks.
type Assessment struct {
	Alternatives []AlternativeResult `json:"alternatives" nullable:"false" doc:"One for each alternative of the requirements, the common conditions included"`
	Best         *int                `json:"best" doc:"Index of the alternative that is nearest: least missing, then least time, then least unknown; null when nothing is asked"`
}

// An AlternativeResult says how a person stands to one alternative.
type AlternativeResult struct {
	Label      string            `json:"label"`
	State      State             `json:"state" enum:"met,short,missing,unknown" doc:"The worst of the conditions: missing, unknown, short, met"`
	Missing    int               `json:"missing" minimum:"0" doc:"Conditions that are missing"`
	Months     *int              `json:"months" minimum:"0" doc:"Months of service in the present class until all is met, 0 when it is; null when that is unknown or time alone never does it"`
	Conditions []ConditionResult `json:"conditions" nullable:"false"`
}

// A ConditionResult says how a person stands to one condition.
type ConditionResult struct {
	Kind         ConditionKind `json:"kind" enum:"experience,education,licence,other"`
	Text         string        `json:"text" doc:"The condition as the document words it"`
	State        State         `json:"state" enum:"met,short,missing,unknown"`
	ShortYears   *float64      `json:"short_years" minimum:"0" doc:"Years that are lacking; null unless short by a known time"`
	Months       *int          `json:"months" minimum:"0" doc:"Months of service in the present class until it is met; null when unknown or never by time alone"`
	Substitution *Substitution `json:"substitution" doc:"The rule that was used to meet it or to come nearer; null when none"`
	Reason       string        `json:"reason" doc:"Why, in plain words"`

	got     *float64 // years that count, where known
	growing bool     // every month in the present class adds one
}

// Assess says how a person stands to every alternative. It never guesses: what
// is not known of the person is Unknown.
func Assess(r *Requirements, p Person) Assessment {
	out := Assessment{Alternatives: []AlternativeResult{}}
	alternatives := r.Alternatives
	if len(alternatives) == 0 && len(r.Common) > 0 {
		alternatives = []Alternative{{}}
	}
	for _, a := range alternatives {
		out.Alternatives = append(out.Alternatives, p.alternative(a.Label, r.Asked(a)))
	}
	for i := range out.Alternatives {
		if out.Best == nil || nearer(&out.Alternatives[i], &out.Alternatives[*out.Best]) {
			out.Best = &i
		}
	}
	return out
}

func nearer(a, b *AlternativeResult) bool {
	if a.Missing != b.Missing {
		return a.Missing < b.Missing
	}
	if am, bm := monthsOr(a.Months), monthsOr(b.Months); am != bm {
		return am < bm
	}
	return a.count(Unknown) < b.count(Unknown)
}

// monthsOr sorts an unknown time behind every known one.
func monthsOr(m *int) int {
	if m == nil {
		return math.MaxInt
	}
	return *m
}

func (a *AlternativeResult) count(s State) int {
	n := 0
	for i := range a.Conditions {
		if a.Conditions[i].State == s {
			n++
		}
	}
	return n
}

func (p *Person) alternative(label string, conditions []Condition) AlternativeResult {
	out := AlternativeResult{Label: label, State: Met, Conditions: make([]ConditionResult, len(conditions))}
	for i := range conditions {
		switch c := &conditions[i]; c.Kind {
		case ExperienceAsked:
			out.Conditions[i] = p.experience(c)
		case LicenceAsked:
			out.Conditions[i] = p.licence(c)
		case OtherAsked:
			out.Conditions[i] = ConditionResult{State: Unknown, Reason: "This cannot be compared with what is known."}
		}
	}
	// Experience beyond what is asked may stand in for schooling, so schooling
	// is looked at last.
	for i := range conditions {
		if c := &conditions[i]; c.Kind == EducationAsked {
			out.Conditions[i] = p.education(c, conditions, out.Conditions)
		}
		out.Conditions[i].Kind, out.Conditions[i].Text = conditions[i].Kind, conditions[i].Text
	}
	combined := anyCombination(conditions)
	zero := 0
	out.Months = &zero
	for i := range out.Conditions {
		c := &out.Conditions[i]
		if combined != nil && (c.State == Missing || c.State == Short) && (c.Kind == ExperienceAsked || c.Kind == EducationAsked) {
			c.State, c.Substitution = Unknown, combined
			c.Reason += " An equivalent combination of training and experience counts as well; whether yours is one, the issuer decides."
		}
		if slices.Index(worst, c.State) < slices.Index(worst, out.State) {
			out.State = c.State
		}
		if c.State == Missing {
			out.Missing++
		}
		if out.Months != nil && c.Months != nil {
			more := max(*out.Months, *c.Months)
			out.Months = &more
		} else {
			out.Months = nil
		}
	}
	return out
}

// anyCombination returns the rule that an equivalent combination of training
// and experience suffices; nil when there is none.
func anyCombination(conditions []Condition) *Substitution {
	for i := range conditions {
		for j := range conditions[i].Substitutions {
			if s := &conditions[i].Substitutions[j]; s.For == OtherAsked && s.Entire {
				return s
			}
		}
	}
	return nil
}

var worst = []State{Missing, Unknown, Short, Met}

func met(reason string, args ...any) ConditionResult {
	zero := 0
	return ConditionResult{State: Met, Months: &zero, Reason: fmt.Sprintf(reason, args...)}
}

func short(years float64, months *int, reason string, args ...any) ConditionResult {
	return ConditionResult{State: Short, ShortYears: &years, Months: months, Reason: fmt.Sprintf(reason, args...)}
}

func missing(reason string, args ...any) ConditionResult {
	return ConditionResult{State: Missing, Reason: fmt.Sprintf(reason, args...)}
}

func unknown(reason string, args ...any) ConditionResult {
	return ConditionResult{State: Unknown, Reason: fmt.Sprintf(reason, args...)}
}

// monthsIn rounds years up to whole months; a hair's breadth of the binary
// fraction does not make one more.
func monthsIn(years float64) int { return int(math.Ceil(years*12 - 1e-6)) }

// inWords writes years as a reader says them: "2 years and 6 months".
func inWords(years float64) string {
	months := monthsIn(years)
	var parts []string
	if y := months / 12; y > 0 {
		parts = append(parts, counted(y, "year"))
	}
	if m := months % 12; m > 0 || months == 0 {
		parts = append(parts, counted(m, "month"))
	}
	return strings.Join(parts, " and ")
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// licence says whether one of the licences held is the one asked for.
func (p *Person) licence(c *Condition) ConditionResult {
	name := c.Licence.Name
	if p.Licences == nil {
		return unknown("Whether you hold it is not known.%s", laterWords(c))
	}
	asked := licenceWords(name)
	for _, held := range p.Licences {
		if h := licenceWords(held); h != "" && (containsWords(asked, h) || containsWords(h, asked)) {
			return met("You hold %s.", held)
		}
	}
	for i := range c.Substitutions {
		if s := &c.Substitutions[i]; s.Gives == EducationAsked && s.For == LicenceAsked && p.Degree != nil && s.Degree != NoDegree && meets(*p.Degree, s.Degree) && p.inField(s.Fields) == Met {
			r := met("Your degree stands in for it.")
			r.Substitution = s
			return r
		}
	}
	return missing("You do not hold it.%s", laterWords(c))
}

// licenceWords writes a licence as it is compared, in one spelling.
func licenceWords(name string) string {
	return strings.ReplaceAll(normal(name), "licence", "license")
}

func laterWords(c *Condition) string {
	if c.Licence.Later {
		return " Applicants are admitted without it and must obtain it later."
	}
	return ""
}

// containsWords reports whether all words of part stand in whole.
func containsWords(whole, part string) bool {
	words := strings.Fields(whole)
	for _, w := range strings.Fields(part) {
		if !slices.Contains(words, w) {
			return false
		}
	}
	return true
}
