package export

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/review"
)

// The model of CASE 1.0, as far as a package may have it. Pointers are what the
// model leaves open; everything else is required.
type caseModelPackage struct {
	CFDocument     *caseModelDocument
	CFItems        []caseModelItem
	CFAssociations []caseModelAssociation
	CFDefinitions  *struct {
		CFConcepts, CFSubjects, CFLicenses, CFItemTypes []json.RawMessage
		CFAssociationGroupings                          []caseModelGrouping
	}
	CFRubrics []json.RawMessage
}

type caseModelLink struct {
	Title      string `json:"title"`
	Identifier string `json:"identifier"`
	URI        string `json:"uri"`
}

type caseModelDocument struct {
	Identifier         string          `json:"identifier"`
	URI                string          `json:"uri"`
	Creator            string          `json:"creator"`
	Title              string          `json:"title"`
	LastChangeDateTime string          `json:"lastChangeDateTime"`
	OfficialSourceURL  *string         `json:"officialSourceURL"`
	Publisher          *string         `json:"publisher"`
	Description        *string         `json:"description"`
	Subject            []string        `json:"subject"`
	SubjectURI         []caseModelLink `json:"subjectURI"`
	Language           *string         `json:"language"`
	Version            *string         `json:"version"`
	AdoptionStatus     *string         `json:"adoptionStatus"`
	StatusStartDate    *string         `json:"statusStartDate"`
	StatusEndDate      *string         `json:"statusEndDate"`
	LicenseURI         *caseModelLink  `json:"licenseURI"`
	Notes              *string         `json:"notes"`
}

type caseModelItem struct {
	Identifier           string         `json:"identifier"`
	FullStatement        string         `json:"fullStatement"`
	URI                  string         `json:"uri"`
	LastChangeDateTime   string         `json:"lastChangeDateTime"`
	AlternativeLabel     *string        `json:"alternativeLabel"`
	CFItemType           *string        `json:"CFItemType"`
	CFItemTypeURI        *caseModelLink `json:"CFItemTypeURI"`
	HumanCodingScheme    *string        `json:"humanCodingScheme"`
	ListEnumeration      *string        `json:"listEnumeration"`
	AbbreviatedStatement *string        `json:"abbreviatedStatement"`
	ConceptKeywords      []string       `json:"conceptKeywords"`
	ConceptKeywordsURI   *caseModelLink `json:"conceptKeywordsURI"`
	Notes                *string        `json:"notes"`
	Language             *string        `json:"language"`
	EducationLevel       []string       `json:"educationLevel"`
	LicenseURI           *caseModelLink `json:"licenseURI"`
	StatusStartDate      *string        `json:"statusStartDate"`
	StatusEndDate        *string        `json:"statusEndDate"`
}

type caseModelAssociation struct {
	Identifier               string         `json:"identifier"`
	AssociationType          string         `json:"associationType"`
	SequenceNumber           *int           `json:"sequenceNumber"`
	URI                      string         `json:"uri"`
	OriginNodeURI            *caseModelLink `json:"originNodeURI"`
	DestinationNodeURI       *caseModelLink `json:"destinationNodeURI"`
	CFAssociationGroupingURI *caseModelLink `json:"CFAssociationGroupingURI"`
	LastChangeDateTime       string         `json:"lastChangeDateTime"`
}

type caseModelGrouping struct {
	Identifier         string  `json:"identifier"`
	URI                string  `json:"uri"`
	Title              string  `json:"title"`
	Description        *string `json:"description"`
	LastChangeDateTime string  `json:"lastChangeDateTime"`
}

func caseRead(t *testing.T, document []byte) caseModelPackage {
	t.Helper()
	var p caseModelPackage
	in := json.NewDecoder(bytes.NewReader(document))
	in.DisallowUnknownFields()
	if err := in.Decode(&p); err != nil {
		t.Fatal(err)
	}
	if p.CFDocument == nil || p.CFDefinitions == nil {
		t.Fatal("no document or no definitions")
	}
	return p
}

