// Package review holds what people decide about mappings that the machine has
// proposed: decisions are appended and never changed, the state of a mapping is
// folded from them, and raters are compared by how often they agree beyond
// chance. It knows no store and no clock.
package review

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"crosswalk/internal/spec"
)

// A Kind says what is mapped to what.
type Kind string

const (
	ClassCode Kind = "class_code" // a class to the O*NET-SOC code that it is
	Statement Kind = "statement"  // a required statement to an offered one
	Class     Kind = "class"      // a class to another one
)

// Kinds lists every kind.
var Kinds = []Kind{ClassCode, Statement, Class}

// NoTerm is the object of a mapping that says: looked, and nothing fits. The
// name is SSSOM's.
const NoTerm = "sssom:NoTermFound"

// A Side is the subject or the object of a mapping, as it was when somebody
// looked at it.
type Side struct {
	ID      string `json:"id" doc:"Class or statement; sssom:NoTermFound as object when nothing fits" example:"onet:21-1093.00"`
	ClassID string `json:"class_id" doc:"Class that a statement is of; the same as id for a class; empty for none"`
	Label   string `json:"label" doc:"Title of the class, or the words of the statement"`
	Text    Text   `json:"text"`
}

// Text names the words of a side without repeating them.
type Text struct {
	Hash      string   `json:"hash" doc:"SHA-256 of the words that were seen, in hexadecimal; empty when there were none"`
	SourceIDs []string `json:"source_ids" nullable:"false" doc:"Revisions of the documents that had them, which stay readable"`
}

// Same reports whether two texts have the same words.
func (t Text) Same(u Text) bool { return t.Hash == u.Hash }

// HashOf returns the hash of words.
func HashOf(words string) string {
	if words == "" {
		return ""
	}
	h := sha256.Sum256([]byte(words))
	return hex.EncodeToString(h[:])
}

// A Proposal is a mapping as the machine, or an import, put it forward.
type Proposal struct {
	ID         string        `json:"id" doc:"The same for the same kind, subject and object" example:"map-0c2f6d7a9b134e55"`
	Kind       Kind          `json:"kind" enum:"class_code,statement,class"`
	Subject    Side          `json:"subject" doc:"Where the mapping starts"`
	Object     Side          `json:"object" doc:"What is proposed for it"`
	Relation   spec.Relation `json:"relation" enum:"exactMatch,closeMatch,broadMatch,narrowMatch,relatedMatch,none" doc:"From the subject to the object, in SKOS terms; only a person says exactMatch"`
	Confidence *float64      `json:"confidence" minimum:"0" maximum:"1" doc:"Calibrated probability that the mapping is right; null when there is none"`
	Similarity *float64      `json:"similarity" minimum:"0" maximum:"1" doc:"Sum of the parts; null when there is none"`
	Parts      []spec.Part   `json:"parts" nullable:"false"`
	Evidence   []Evidence    `json:"evidence" nullable:"false" doc:"What spoke for it, the strongest first"`
	Made       Made          `json:"made"`
	Raters     int           `json:"raters" minimum:"1" maximum:"2" doc:"How many people must decide apart from each other"`
}

// Evidence is a pair of texts that spoke for a mapping.
type Evidence struct {
	Subject   string   `json:"subject" doc:"Words of the subject's side"`
	SubjectID string   `json:"subject_id" doc:"Statement, where it is one"`
	Object    string   `json:"object" doc:"Words of the object's side"`
	ObjectID  string   `json:"object_id" doc:"Statement, where it is one"`
	Likeness  float64  `json:"likeness" minimum:"0" maximum:"1"`
	Shared    []string `json:"shared" nullable:"false" doc:"Stems in common"`
}

// Made says by what, when and by whom a proposal was made.
type Made struct {
	By            Actor     `json:"by"`
	At            time.Time `json:"at"`
	Justification string    `json:"justification" doc:"In the terms of semapv" example:"semapv:CompositeMatching"`
	Tool          string    `json:"tool" doc:"Version of the program"`
	Model         string    `json:"model" doc:"Embedding model that took part; empty for none"`
	Reader        int       `json:"reader" doc:"Version of the reader of documents"`
	Revision      int64     `json:"catalog_revision" doc:"Revision of the catalog"`
	Release       string    `json:"release" doc:"O*NET release in force; empty for none"`
	Curve         *Curve    `json:"curve,omitempty" doc:"Curve that the confidence has passed through; absent when it is the machine's own"`
}

// IDOf names a mapping: the same kind, subject and object are the same mapping.
func IDOf(kind Kind, subject, object string) string {
	h := sha256.Sum256([]byte(string(kind) + "\x00" + subject + "\x00" + object))
	return "map-" + hex.EncodeToString(h[:8])
}

// An Actor is who did something, by the name that stands in the record.
type Actor struct {
	ID   string `json:"id" doc:"User; local for the one person of a program without accounts; system for what follows by itself"`
	Name string `json:"name"`
	Role Role   `json:"role" enum:"reader,analyst,reviewer,approver,admin,system" doc:"That the actor acted in"`
}

// A Role is what somebody may do; each includes those before it.
type Role string

const (
	Reader   Role = "reader"   // looks
	Analyst  Role = "analyst"  // proposes, rates importance, exports
	Reviewer Role = "reviewer" // decides
	Approver Role = "approver" // settles what raters disagree on, signs, reads the audit log
	Admin    Role = "admin"    // keeps users and keys
	System   Role = "system"   // what follows by itself; nobody has it
)

// Roles lists the roles that people have, each with all that those before may.
var Roles = []Role{Reader, Analyst, Reviewer, Approver, Admin}

// May reports whether a role includes another.
func (r Role) May(needed Role) bool {
	return r == System || slices.Index(Roles, r) >= max(0, slices.Index(Roles, needed)) && slices.Contains(Roles, r)
}

// Valid reports whether somebody can have the role.
func (r Role) Valid() bool { return slices.Contains(Roles, r) }

// Itself is the actor of what follows by itself from an import.
func Itself() Actor { return Actor{ID: "system", Name: "Crosswalk", Role: System} }

// MaxComment bounds a comment, in characters.
const MaxComment = 4000

// relations that a person may say.
var sayable = []spec.Relation{spec.Exact, spec.Close, spec.Broad, spec.Narrow, spec.Related}

func sayableList() string {
	names := make([]string, len(sayable))
	for i, r := range sayable {
		names[i] = string(r)
	}
	return strings.Join(names, ", ")
}

// RelationWords says in plain words how the object that an outcome has relates
// to the subject.
func RelationWords(o *Outcome) string {
	if o.Object.ID == NoTerm {
		return "nothing fits"
	}
	return WordsOf(o.Relation)
}

// WordsOf says a relation in plain words, seen from the subject.
func WordsOf(r spec.Relation) string {
	switch r {
	case spec.Exact:
		return "the same"
	case spec.Close:
		return "nearly the same"
	case spec.Broad:
		return "the object is broader"
	case spec.Narrow:
		return "the object is narrower"
	case spec.Related:
		return "they overlap in part"
	}
	return "no relation"
}
