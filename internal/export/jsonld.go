package export

import (
	"cmp"
	"io"
	"net/url"
	"strings"
	"time"

	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// JSONLD is JSON-LD 1.1 with the terms of SKOS and SSSOM.
var JSONLD = Format{Name: "jsonld", ContentType: "application/ld+json", Extension: ".jsonld", Write: WriteJSONLD}

// WriteJSONLD writes one graph: the set, a concept scheme for each issuer, a
// concept for each side, and every mapping as a node of its own with its state.
// The SKOS property between two concepts is written for accepted and signed
// mappings only. The context is part of the document, so that it is read
// offline. It goes over the records once and keeps the names of the sides that
// it has written. After an error the graph is left open, which is not JSON.
func WriteJSONLD(w io.Writer, set Set, records Records) error {
	out := jsonldWriter{jsonStream: newJSONStream(w), set: iriOfSet(&set), seen: map[string]bool{}}
	out.raw("{\n\"@context\": ")
	out.value(jsonldContext())
	out.open(",\n\"@graph\": [")
	out.item(jsonldSetOf(&set))
	out.each(records, out.record)
	return out.close("\n]\n}\n")
}

type jsonldWriter struct {
	*jsonStream
	set  string
	seen map[string]bool // IRIs of the concepts and schemes that are written
}

// jsonldContext says what the names in the document mean.
func jsonldContext() map[string]any {
	c := map[string]any{
		"@version":              1.1,
		"skos":                  iriSKOS,
		"sssom":                 iriSSSOM,
		"semapv":                "https://w3id.org/semapv/vocab/",
		"dcterms":               "http://purl.org/dc/terms/",
		"owl":                   "http://www.w3.org/2002/07/owl#",
		"pav":                   "http://purl.org/pav/",
		"rdfs":                  "http://www.w3.org/2000/01/rdf-schema#",
		"xsd":                   "http://www.w3.org/2001/XMLSchema#",
		"cw":                    iriTerms,
		"title":                 "dcterms:title",
		"license":               "dcterms:license",
		"attribution":           "dcterms:bibliographicCitation",
		"prefLabel":             "skos:prefLabel",
		"notation":              "skos:notation",
		"kind":                  "cw:kind",
		"state":                 "cw:state",
		"subject_label":         "sssom:subject_label",
		"object_label":          "sssom:object_label",
		"predicate_modifier":    "sssom:predicate_modifier",
		"author_label":          "sssom:author_label",
		"reviewer_label":        "sssom:reviewer_label",
		"mapping_tool":          "sssom:mapping_tool",
		"mapping_tool_version":  "sssom:mapping_tool_version",
		"comment":               "rdfs:comment",
		"confidence":            jsonldTyped("sssom:confidence", "xsd:double"),
		"similarity_score":      jsonldTyped("sssom:similarity_score", "xsd:double"),
		"created":               jsonldTyped("dcterms:created", "xsd:dateTime"),
		"modified":              jsonldTyped("dcterms:modified", "xsd:dateTime"),
		"mapping_date":          jsonldTyped("pav:authoredOn", "xsd:dateTime"),
		"inScheme":              jsonldTyped("skos:inScheme", "@id"),
		"isPartOf":              jsonldTyped("dcterms:isPartOf", "@id"),
		"subject_id":            jsonldTyped("owl:annotatedSource", "@id"),
		"predicate_id":          jsonldTyped("owl:annotatedProperty", "@id"),
		"object_id":             jsonldTyped("owl:annotatedTarget", "@id"),
		"mapping_justification": jsonldTyped("sssom:mapping_justification", "@id"),
		"creator_id":            jsonldTyped("sssom:creator_id", "@id"),
		"author_id":             jsonldTyped("pav:authoredBy", "@id"),
		"reviewer_id":           jsonldTyped("sssom:reviewer_id", "@id"),
		"in_set":                map[string]string{"@reverse": "sssom:mappings", "@type": "@id"},
	}
	for _, r := range []spec.Relation{spec.Exact, spec.Close, spec.Broad, spec.Narrow, spec.Related} {
		c[string(r)] = jsonldTyped("skos:"+string(r), "@id")
	}
	return c
}

func jsonldTyped(id, kind string) map[string]string {
	return map[string]string{"@id": id, "@type": kind}
}

type jsonldSet struct {
	ID           string   `json:"@id"`
	Type         string   `json:"@type"`
	Title        string   `json:"title,omitempty"`
	License      any      `json:"license,omitempty"`
	Tool         string   `json:"mapping_tool,omitempty"`
	Version      string   `json:"mapping_tool_version,omitempty"`
	Modified     string   `json:"modified,omitempty"`
	Attributions []string `json:"attribution,omitempty"`
}

func jsonldSetOf(set *Set) jsonldSet {
	s := jsonldSet{ID: iriOfSet(set), Type: "sssom:MappingSet", Title: set.Title, Tool: set.Tool, Version: set.Version,
		Modified: jsonldTime(set.Date), Attributions: set.Attributions}
	switch {
	case iriIs(set.Licence):
		s.License = map[string]string{"@id": set.Licence}
	case set.Licence != "":
		s.License = set.Licence
	}
	return s
}

// A jsonldConcept is a side, or a scheme of them.
type jsonldConcept struct {
	ID       string `json:"@id"`
	Type     string `json:"@type"`
	Label    string `json:"prefLabel,omitempty"`
	Notation string `json:"notation,omitempty"`
	InScheme string `json:"inScheme,omitempty"`
	IsPartOf string `json:"isPartOf,omitempty"`
}

// A jsonldMapping is a mapping with what is known of it.
type jsonldMapping struct {
	ID            string   `json:"@id"`
	Type          string   `json:"@type"`
	Set           string   `json:"in_set"`
	Kind          string   `json:"kind"`
	SubjectID     string   `json:"subject_id"`
	SubjectLabel  string   `json:"subject_label,omitempty"`
	PredicateID   string   `json:"predicate_id"`
	Modifier      string   `json:"predicate_modifier,omitempty"`
	ObjectID      string   `json:"object_id"`
	ObjectLabel   string   `json:"object_label,omitempty"`
	Justification string   `json:"mapping_justification,omitempty"`
	Confidence    *float64 `json:"confidence,omitempty"`
	Similarity    *float64 `json:"similarity_score,omitempty"`
	State         string   `json:"state"`
	CreatorID     string   `json:"creator_id,omitempty"`
	Created       string   `json:"created,omitempty"`
	AuthorID      []string `json:"author_id,omitempty"`
	AuthorLabel   []string `json:"author_label,omitempty"`
	ReviewerID    string   `json:"reviewer_id,omitempty"`
	ReviewerLabel string   `json:"reviewer_label,omitempty"`
	Date          string   `json:"mapping_date,omitempty"`
	ToolVersion   string   `json:"mapping_tool_version,omitempty"`
	Comments      []string `json:"comment,omitempty"`
}

// record writes a mapping, and before it what it is the first to speak of.
func (out *jsonldWriter) record(r *review.Record) {
	o := &r.Outcome
	subject, object := iriOfSide(r.Kind, &r.Subject), iriOfSide(r.Kind, &o.Object)
	out.concept(r.Kind, &r.Subject, subject)
	out.concept(r.Kind, &o.Object, object)
	if stands(r) && object != iriNoTerm && iriOfRelation(o.Relation) != "" {
		out.item(map[string]string{"@id": subject, string(o.Relation): object})
	}
	m := jsonldMapping{ID: iriOfMapping(r.ID), Type: "sssom:Mapping", Set: out.set, Kind: string(r.Kind), State: string(o.State),
		SubjectID: subject, SubjectLabel: r.Subject.Label, PredicateID: iriOfRelation(o.Relation), ObjectID: object, ObjectLabel: o.Object.Label,
		Justification: jsonldJustification(r.Made.Justification), Confidence: r.Confidence, Similarity: r.Similarity,
		Created: jsonldTime(r.Made.At), Date: jsonldTime(o.Decided), ToolVersion: r.Made.Tool}
	if m.PredicateID == "" {
		m.PredicateID = iriTerms + "noRelation"
	}
	if o.State == review.Rejected {
		m.Modifier = "Not"
	}
	if r.Made.By.ID != "" {
		m.CreatorID = iriOfActor(&r.Made.By)
	}
	for i := range o.Raters {
		m.AuthorID = append(m.AuthorID, iriOfActor(&o.Raters[i]))
		m.AuthorLabel = append(m.AuthorLabel, jsonldName(&o.Raters[i]))
	}
	if o.SignedBy != nil {
		m.ReviewerID, m.ReviewerLabel = iriOfActor(o.SignedBy), jsonldName(o.SignedBy)
	}
	for i := range r.Decisions {
		if c := r.Decisions[i].Comment; c != "" {
			m.Comments = append(m.Comments, c)
		}
	}
	out.item(m)
}

// concept writes a side that was not written before, and its scheme. Labels may
// differ between the mappings of a side; SKOS allows one, which is the first.
func (out *jsonldWriter) concept(kind review.Kind, s *review.Side, iri string) {
	if iri == iriNoTerm || out.seen[iri] {
		return
	}
	out.seen[iri] = true
	c := jsonldConcept{ID: iri, Type: "skos:Concept", Label: s.Label, Notation: iriCode(kind, s)}
	class := iriClassOf(kind, s)
	if issuer := spec.IssuerOf(class); issuer != "" {
		c.InScheme = iriBase + "scheme/" + url.PathEscape(issuer)
		if !out.seen[c.InScheme] {
			out.seen[c.InScheme] = true
			out.item(jsonldConcept{ID: c.InScheme, Type: "skos:ConceptScheme", Label: issuer, Notation: issuer})
		}
	}
	if class != "" && class != s.ID {
		c.IsPartOf = iriOfClass(class)
	}
	out.item(c)
}

// jsonldJustification returns the IRI of a term of semapv; one that is none is
// kept under the program's own terms.
func jsonldJustification(term string) string {
	name, found := strings.CutPrefix(term, "semapv:")
	switch {
	case term == "" || iriIs(term):
		return term
	case found:
		return "https://w3id.org/semapv/vocab/" + url.PathEscape(name)
	}
	return iriTerms + "justification/" + url.PathEscape(term)
}

// jsonldTime writes a time as xsd:dateTime, in UTC; empty for the zero time.
func jsonldTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// jsonldName names somebody for people.
func jsonldName(a *review.Actor) string { return cmp.Or(a.Name, a.ID) }