var caseUUID = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// caseCheck checks what the model requires of everything that has a name.
func caseCheck(t *testing.T, seen map[string]bool, identifier, uri, changed string, words ...string) {
	t.Helper()
	if !caseUUID.MatchString(identifier) || seen[identifier] {
		t.Errorf("identifier %q", identifier)
	}
	seen[identifier] = true
	if u, err := url.Parse(uri); err != nil || !u.IsAbs() {
		t.Errorf("uri %q", uri)
	}
	if _, err := time.Parse("2006-01-02T15:04:05Z", changed); err != nil {
		t.Errorf("lastChangeDateTime %q", changed)
	}
	for _, w := range words {
		if w == "" {
			t.Errorf("%s lacks words", uri)
		}
	}
}

func TestCASEFollowsTheModel(t *testing.T) {
	for _, set := range []Set{linkedSet, {}, {ID: "no iri", Licence: "public domain"}} {
		var out bytes.Buffer
		if err := WriteCASE(&out, set, linkedRecords(200)); err != nil {
			t.Fatal(err)
		}
		p, seen, uris := caseRead(t, out.Bytes()), map[string]bool{}, map[string]string{}
		d := p.CFDocument
		caseCheck(t, seen, d.Identifier, d.URI, d.LastChangeDateTime, d.Creator, d.Title)
		if *d.AdoptionStatus != "Draft" {
			t.Errorf("adoptionStatus %q", *d.AdoptionStatus)
		}
		for _, i := range p.CFItems {
			caseCheck(t, seen, i.Identifier, i.URI, i.LastChangeDateTime, i.FullStatement)
			uris[i.Identifier] = i.URI
		}
		groupings := map[string]bool{}
		for _, g := range p.CFDefinitions.CFAssociationGroupings {
			caseCheck(t, seen, g.Identifier, g.URI, g.LastChangeDateTime, g.Title)
			groupings[g.Identifier+" "+g.URI+" "+g.Title] = true
		}
		for _, a := range p.CFAssociations {
			caseCheck(t, seen, a.Identifier, a.URI, a.LastChangeDateTime)
			for _, node := range []*caseModelLink{a.OriginNodeURI, a.DestinationNodeURI} {
				if node == nil || node.Title == "" || uris[node.Identifier] == "" || uris[node.Identifier] != node.URI {
					t.Errorf("%s: no item %v", a.URI, node)
				}
			}
			if g := a.CFAssociationGroupingURI; g == nil || !groupings[g.Identifier+" "+g.URI+" "+g.Title] {
				t.Errorf("%s: no grouping", a.URI)
			}
		}
	}
}

func TestCASEAssertsOnlyWhatPeopleAccepted(t *testing.T) {
	const n = 400
	p := caseRead(t, linkedWrite(t, CASE, linkedRecords(n)))
	got, want := map[string]string{}, map[string]string{}
	for _, a := range p.CFAssociations {
		got[a.URI] = a.OriginNodeURI.URI + " " + a.AssociationType + " " + a.DestinationNodeURI.URI
	}
	for r := range linkedRecords(n) {
		if linkedAsserted(&r) {
			kind := "isRelatedTo"
			if r.Outcome.Relation == "exactMatch" {
				kind = "exactMatchOf"
			}
			want["https://w3id.org/crosswalk/mapping/"+r.ID] = linkedIRI(r.Subject.ID) + " " + kind + " " + linkedIRI(r.Outcome.Object.ID)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCASEKeepsTheRestPerMapping(t *testing.T) {
	const n = 400
	p := caseRead(t, linkedWrite(t, CASE, linkedRecords(n)))
	var got []linkedRow
	decisions := map[string][]string{}
	for _, g := range p.CFDefinitions.CFAssociationGroupings {
		var rest struct {
			ID        string `json:"mapping_id"`
			Subject   string `json:"subject_id"`
			Relation  string `json:"relation"`
			Object    string `json:"object_id"`
			State     string `json:"state"`
			Decisions []struct {
				Action  string `json:"action"`
				Comment string `json:"comment"`
			} `json:"decisions"`
		}
		if err := json.Unmarshal([]byte(*g.Description), &rest); err != nil {
			t.Fatal(err)
		}
		got = append(got, linkedRow{rest.ID, rest.Subject, rest.Relation, rest.Object, rest.State})
		for _, d := range rest.Decisions {
			decisions[rest.ID] = append(decisions[rest.ID], d.Action+" "+d.Comment)
		}
	}
	if diff := cmp.Diff(linkedRows(t, linkedRecords(n)), got); diff != "" {
		t.Error(diff)
	}
	for r := range linkedRecords(n) {
		var want []string
		for _, d := range r.Decisions {
			want = append(want, string(d.Action)+" "+d.Comment)
		}
		if diff := cmp.Diff(want, decisions[r.ID]); diff != "" {
			t.Errorf("%s: %s", r.ID, diff)
		}
	}
}

func TestCASEHasEachSideOnce(t *testing.T) {
	const n = 400
	p := caseRead(t, linkedWrite(t, CASE, linkedRecords(n)))
	want, got := map[string]string{}, map[string]string{}
	for r := range linkedRecords(n) {
		for _, s := range []review.Side{r.Subject, r.Outcome.Object} {
			if iri := linkedIRI(s.ID); s.ID != review.NoTerm && want[iri] == "" {
				if want[iri] = s.Label; s.Label == "" {
					want[iri] = s.ID
				}
			}
		}
	}
	for _, i := range p.CFItems {
		got[i.URI] = i.FullStatement
	}
	if diff := cmp.Diff(want, got); diff != "" || len(p.CFItems) != len(want) {
		t.Error(diff)
	}
}

// TestCASESaysWhatIsLeftOut has one mapping of each sort.
func TestCASESaysWhatIsLeftOut(t *testing.T) {
	ann := review.Actor{ID: "ann", Role: review.Reviewer}
	var list []review.Record
	add := func(relation string, object string, actions ...review.Action) {
		p := review.Proposal{ID: "map-" + string(rune('a'+len(list))), Kind: review.Class, Subject: linkedClass("s", len(list), "s"),
			Object: review.Side{ID: object, ClassID: object, Label: "o"}, Relation: linkedRelations[0], Raters: 1}
		for _, r := range linkedRelations {
			if string(r) == relation {
				p.Relation = r
			}
		}
		var decisions []review.Decision
		for _, a := range actions {
			decisions = append(decisions, review.Decision{Action: a, By: ann})
		}
		list = append(list, review.NewRecord(p, decisions))
	}
	for _, r := range []string{"exactMatch", "closeMatch", "broadMatch", "broadMatch", "narrowMatch", "none"} {
		add(r, "o:1", review.Accept)
	}
	add("exactMatch", "o:2", review.Accept, review.Sign)
	add("exactMatch", review.NoTerm, review.Accept)
	add("exactMatch", "o:3", review.Reject)
	add("exactMatch", "o:4", review.Reject)
	add("exactMatch", "o:5")
	add("exactMatch", "o:6", review.Accept, review.Stale)
	records := func(yield func(review.Record, error) bool) {
		for _, r := range list {
			if !yield(r, nil) {
				return
			}
		}
	}
	notes := *caseRead(t, linkedWrite(t, CASE, records)).CFDocument.Notes
	for _, want := range []string{
		"2 exactMatchOf, 4 isRelatedTo (1 closeMatch, 2 broadMatch, 1 narrowMatch).",
		"Left out of the associations: 6 (1 stale, 1 proposed, 2 rejected, 1 accepted or signed that say that nothing fits, 1 accepted or signed without a relation).",
		"the decisions on it (13)",
		"O*NET 30.0",
	} {
		if !strings.Contains(notes, want) {
			t.Errorf("%q is not in %s", want, notes)
		}
	}
}
