package export

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// CASE is the 1EdTech Competencies and Academic Standards Exchange, version 1.0.
var CASE = Format{Name: "case", ContentType: "application/json", Extension: ".case.json", Write: WriteCASE}

// WriteCASE writes a CFPackage: every side as a CFItem, and every mapping that
// is accepted or signed as a CFAssociation, exactMatchOf or isRelatedTo, for
// CASE 1.0 has no other relation that fits. CFDocument.notes counts what is left
// out. What CASE cannot say of a mapping stands as JSON in the description of a
// CFAssociationGrouping, one for every mapping, also those without an
// association: groupings are the one list of the model that can hold it, and
// version 1.0 allows no properties of one's own.
//
// It goes over the records four times and keeps the names of the sides that it
// has written. After an error the package is left open, which is not JSON; an
// error of the first time over leaves nothing at all.
func WriteCASE(w io.Writer, set Set, records Records) error {
	out := caseWriter{newJSONStream(w), caseTime(set.Date)}
	count := caseCount{related: map[spec.Relation]int{}, left: map[review.State]int{}}
	out.each(records, count.add)
	out.raw("{\n\"CFDocument\": ")
	out.value(caseDocumentOf(&set, &count))
	out.open(",\n\"CFItems\": [")
	seen := map[string]bool{}
	out.each(records, func(r *review.Record) {
		out.side(seen, r.Kind, &r.Subject)
		out.side(seen, r.Kind, &r.Outcome.Object)
	})
	out.open("\n],\n\"CFAssociations\": [")
	out.each(records, out.association)
	out.open("\n],\n\"CFDefinitions\": {\"CFAssociationGroupings\": [")
	out.each(records, out.grouping)
	return out.close("\n]}\n}\n")
}

type caseWriter struct {
	*jsonStream
	changed string // the date of the set: the model asks for one everywhere
}

type caseLink struct {
	Title      string `json:"title"`
	Identifier string `json:"identifier"`
	URI        string `json:"uri"`
}

type caseDocument struct {
	Identifier     string    `json:"identifier"`
	URI            string    `json:"uri"`
	Creator        string    `json:"creator"`
	Title          string    `json:"title"`
	Changed        string    `json:"lastChangeDateTime"`
	AdoptionStatus string    `json:"adoptionStatus"`
	LicenseURI     *caseLink `json:"licenseURI,omitempty"`
	Notes          string    `json:"notes"`
}

type caseItem struct {
	Identifier        string `json:"identifier"`
	FullStatement     string `json:"fullStatement"`
	CFItemType        string `json:"CFItemType"`
	URI               string `json:"uri"`
	HumanCodingScheme string `json:"humanCodingScheme,omitempty"`
	Changed           string `json:"lastChangeDateTime"`
}

type caseAssociation struct {
	Identifier  string   `json:"identifier"`
	Type        string   `json:"associationType"`
	URI         string   `json:"uri"`
	Origin      caseLink `json:"originNodeURI"`
	Destination caseLink `json:"destinationNodeURI"`
	Grouping    caseLink `json:"CFAssociationGroupingURI"`
	Changed     string   `json:"lastChangeDateTime"`
}

