// Package career finds ways from one class to another: moves that documents
// state, moves that a series orders, moves that shared requirements support,
// and the paths that they make, each with what is met, what is short, what is
// missing and what opens it.
package career

import (
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/qualification"
	"crosswalk/internal/spec"
)

// A Class is a class as the graph of moves sees it.
type Class struct {
	*crosswalk.Class
	// Asked is what the class asks of those who apply; nil when no document
	// states it.
	Asked *qualification.Requirements
}

// A Basis says what a move rests on.
type Basis string

const (
	// Stated: the minimum qualifications of the class name the one before.
	Stated Basis = "stated"
	// ByLevel: the same class, one level up on its own scale.
	ByLevel Basis = "level"
	// BySeries: the next class of the same series.
	BySeries Basis = "series"
	// Supported: no document states the move; requirements in common, level and
	// employer speak for it.
	Supported Basis = "supported"
	// NoMove: nothing speaks for it; it is no part of any path.
	NoMove Basis = "none"
)

// A Switch says which way a move leads.
type Switch string

const (
	Promotion Switch = "promotion"
	Lateral   Switch = "lateral"
	Down      Switch = "down"
	// Unclear: nothing says how the two classes stand to one another.
	Unclear Switch = "unclear"
)

// A Step says how the class at the end of a move stands to the one at its
// beginning.
type Step struct {
	Switch Switch `json:"switch" enum:"promotion,lateral,down,unclear"`
	Basis  string `json:"basis" enum:"stated,level,series,rung,job_zone,title,none" doc:"What it is known from: the document that states the move, the class's own levels, the order of the series, the common ladder, O*NET's job zones, or words of the titles, which are no promise"`
	// Grades is how far apart the titles are; other bases have no such figure.
	Grades *float64 `json:"grades" doc:"How many grades the titles lie apart, for basis title; null otherwise"`
}

// A Stop is a class on a path, at one of its levels where it has any.
type Stop struct {
	ID     string      `json:"id"`
	Title  string      `json:"title"`
	Issuer string      `json:"issuer"`
	Series string      `json:"series"`
	Level  *spec.Level `json:"level"`
	// JobZone is O*NET's, of its occupations.
	JobZone *int `json:"job_zone" doc:"O*NET job zone of the class, 1 to 5; null when none is known" minimum:"1" maximum:"5"`
}

// An Opening is a place in a document that states a move.
type Opening struct {
	SourceID string            `json:"source_id"`
	Span     spec.Span         `json:"span" doc:"Where the name of the class before stands"`
	Name     string            `json:"name" doc:"The name as the document writes it"`
	How      qualification.How `json:"how" enum:"duties,level" doc:"duties: experience in the class itself; level: in one comparable to it"`
	Label    string            `json:"alternative" doc:"The alternative that names it, as the document numbers it; empty when there is one only"`
	Text     string            `json:"text" doc:"The condition, as the document words it"`
	Stated   string            `json:"stated" doc:"The time asked for, as the document words it"`
	Years    *float64          `json:"years" doc:"The same in years; null when none is stated"`
}

// A Hop is one move of a path.
type Hop struct {
	From     Stop                    `json:"from"`
	To       Stop                    `json:"to"`
	Basis    Basis                   `json:"basis" enum:"stated,level,series,supported,none"`
	Openings []Opening               `json:"openings" nullable:"false" doc:"For a stated move: where it is stated"`
	Step     Step                    `json:"step"`
	Coverage *float64                `json:"coverage" doc:"Share of what the class requires that the class before covers, one way; null when unknown" minimum:"0" maximum:"1"`
	Counts   crosswalk.Counts        `json:"counts"`
	Evidence []crosswalk.Requirement `json:"top_evidence" nullable:"false" doc:"Requirements that are met with the highest confidence"`
	Gaps     []crosswalk.Requirement `json:"gaps" nullable:"false" doc:"The first requirements that nothing shows met"`
	Adds     *Added                  `json:"adds" doc:"What the hop adds on the way to the end of the path; null for the last hop, which reaches it"`
	// Qualification is null when the class states no minimum qualifications.
	Qualification *qualification.Assessment `json:"qualification"`
	Months        *int                      `json:"months" doc:"Months of service before one may apply; null when unknown" minimum:"0"`
	Cost          float64                   `json:"cost" doc:"Sum of the parts, in years" minimum:"0"`
	Parts         []spec.Part               `json:"parts" nullable:"false" doc:"gaps, time, time_unknown, missing, unstated, employer: what adds up to the cost"`
}

// Added compares what two classes of a path cover of the class at its end: where
// it is less after the hop than before, the hop adds something else, such as the
// time that a document asks for.
type Added struct {
	Before Covered `json:"before" doc:"By the class before the hop"`
	After  Covered `json:"after" doc:"By the class that the hop leads to"`
}

// Covered is how far the class at the end of a path is covered.
type Covered struct {
	Coverage *float64         `json:"coverage" doc:"Share of what it requires, one way; null when unknown" minimum:"0" maximum:"1"`
	Counts   crosswalk.Counts `json:"counts"`
}

// A Path leads from one class to another in one hop or more.
type Path struct {
	To       Stop        `json:"to"`
	Hops     []Hop       `json:"hops" nullable:"false"`
	Months   *int        `json:"months" doc:"Months of service on the way; null when one of them is unknown" minimum:"0"`
	Stated   bool        `json:"stated" doc:"True when every hop is one that a document states"`
	Unstated int         `json:"unstated_hops" doc:"Hops that no document states" minimum:"0"`
	Cost     float64     `json:"cost" doc:"Sum of the parts, in years; paths are ranked by it" minimum:"0"`
	Parts    []spec.Part `json:"parts" nullable:"false" doc:"The parts of the hops, added up by name"`
}

// Paths is an answer: paths, best first, or why there are none.
type Paths struct {
	From   Stop   `json:"from"`
	To     *Stop  `json:"to" doc:"The class asked for; null when the best reachable classes are"`
	Items  []Path `json:"items" nullable:"false"`
	Total  int    `json:"total" minimum:"0"`
	Reason string `json:"reason" doc:"When there is no path: why, in words; empty otherwise"`
	// Nearest are the stated ways into the class asked for, when none is reached.
	Nearest  []Opening          `json:"ways_in" nullable:"false" doc:"When there is no path: the classes that the documents name as ways into the one asked for"`
	Direct   *Hop               `json:"direct" doc:"When there is no path to the class asked for: how the person stands to it all the same, what is covered, met, short and missing; null otherwise"`
	Known    []spec.Statement   `json:"known" nullable:"false" doc:"What the person knows beside their class, as it was read; every hop counts it"`
	Matching crosswalk.Matching `json:"matching"`
}
