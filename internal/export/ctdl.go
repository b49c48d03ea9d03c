package export

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// CTDL is Credential Engine's CTDL-ASN, as its registry takes frameworks.
var CTDL = Format{Name: "ctdl", ContentType: "application/ld+json", Extension: ".ctdl.json", Write: WriteCTDL}

// WriteCTDL writes a competency framework for each class that has subjects, and
// a competency for each subject, aligned to the objects of its accepted and
// signed mappings. Objects are named and not described: they belong to others.
// Rejections, states, confidence and decisions have no place in CTDL-ASN; each
// framework says how many mappings are not shown.
//
// A competency is written once, so its alignments are gathered first: it goes
// over the records twice and keeps the names of both sides of what is aligned.
// After an error the graph is left open, which is not JSON; an error of the first
// time over leaves nothing at all.
func WriteCTDL(w io.Writer, set Set, records Records) error {
	out := ctdlWriter{newJSONStream(w), &set, map[string]*ctdlClass{}, map[string][]ctdlAlignment{}, map[string]bool{}}
	out.each(records, out.gather)
	out.raw("{\n\"@context\": \"https://credreg.net/ctdlasn/schema/context/json\"")
	out.open(",\n\"@graph\": [")
	out.each(records, out.record)
	return out.close("\n]\n}\n")
}

type ctdlWriter struct {
	*jsonStream
	set     *Set
	classes map[string]*ctdlClass      // by id
	aligned map[string][]ctdlAlignment // by the IRI of the subject
	written map[string]bool            // IRIs of frameworks and competencies
}

// A ctdlClass is a class that has subjects, with the numbers of its mappings.
type ctdlClass struct {
	title         string // empty where the class is no side itself
	shown, hidden int
}

type ctdlAlignment struct {
	relation spec.Relation
	object   string
}

type ctdlText map[string]string // by language

// English, as far as anybody has said.
func ctdlEnglish(text string) ctdlText { return ctdlText{"en": text} }

type ctdlFramework struct {
	ID            string   `json:"@id"`
	Type          string   `json:"@type"`
	CTID          string   `json:"ceterms:ctid"`
	Name          ctdlText `json:"ceasn:name"`
	Description   ctdlText `json:"ceasn:description"`
	InLanguage    []string `json:"ceasn:inLanguage"`
	Publisher     []string `json:"ceasn:publisher"`
	PublisherName ctdlText `json:"ceasn:publisherName"`
	DateModified  string   `json:"ceasn:dateModified,omitempty"`
	License       string   `json:"ceasn:license,omitempty"`
	Source        []string `json:"ceasn:source,omitempty"`
}

type ctdlCompetency struct {
	ID       string   `json:"@id"`
	Type     string   `json:"@type"`
	CTID     string   `json:"ceterms:ctid"`
	Text     ctdlText `json:"ceasn:competencyText"`
	Notation string   `json:"ceasn:codedNotation,omitempty"` // the issuer's; statements have none
	PartOf   []string `json:"ceasn:isPartOf"`
	TopOf    string   `json:"ceasn:isTopChildOf"`
	Exact    []string `json:"ceasn:exactAlignment,omitempty"`
	Major    []string `json:"ceasn:majorAlignment,omitempty"`
	Broad    []string `json:"ceasn:broadAlignment,omitempty"`
	Narrow   []string `json:"ceasn:narrowAlignment,omitempty"`
	Minor    []string `json:"ceasn:minorAlignment,omitempty"`
}

// ctdlShows reports whether a mapping becomes an alignment.
func ctdlShows(r *review.Record) bool {
	return stands(r) && r.Outcome.Object.ID != review.NoTerm && iriOfRelation(r.Outcome.Relation) != ""
}

// gather takes from a mapping what is known only at the end.
func (out *ctdlWriter) gather(r *review.Record) {
	class := out.class(iriClassOf(r.Kind, &r.Subject))
	if iriIsClass(r.Kind, &r.Subject) {
		class.title = cmp.Or(class.title, r.Subject.Label)
	}
	if !ctdlShows(r) {
		class.hidden++
		return
	}
	class.shown++
	subject := iriOfSide(r.Kind, &r.Subject)
	a := ctdlAlignment{r.Outcome.Relation, iriOfSide(r.Kind, &r.Outcome.Object)}
	if !slices.Contains(out.aligned[subject], a) {
		out.aligned[subject] = append(out.aligned[subject], a)
	}
}

func (out *ctdlWriter) class(id string) *ctdlClass {
	if out.classes[id] == nil {
		out.classes[id] = &ctdlClass{}
	}
	return out.classes[id]
}

// record writes the subject of a mapping, unless it is written, and before it
// the framework.
func (out *ctdlWriter) record(r *review.Record) {
	subject := iriOfSide(r.Kind, &r.Subject)
	if out.written[subject] {
		return
	}
	out.written[subject] = true
	class := iriClassOf(r.Kind, &r.Subject)
	framework := out.framework(class)
	c := ctdlCompetency{ID: subject, Type: "ceasn:Competency", CTID: "ce-" + iriUUID(subject),
		Text: ctdlEnglish(cmp.Or(r.Subject.Label, r.Subject.ID)), Notation: iriCode(r.Kind, &r.Subject),
		PartOf: []string{framework}, TopOf: framework}
	for _, a := range out.aligned[subject] {
		list := map[spec.Relation]*[]string{spec.Exact: &c.Exact, spec.Close: &c.Major, spec.Broad: &c.Broad,
			spec.Narrow: &c.Narrow, spec.Related: &c.Minor}[a.relation]
		*list = append(*list, a.object)
	}
	out.item(c)
}

// framework writes the framework of a class, unless it is written, and returns
// its IRI. Statements of no class share one.
func (out *ctdlWriter) framework(id string) string {
	issuer, code, _ := strings.Cut(id, ":")
	iri := iriBase + "framework/" + url.PathEscape(issuer) + "/" + url.PathEscape(code)
	if id == "" {
		iri = iriOfSet(out.set) + "#framework"
	}
	if out.written[iri] {
		return iri
	}
	out.written[iri] = true
	class := out.class(id)
	f := ctdlFramework{ID: iri, Type: "ceasn:CompetencyFramework", CTID: "ce-" + iriUUID(iri),
		Name: ctdlEnglish(cmp.Or(class.title, id, out.set.Title, iri)), InLanguage: []string{"en"},
		Description: ctdlEnglish(fmt.Sprintf("%s. Alignments: %d mappings that people accepted or signed. Not shown, for CTDL-ASN has no words for them: "+
			"%d mappings that are proposed, in review, rejected or out of date, or that say that nothing fits or name no relation.", cmp.Or(out.set.Title, "Mappings"), class.shown, class.hidden)),
		Publisher: []string{iriOfIssuer(issuer)}, PublisherName: ctdlEnglish(issuer)}
	if id == "" {
		f.Publisher, f.PublisherName = []string{iriOfSet(out.set)}, ctdlEnglish(cmp.Or(out.set.Tool, "Crosswalk"))
	} else {
		f.Source = []string{iriOfClass(id)}
	}
	if !out.set.Date.IsZero() {
		f.DateModified = caseTime(out.set.Date)
	}
	if iriIs(out.set.Licence) {
		f.License = out.set.Licence
	}
	out.item(f)
	return iri
}
