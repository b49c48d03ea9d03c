// Package spec holds the nouns of Crosswalk: sources, classes, levels,
// statements, and the words used for comparing them. It imports the standard
// library only, so that every other package can share these types. The JSON
// names are the public ones: REST, CLI and stored records all use them.
package spec

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// A Kind says what sort of sentence a statement is. Kinds are read from the
// document's own headings and from the frame of the sentence ("Ability to
// ..."), never guessed from its subject.
type Kind string

// Requirement kinds: what a person in the class does, knows or can do. These
// are compared in a crosswalk.
const (
	Duty      Kind = "duty"
	Task      Kind = "task"
	Knowledge Kind = "knowledge"
	Skill     Kind = "skill"
	Ability   Kind = "ability"
	Behavior  Kind = "behavior"
)

// Context kinds: kept, shown and searchable, but not compared.
const (
	Definition      Kind = "definition"       // what a competency means
	Subcompetency   Kind = "subcompetency"    // a named part of a competency
	RoleDescription Kind = "role_description" // what positions at a level typically do
	Purpose         Kind = "purpose"          // what the class is for, nature of work
	Context         Kind = "context"          // where the work is done, settings covered
	Supervision     Kind = "supervision"      // received or exercised
	Qualification   Kind = "qualification"    // minimum training, education, experience
	Substitution    Kind = "substitution"     // what may replace a qualification
	Characteristic  Kind = "characteristic"   // what somebody must be like: willingness, patience
	WorkCondition   Kind = "work_condition"
	Result          Kind = "result" // work results and products
	Responsibility  Kind = "responsibility"
	Authority       Kind = "authority"
	Legend          Kind = "legend" // what a degree word means in this document
	Note            Kind = "note"   // notes, disclaimers, administrative clauses
	Other           Kind = "other"  // under a heading that no rule knows
)

// Kinds lists every kind, requirement kinds first, in the order in which
// pages and reports show them.
var Kinds = []Kind{
	Duty, Task, Knowledge, Skill, Ability, Behavior,
	RoleDescription, Definition, Subcompetency, Purpose, Context, Supervision,
	Qualification, Substitution, Characteristic, WorkCondition, Result, Responsibility, Authority,
	Legend, Note, Other,
}

// IsRequirement reports whether statements of kind k are what one can meet or
// miss in a crosswalk.
func (k Kind) IsRequirement() bool {
	switch k {
	case Duty, Task, Knowledge, Skill, Ability, Behavior:
		return true
	}
	return false
}

// Words returns the kind as a reader would say it ("work condition").
func (k Kind) Words() string { return strings.ReplaceAll(string(k), "_", " ") }

// Span is a half-open range of byte offsets into a source's text.
type Span struct {
	Start int `json:"start" doc:"Byte offset of the first byte, in the UTF-8 text of the source" minimum:"0"`
	End   int `json:"end" doc:"Byte offset after the last byte" minimum:"0"`
}

// Len is the length of the span in bytes.
func (s Span) Len() int { return s.End - s.Start }

// UniteSpans makes one span of those that touch or overlap. They may be in any
// order; the list stays as it is.
func UniteSpans(spans []Span) []Span {
	sorted := slices.Clone(spans)
	slices.SortFunc(sorted, func(a, b Span) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
	out := sorted[:0]
	for _, s := range sorted {
		if n := len(out); n > 0 && s.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}

// A Basis says how a level is known. A level is never invented.
type Basis string

const (
	// Stated: the document names the level beside the statement.
	Stated Basis = "stated"
	// ByPosition: the headings are lost, but the order and the number of
	// statements leave one reading only.
	ByPosition Basis = "position"
	// Absent: the document states no level.
	Absent Basis = "absent"
)

// Tenure is the time in the class that a level is stated to stand for, in
// years. A nil bound is open.
type Tenure struct {
	MinYears *float64 `json:"min_years" doc:"Years from, inclusive; null when open"`
	MaxYears *float64 `json:"max_years" doc:"Years up to, exclusive; null when open"`
}

// Level is one step of a class's own scale.
type Level struct {
	Ordinal int     `json:"ordinal" doc:"1 for the lowest level of the class's own scale" minimum:"1"`
	Label   string  `json:"label" doc:"The level's name in the document's own words, without the tenure"`
	Basis   Basis   `json:"basis" enum:"stated,position,absent" doc:"How the level is known"`
	Rung    *int    `json:"rung" doc:"Rung on the common ladder, 1 to 5; null when the ladder table does not place this level" minimum:"1" maximum:"5"`
	Tenure  *Tenure `json:"tenure,omitempty" doc:"Years in the class that the document states for this level"`
}

// Citation is a source that a document names for one of its statements.
type Citation struct {
	Label string `json:"label" doc:"Short name as it stands in the document"`
	Title string `json:"title" doc:"Full name as it stands in the document"`
	Span  Span   `json:"span"`
}

// Statement is the smallest thing that one can meet or miss.
type Statement struct {
	ID          string     `json:"id" doc:"Content hash: the same statement of the same class keeps its id across revisions"`
	ClassID     string     `json:"class_id" doc:"Class the statement is of"`
	SourceID    string     `json:"source_id" doc:"Revision of the document it is quoted from"`
	Kind        Kind       `json:"kind" doc:"What sort of sentence it is"`
	Competency  string     `json:"competency" doc:"Competency or domain the statement stands under; empty when the document has none"`
	Framework   string     `json:"framework" doc:"Competency framework or group the statement belongs to; empty when the document has none"`
	Section     string     `json:"section" doc:"Heading under which the statement stands, verbatim; behind › the department or office that it is for"`
	Level       *Level     `json:"level" doc:"The class's own level; null when the document states none for this statement"`
	Text        string     `json:"text" doc:"The statement, white space folded, with its stem in front where it has one"`
	Stem        string     `json:"stem,omitempty" doc:"Leading words of text that the document states once for several statements and that lie outside the span"`
	Span        Span       `json:"span" doc:"Where the words of this statement stand in the source"`
	Page        int        `json:"page,omitempty" doc:"Page that it begins on, from 1; absent in a text without pages" minimum:"0"`
	Boilerplate bool       `json:"boilerplate" doc:"True for phrases that every class carries, such as 'Performs related duties as required'; never evidence"`
	Unsure      bool       `json:"unsure,omitempty" doc:"True when the reader was not sure of the kind: a person should look here first"`
	Ref         string     `json:"ref,omitempty" doc:"The issuer's own id of the statement, such as an O*NET task id; it stays when the wording changes"`
	Citations   []Citation `json:"citations" nullable:"false" doc:"Sources that the document names for it"`
	Corrected   *Corrected `json:"corrected,omitempty" doc:"Set when a person corrected how it was read"`
}

// SectionSeparator stands in a section between a heading and the one below it,
// of a department or office.
const SectionSeparator = " › "

// Unit returns the lower heading of the statement's section: the department or
// office that it is for, where the document tells them apart.
func (st Statement) Unit() string {
	_, below, _ := strings.Cut(st.Section, SectionSeparator)
	return below
}

// Fact is something a document states about its class as a whole: a salary
// group, a date, a code.
type Fact struct {
	Name  string `json:"name" doc:"What is stated: salary_group, effective_date, bargaining_unit, ..."`
	Value string `json:"value" doc:"As the document states it"`
	Span  Span   `json:"span"`
	Pay   *Pay   `json:"pay,omitempty" doc:"Of the fact pay: what its words say"`
}

// Pay is what a document states of the pay of a class.
type Pay struct {
	From      *float64 `json:"from" doc:"Lowest amount; null when none is stated" minimum:"0"`
	To        *float64 `json:"to" doc:"Highest amount; the same where one is stated" minimum:"0"`
	Currency  string   `json:"currency" doc:"ISO 4217; empty where no amount is stated" example:"USD"`
	Unit      string   `json:"unit" doc:"Time that an amount is for; empty where it is not stated" enum:",hour,day,week,two weeks,month,year"`
	Grade     string   `json:"grade" doc:"Grade, band, step or range; empty where none is stated"`
	Effective string   `json:"effective" doc:"Since when, YYYY-MM-DD; empty where it is not stated"`
}

// Warning is something the reader of a document could not be sure of.
type Warning struct {
	Line    int    `json:"line" doc:"1-based line of the text; 0 when the warning is about the whole document"`
	Message string `json:"message" doc:"What, in words"`
}

// Class is a job class or an occupation.
type Class struct {
	ID          string   `json:"id" doc:"issuer:code" example:"us-nc:19200"`
	Code        string   `json:"code" doc:"The issuer's own code"`
	Title       string   `json:"title" doc:"As the document states it"`
	Issuer      string   `json:"issuer" doc:"Who issued the class, in lower case: country, state, city" example:"us-nc"`
	Series      string   `json:"series" doc:"Series or occupational group; empty when not stated"`
	Position    int      `json:"series_position,omitempty" doc:"Place of the class among those of its series, 1 for the first, in the order of the specification that they share; absent when it shares none" minimum:"0"`
	Levels      []Level  `json:"levels" nullable:"false" doc:"The class's own scale, lowest first; empty when it has none"`
	LevelBasis  Basis    `json:"level_basis" enum:"stated,position,absent" doc:"How the levels are known; absent when there are none"`
	Progressive bool     `json:"progressive" doc:"True when the document says that each level includes the ones below it"`
	Statements  int      `json:"statement_count" doc:"Statements in the current revisions of the class's sources" minimum:"0"`
	JobZone     *int     `json:"job_zone,omitempty" doc:"O*NET job zone, 1 (little preparation) to 5 (extensive preparation)" minimum:"1" maximum:"5"`
	SourceIDs   []string `json:"source_ids" nullable:"false" doc:"Current sources of the class"`
}

// OnScale reports whether l is a level of the class's own scale. A second
// document of the class may state levels of another one.
func (c *Class) OnScale(l *Level) bool {
	return l != nil && l.Ordinal >= 1 && l.Ordinal <= len(c.Levels) && strings.EqualFold(c.Levels[l.Ordinal-1].Label, l.Label)
}

// SameSeries reports whether two classes share a specification, which orders them.
func SameSeries(a, b *Class) bool {
	return a.Position > 0 && b.Position > 0 && a.Issuer == b.Issuer && a.Series != "" && strings.EqualFold(a.Series, b.Series)
}

// ClassID joins an issuer and a code.
func ClassID(issuer, code string) string { return issuer + ":" + code }

// IssuerOf returns the issuer part of a class id.
func IssuerOf(classID string) string {
	issuer, _, _ := strings.Cut(classID, ":")
	return issuer
}

// FormatText is the format of a source that came as text.
const FormatText = "text"

// Source is one revision of a document.
type Source struct {
	ID            string    `json:"id"`
	Family        string    `json:"family" doc:"Document family that read it" example:"banded"`
	Publisher     string    `json:"publisher" doc:"Who issued the document"`
	Title         string    `json:"title"`
	Licence       string    `json:"licence" doc:"Licence or legal status; 'not stated' when unknown"`
	Attribution   string    `json:"attribution" doc:"What to name when the text is shown"`
	Format        string    `json:"format" doc:"Form of the file that the text was taken from" enum:"text,pdf,pdf-scanned,docx,html,xlsx,csv,job-posting,case"`
	SHA256        string    `json:"sha256" doc:"Checksum of a text as received; of other files, that of the text taken from them"`
	Bytes         int       `json:"bytes" doc:"Size of that text" minimum:"0"`
	EffectiveDate string    `json:"effective_date" doc:"YYYY-MM-DD; empty when the document states none"`
	Revision      int       `json:"revision" doc:"1 for the first version of this document" minimum:"1"`
	Supersedes    string    `json:"supersedes" doc:"Source id of the revision before; empty for the first"`
	SupersededBy  string    `json:"superseded_by" doc:"Source id of the next revision; empty while current; 'withdrawn' when a later O*NET release no longer has the occupation"`
	IngestedAt    time.Time `json:"ingested_at" doc:"When this revision was stored"`
	ClassIDs      []string  `json:"class_ids" nullable:"false" doc:"Classes that the document is about"`
	Facts         []Fact    `json:"facts" nullable:"false" doc:"What the document states of the class as a whole"`
	Warnings      []Warning `json:"warnings" nullable:"false" doc:"What the reader was not sure of"`
}

// A Relation says how the object of a match relates to its subject, in SKOS
// terms: "A broadMatch B" means that B is broader.
type Relation string

const (
	Exact   Relation = "exactMatch" // only a person says this
	Close   Relation = "closeMatch"
	Broad   Relation = "broadMatch"
	Narrow  Relation = "narrowMatch"
	Related Relation = "relatedMatch"
	None    Relation = "none"
)

// Words says the relation in plain words, seen from the subject. It speaks of
// the wording: what the words mean, a reader judges.
func (r Relation) Words() string {
	switch r {
	case Exact:
		return "the same"
	case Close:
		return "nearly the same wording"
	case Broad:
		return "the evidence is worded more broadly"
	case Narrow:
		return "the evidence is worded more narrowly"
	case Related:
		return "the wordings overlap in part"
	}
	return "hardly a word in common"
}

// A Status says how far one requirement is met.
type Status string

const (
	Met     Status = "met"
	Partial Status = "partial" // part of what is asked, or another way of holding it
	Short   Status = "short"   // met, but below the level asked
	Gap     Status = "gap"     // nothing offered shows it
	Unknown Status = "unknown" // nothing to compare: never counted, never shown as 0
)

// Statuses lists every status, the ones a person must act on first.
var Statuses = []Status{Gap, Partial, Short, Unknown, Met}

// Part is one named piece of a score. Parts shown beside a score add up to it.
type Part struct {
	Name  string  `json:"name" doc:"What the piece is"`
	Value float64 `json:"value" doc:"What this piece adds; negative when it takes away"`
}
