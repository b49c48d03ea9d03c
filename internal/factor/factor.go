// Package factor reads the allocation factors of a class: the supervision received and given,
// the difficulty and independence of the work, the experience asked and the pay, which set the
// step of a class in its series.
package factor

import (
	"slices"
	"strings"

	"crosswalk/internal/spec"
)

// A Name names an allocation factor.
type Name string

// The factors, in the order in which answers list them.
const (
	SupervisionReceived Name = "supervision_received"
	SupervisionGiven    Name = "supervision_given"
	Difficulty          Name = "difficulty"
	Independence        Name = "independence"
	Experience          Name = "experience"
	Pay                 Name = "pay"
)

// Worded lists the factors that are read from statements.
var Worded = []Name{SupervisionReceived, SupervisionGiven, Difficulty, Independence}

// Names lists all factors.
var Names = append(slices.Clone(Worded), Experience, Pay)

// Words returns the name as a reader would say it.
func (n Name) Words() string { return strings.ReplaceAll(string(n), "_", " ") }

// Unknown is the value of a factor that nothing is stated of.
const Unknown = "unknown"

// Values of supervision received, from the most supervision to the least.
const (
	CloseSupervision        = "close_supervision"   // close, immediate, direct, detailed
	UnderSupervision        = "supervision"         // of no stated degree
	GeneralSupervision      = "general_supervision" // general, normal, regular
	UnderDirection          = "direction"           // and limited supervision
	GeneralDirection        = "general_direction"   // and broad or minimal direction
	AdministrativeDirection = "administrative_direction"
)

// Values of supervision given.
const (
	SupervisesNobody = "none"       // and the text says so
	Leads            = "leads"      // leads or trains other workers
	Supervises       = "supervises" // workers
	Manages          = "manages"    // supervisors, or a unit
	Directs          = "directs"    // a program or department
)

// Values of difficulty.
const (
	EntryWork       = "entry"        // trainee, entry, routine, less difficult
	JourneyWork     = "journey"      // average difficulty, full journey
	ComplexWork     = "complex"      // difficult, complex, above journey
	MostComplexWork = "most_complex" // most difficult, most sensitive, expert
)

// Values of independence.
const (
	WithinProcedures = "within_procedures" // by procedures and instructions
	Independently    = "independent"
	WithLatitude     = "latitude" // broad discretion, final authority
)

// scales list the values of each factor, those of the lowest step first.
var scales = map[Name][]string{
	SupervisionReceived: {CloseSupervision, UnderSupervision, GeneralSupervision, UnderDirection, GeneralDirection, AdministrativeDirection},
	SupervisionGiven:    {SupervisesNobody, Leads, Supervises, Manages, Directs},
	Difficulty:          {EntryWork, JourneyWork, ComplexWork, MostComplexWork},
	Independence:        {WithinProcedures, Independently, WithLatitude},
}

// Scale returns the values of a factor, those of the lowest step first; nil for
// amounts.
func Scale(n Name) []string { return slices.Clone(scales[n]) }

// A Factor is what a class states of an allocation factor.
type Factor struct {
	Name  Name   `json:"name" enum:"supervision_received,supervision_given,difficulty,independence,experience,pay"`
	Value string `json:"value" doc:"Place on the factor's scale, or an amount in words; unknown when nothing is stated" example:"general_supervision"`
	// May is for the weaker of two statements with the same value.
	May   bool     `json:"may" doc:"True when the text says less than that it is so: may supervise, assists in supervising"`
	Order *float64 `json:"order" doc:"Orders values of one factor: the larger, the higher the step. Null when unknown, or when the value has no place in the order, such as experience in a certain class"`
	Quote string   `json:"quote" doc:"The sentence that states it; empty when unknown"`
	// Where the sentence stands.
	StatementID string    `json:"statement_id" doc:"Statement that the sentence is of; empty for experience and pay"`
	SourceID    string    `json:"source_id"`
	Span        spec.Span `json:"span" doc:"Where the statement, condition or fact stands in the source"`
	Feeders     []string  `json:"feeders,omitempty" doc:"Of experience: classes whose experience counts"`

	Currency string `json:"currency,omitempty" doc:"Of pay: ISO 4217"`
}

// Known reports whether something is stated.
func (f Factor) Known() bool { return f.Value != Unknown }

// Words returns the value as a reader would say it: "supervises workers, at times or in part".
func (f Factor) Words() string {
	said := spoken[f.Name][f.Value]
	switch {
	case said == "":
		return f.Value
	case f.May:
		return said + ", at times or in part"
	}
	return said
}

var spoken = map[Name]map[string]string{
	SupervisionReceived: {
		CloseSupervision: "close supervision", UnderSupervision: "supervision", GeneralSupervision: "general supervision",
		UnderDirection: "direction", GeneralDirection: "general direction", AdministrativeDirection: "administrative direction",
	},
	SupervisionGiven: {
		SupervisesNobody: "supervises nobody", Leads: "leads or trains others", Supervises: "supervises workers",
		Manages: "supervises supervisors or manages a unit", Directs: "directs a program or department",
	},
	Difficulty: {
		EntryWork: "entry or routine work", JourneyWork: "journey work of average difficulty", ComplexWork: "difficult or complex work",
		MostComplexWork: "the most difficult or sensitive work",
	},
	Independence: {
		WithinProcedures: "within procedures", Independently: "independently", WithLatitude: "with broad latitude",
	},
}

// orderOf places a value on its scale. What is only said to some extent stands half a
// place lower.
func orderOf(n Name, value string, may bool) *float64 {
	i := slices.Index(scales[n], value)
	if i < 0 {
		return nil
	}
	order := float64(i)
	if may && i > 0 {
		order -= 0.5
	}
	return &order
}

func unknown(n Name) Factor { return Factor{Name: n, Value: Unknown} }