type caseGrouping struct {
	Identifier  string `json:"identifier"`
	URI         string `json:"uri"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Changed     string `json:"lastChangeDateTime"`
}

// side writes a side that was not written before.
func (out *caseWriter) side(seen map[string]bool, kind review.Kind, s *review.Side) {
	iri := iriOfSide(kind, s)
	if iri == iriNoTerm || seen[iri] {
		return
	}
	seen[iri] = true
	item := caseItem{Identifier: iriUUID(iri), FullStatement: caseTitle(s), CFItemType: "Statement", URI: iri,
		HumanCodingScheme: iriCode(kind, s), Changed: out.changed}
	if iriIsClass(kind, s) {
		item.CFItemType = "Class"
	}
	out.item(item)
}

// caseType returns the type of the association that a mapping becomes; empty
// where it becomes none.
func caseType(r *review.Record) string {
	switch {
	case !stands(r) || r.Outcome.Object.ID == review.NoTerm || iriOfRelation(r.Outcome.Relation) == "":
		return ""
	case r.Outcome.Relation == spec.Exact:
		return "exactMatchOf"
	}
	return "isRelatedTo"
}

func (out *caseWriter) association(r *review.Record) {
	kind := caseType(r)
	if kind == "" {
		return
	}
	iri := iriOfMapping(r.ID)
	out.item(caseAssociation{Identifier: iriUUID(iri), Type: kind, URI: iri, Changed: out.changed,
		Origin: caseNode(r.Kind, &r.Subject), Destination: caseNode(r.Kind, &r.Outcome.Object),
		Grouping: caseLink{r.ID, iriUUID(caseGroupingIRI(r)), caseGroupingIRI(r)}})
}

func caseNode(kind review.Kind, s *review.Side) caseLink {
	iri := iriOfSide(kind, s)
	return caseLink{caseTitle(s), iriUUID(iri), iri}
}

func caseGroupingIRI(r *review.Record) string { return iriOfMapping(r.ID) + "#record" }

// caseTitle returns the words of a side; the model allows no empty ones.
func caseTitle(s *review.Side) string { return cmp.Or(s.Label, s.ID) }

// A caseRest is what CASE cannot say of a mapping.
type caseRest struct {
	Mapping    string         `json:"mapping_id"`
	Kind       review.Kind    `json:"kind"`
	Subject    string         `json:"subject_id"`
	Relation   spec.Relation  `json:"relation"`
	Object     string         `json:"object_id"`
	State      review.State   `json:"state"`
	Confidence *float64       `json:"confidence"`
	Similarity *float64       `json:"similarity"`
	Raters     []string       `json:"raters"`
	SignedBy   string         `json:"signed_by,omitempty"`
	Decided    string         `json:"decided,omitempty"`
	Decisions  []caseDecision `json:"decisions"`
}

type caseDecision struct {
	Seq      int64         `json:"seq"`
	Action   review.Action `json:"action"`
	Object   string        `json:"object_id,omitempty"`
	Relation spec.Relation `json:"relation,omitempty"`
	Comment  string        `json:"comment,omitempty"`
	By       string        `json:"by"`
	At       string        `json:"at"`
}

func (out *caseWriter) grouping(r *review.Record) {
	o := &r.Outcome
	rest := caseRest{Mapping: r.ID, Kind: r.Kind, Subject: r.Subject.ID, Relation: o.Relation, Object: o.Object.ID, State: o.State,
		Confidence: r.Confidence, Similarity: r.Similarity, Raters: []string{}, Decided: jsonldTime(o.Decided), Decisions: []caseDecision{}}
	for i := range o.Raters {
		rest.Raters = append(rest.Raters, o.Raters[i].ID)
	}
	if o.SignedBy != nil {
		rest.SignedBy = o.SignedBy.ID
	}
	for i := range r.Decisions {
		d := &r.Decisions[i]
		said := caseDecision{Seq: d.Seq, Action: d.Action, Relation: d.Relation, Comment: d.Comment, By: d.By.ID, At: jsonldTime(d.At)}
		if d.Object != nil {
			said.Object = d.Object.ID
		}
		rest.Decisions = append(rest.Decisions, said)
	}
	description, err := json.Marshal(rest)
	if err != nil {
		out.err = err
		return
	}
	iri := caseGroupingIRI(r)
	out.item(caseGrouping{iriUUID(iri), iri, r.ID, string(description), out.changed})
}

// A caseCount counts what becomes of mappings.
type caseCount struct {
	exact      int
	related    map[spec.Relation]int
	left       map[review.State]int // those that are neither accepted nor signed
	nothing    int                  // accepted or signed: nothing fits
	noRelation int                  // accepted or signed without a relation
	decisions  int
}

func (c *caseCount) add(r *review.Record) {
	c.decisions += len(r.Decisions)
	switch kind := caseType(r); {
	case kind == "exactMatchOf":
		c.exact++
	case kind != "":
		c.related[r.Outcome.Relation]++
	case !stands(r):
		c.left[r.Outcome.State]++
	case r.Outcome.Object.ID == review.NoTerm:
		c.nothing++
	default:
		c.noRelation++
	}
}

// notes says what is lost.
func (c *caseCount) notes() string {
	var related, left []string
	relatedSum, leftSum := 0, 0
	list := func(to *[]string, sum *int, n int, what string) {
		if n > 0 {
			*to = append(*to, fmt.Sprintf("%d %s", n, what))
			*sum += n
		}
	}
	for _, r := range []spec.Relation{spec.Close, spec.Broad, spec.Narrow, spec.Related} {
		list(&related, &relatedSum, c.related[r], string(r))
	}
	for _, s := range review.States {
		list(&left, &leftSum, c.left[s], strings.ReplaceAll(string(s), "_", " "))
	}
	list(&left, &leftSum, c.nothing, "accepted or signed that say that nothing fits")
	list(&left, &leftSum, c.noRelation, "accepted or signed without a relation")
	in := func(parts []string) string {
		if len(parts) == 0 {
			return ""
		}
		return " (" + strings.Join(parts, ", ") + ")"
	}
	return fmt.Sprintf("Only mappings that are accepted or signed are associations: %d exactMatchOf, %d isRelatedTo%s. "+
		"Left out of the associations: %d%s. "+
		"CASE 1.0 cannot say that the object of a mapping is broader or narrower or nearly the same, how confident the mapping is, "+
		"that it was rejected or that nothing fits, its state, or the decisions on it (%d). "+
		"All of this stands as JSON in the description of a CFAssociationGrouping that each mapping has, whether or not it is an association.",
		c.exact, relatedSum, in(related), leftSum, in(left), c.decisions)
}

func caseDocumentOf(set *Set, count *caseCount) caseDocument {
	iri := iriOfSet(set)
	d := caseDocument{Identifier: iriUUID(iri), URI: iri, Creator: cmp.Or(set.Tool, "Crosswalk"), Title: cmp.Or(set.Title, iri),
		Changed: caseTime(set.Date), AdoptionStatus: "Draft", Notes: count.notes()}
	if iriIs(set.Licence) {
		d.LicenseURI = &caseLink{set.Licence, iriUUID(set.Licence), set.Licence}
	} else if set.Licence != "" {
		d.Notes += "\nLicence of the mappings: " + set.Licence
	}
	for _, a := range set.Attributions {
		d.Notes += "\n" + a
	}
	return d
}

// caseTime writes a time in seconds, in UTC. The model asks for one, so the zero
// time is written as well.
func caseTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }
