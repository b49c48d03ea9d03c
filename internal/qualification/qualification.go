// Package qualification reads what a class specification asks of those who
// apply for the class: alternatives, experience, education, licences, what may
// stand in for what, and the classes that feed it.
package qualification

import "crosswalk/internal/spec"

// Requirements are what a class asks of whoever applies: all of Common and all
// conditions of one of the Alternatives.
type Requirements struct {
	Common       []Condition   `json:"common" nullable:"false" doc:"Asked beside every alternative"`
	Alternatives []Alternative `json:"alternatives" nullable:"false" doc:"Any one of them suffices; empty when nothing is asked beside common"`
	Notes        []Text        `json:"notes" nullable:"false" doc:"What is said of applying and asks nothing by itself, where no condition stands before it"`
	Desired      []Text        `json:"desired" nullable:"false" doc:"What is wished for, or asked for some positions only: it is required of nobody"`
	Remainder    []Text        `json:"remainder" nullable:"false" doc:"What stands under the heading and was not understood; nothing of it is lost"`
}

// An Alternative is one way to qualify ("Either I", "Or II"). What a document
// joins by "or" inside one of its patterns is an alternative each, with the
// pattern's label.
type Alternative struct {
	Label      string      `json:"label" doc:"As the document numbers it ('Either I'); empty when it is the only one"`
	Conditions []Condition `json:"conditions" nullable:"false" doc:"All of them are asked"`
}

// A ConditionKind says what is asked.
type ConditionKind string

const (
	ExperienceAsked ConditionKind = "experience"
	EducationAsked  ConditionKind = "education"
	LicenceAsked    ConditionKind = "licence" // licence, certificate, credential, registration
	OtherAsked      ConditionKind = "other"   // understood as a condition, but of no kind that can be compared
)

// A Condition is one thing that is asked. Exactly the field of its kind is set.
type Condition struct {
	Kind          ConditionKind  `json:"kind" enum:"experience,education,licence,other"`
	Text          string         `json:"text" doc:"As the document words it, white space folded"`
	Span          spec.Span      `json:"span"`
	SourceID      string         `json:"source_id" doc:"Source that the spans of the condition point into"`
	Experience    *Experience    `json:"experience,omitempty"`
	Education     *Education     `json:"education,omitempty"`
	Licence       *Licence       `json:"licence,omitempty"`
	Substitutions []Substitution `json:"substitutions" nullable:"false" doc:"What may stand in for it"`
	Notes         []Text         `json:"notes" nullable:"false" doc:"What is said of it and asks nothing by itself: who is admitted to the examination without it, when evidence is due"`
}

// Experience is time that somebody must have worked.
type Experience struct {
	Years    *float64  `json:"years" doc:"Amount in years; null when the document states none" minimum:"0"`
	Stated   string    `json:"stated" doc:"The amount as the document words it ('eighteen months', '1,920 hours')"`
	What     string    `json:"what" doc:"What the experience is in, as the document words it"`
	Where    string    `json:"where" doc:"Where it counts ('California state civil service'), as the document words it; empty when anywhere"`
	Internal bool      `json:"internal" doc:"True when it counts only inside the issuer's own service: the alternative is promotional"`
	Feeders  []Feeder  `json:"feeders" nullable:"false" doc:"Classes whose work is the experience asked for; one suffices"`
	Includes []Portion `json:"includes" nullable:"false" doc:"Parts of the time that must have been of a certain sort"`
}

// A Portion is a part of an experience that must be of a certain sort: "at
// least one year of which shall have been in a supervisory capacity".
type Portion struct {
	Years       *float64 `json:"years" minimum:"0"`
	What        string   `json:"what"`
	Supervisory bool     `json:"supervisory"`
	Feeders     []Feeder `json:"feeders" nullable:"false" doc:"Classes at whose level it must have been, where the document names any"`
}

// How a feeder class counts.
type How string

const (
	ByDuties How = "duties" // experience performing the duties of the class
	ByLevel  How = "level"  // experience at the level of the class, or in one comparable to it
)

// A Feeder is a class that a document names in an experience it asks for.
type Feeder struct {
	Name     string    `json:"name" doc:"Title of the class, singular, without range and article"`
	Range    string    `json:"range" doc:"Range or level of the class that is asked ('D', 'B or C'); empty when any"`
	How      How       `json:"how" enum:"duties,level"`
	OrBetter bool      `json:"or_better" doc:"True when comparable, equivalent or higher classes count as well"`
	Span     spec.Span `json:"span" doc:"Where the name stands in the source"`
	ClassIDs []string  `json:"class_ids" nullable:"false" doc:"Classes of the catalog that the name means; empty when there is none, as of an abolished class"`
}

// A Degree is a step of schooling; the order is that of the constants.
type Degree string

const (
	NoDegree     Degree = ""
	SomeSchool   Degree = "some_school"  // "equivalent to completion of the eighth grade"
	HighSchool   Degree = "high_school"  // twelfth grade
	SomeCollege  Degree = "some_college" // units, one or two years of college
	Associate    Degree = "associate"
	Bachelor     Degree = "bachelor" // "equivalent to graduation from college"
	Master       Degree = "master"
	Doctorate    Degree = "doctorate"    // Ph.D.
	Professional Degree = "professional" // J.D., M.D., D.V.M.
)

// Degrees lists the degrees, least first. A professional degree and a
// doctorate stand for one another's step.
var Degrees = []Degree{NoDegree, SomeSchool, HighSchool, SomeCollege, Associate, Bachelor, Master, Doctorate, Professional}

// Education is schooling that somebody must have.
type Education struct {
	Degree Degree  `json:"degree" enum:",some_school,high_school,some_college,associate,bachelor,master,doctorate,professional" doc:"Empty when the document names none that is known"`
	Fields string  `json:"fields" doc:"Major or field, as the document words it; empty when any"`
	Units  []Units `json:"units" nullable:"false" doc:"Units of course work that are asked, beside the degree or alone"`
}

// Units are an amount of course work.
type Units struct {
	Amount  float64 `json:"amount" minimum:"0"`
	Unit    string  `json:"unit" enum:"semester,quarter,credit,hours,years"`
	Subject string  `json:"subject" doc:"As the document words it"`
}

// A Licence is a permission that somebody must hold.
type Licence struct {
	Name string `json:"name" doc:"As the document words it, without 'Possession of'"`
	// Later: it may be obtained after the examination or appointment.
	Later bool `json:"later" doc:"True when applicants are admitted without it and must obtain it before or after appointment"`
}

// A Substitution is a rule that something else may stand in for a condition.
type Substitution struct {
	Text     string    `json:"text" doc:"As the document words it, white space folded"`
	Span     spec.Span `json:"span"`
	SourceID string    `json:"source_id"`
	Gives    Kind      `json:"gives" enum:"experience,education,licence,other" doc:"What may be brought instead"`
	For      Kind      `json:"for" enum:"experience,education,licence,other" doc:"What it stands in for"`
	// Degree that is brought where education is; empty for plain years or units.
	Degree Degree `json:"degree"`
	Fields string `json:"fields" doc:"What the degree or schooling is to be in, as the document words it; empty when in anything"`
	// Takes is the time that must be brought, where the document states it:
	// "two years of clerical experience may be substituted for the education".
	Takes *float64 `json:"takes" doc:"Years of what is brought that it takes; null when not stated"`
	// YearsPerYear is how many years of what is asked one year of what is
	// brought stands for: 1 for "on a year-for-year basis".
	YearsPerYear *float64 `json:"years_per_year"`
	PerUnits     *Units   `json:"per_units" doc:"Units of course work that stand for the years in years"`
	Years        *float64 `json:"years" doc:"Years of what is asked that it stands for: by the degree, or by per_units"`
	MaxYears     *float64 `json:"max_years" doc:"Years that it stands for at most; null when no limit is stated"`
	Entire       bool     `json:"entire" doc:"True when it may stand in for all that is asked"`
	Feeders      []Feeder `json:"feeders" nullable:"false" doc:"Classes whose experience is what may be brought"`
}

// Kind is a ConditionKind, of what a substitution gives and stands in for.
type Kind = ConditionKind

// Text is a piece of a document that was not understood.
type Text struct {
	Text     string    `json:"text"`
	Span     spec.Span `json:"span"`
	SourceID string    `json:"source_id"`
}

// Asked returns the conditions of an alternative with the common ones, in the
// order in which a reader meets them.
func (r *Requirements) Asked(a Alternative) []Condition {
	return append(append(make([]Condition, 0, len(r.Common)+len(a.Conditions)), r.Common...), a.Conditions...)
}

// Promotional reports whether only those who serve the issuer can take the
// alternative.
func (a Alternative) Promotional() bool {
	for _, c := range a.Conditions {
		if c.Experience != nil && c.Experience.Internal {
			return true
		}
	}
	return false
}
