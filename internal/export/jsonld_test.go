package export

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/piprate/json-gold/ld"

	"crosswalk/internal/review"
)

// jsonldGraph reads JSON-LD with a processor that knows nothing of this program,
// and returns subject, predicate and objects. Its loader has no network.
func jsonldGraph(t *testing.T, document []byte) map[string]map[string][]string {
	t.Helper()
	var data any
	if err := json.Unmarshal(document, &data); err != nil {
		t.Fatal(err)
	}
	options := ld.NewJsonLdOptions("")
	options.ProcessingMode = ld.JsonLd_1_1
	options.DocumentLoader = ld.NewCachingDocumentLoader(nil)
	made, err := ld.NewJsonLdProcessor().ToRDF(data, options)
	if err != nil {
		t.Fatal(err)
	}
	graph := map[string]map[string][]string{}
	for name, quads := range made.(*ld.RDFDataset).Graphs {
		if name != "@default" {
			t.Errorf("a graph is called %s", name)
		}
		for _, q := range quads {
			s, p := q.Subject.GetValue(), q.Predicate.GetValue()
			if graph[s] == nil {
				graph[s] = map[string][]string{}
			}
			graph[s][p] = append(graph[s][p], q.Object.GetValue())
		}
	}
	return graph
}

// jsonldID turns the name of a side back into its id.
func jsonldID(t *testing.T, iri string) string {
	t.Helper()
	if iri == "https://w3id.org/sssom/NoTermFound" {
		return "sssom:NoTermFound"
	}
	kind, rest, _ := strings.Cut(strings.TrimPrefix(iri, "https://w3id.org/crosswalk/"), "/")
	parts := strings.Split(rest, "/")
	for i := range parts {
		part, err := url.PathUnescape(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		parts[i] = part
	}
	if kind != "class" && kind != "statement" && kind != "mapping" {
		t.Errorf("%s is no name of a side", iri)
	}
	return strings.Join(parts, ":")
}

const (
	testRDFType = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
	testSKOS    = "http://www.w3.org/2004/02/skos/core#"
	testOWL     = "http://www.w3.org/2002/07/owl#"
	testSSSOM   = "https://w3id.org/sssom/"
	testTerms   = "https://w3id.org/crosswalk/terms/"
)

// jsonldOnly returns the one object of a property; empty for none.
func jsonldOnly(t *testing.T, node map[string][]string, property string) string {
	t.Helper()
	if len(node[property]) > 1 {
		t.Errorf("%s has %d values", property, len(node[property]))
	}
	return strings.Join(node[property], "")
}

func TestJSONLDSaysWhatTheMappingsSay(t *testing.T) {
	const n = 400
	graph := jsonldGraph(t, linkedWrite(t, JSONLD, linkedRecords(n)))
	var got []linkedRow
	for iri, node := range graph {
		if !slices.Contains(node[testRDFType], testSSSOM+"Mapping") {
			continue
		}
		relation := strings.TrimPrefix(jsonldOnly(t, node, testOWL+"annotatedProperty"), testSKOS)
		if relation == testTerms+"noRelation" {
			relation = "none"
		}
		got = append(got, linkedRow{jsonldID(t, iri), jsonldID(t, jsonldOnly(t, node, testOWL+"annotatedSource")), relation,
			jsonldID(t, jsonldOnly(t, node, testOWL+"annotatedTarget")), jsonldOnly(t, node, testTerms+"state")})
	}
	slices.SortFunc(got, func(x, y linkedRow) int { return strings.Compare(x.ID, y.ID) })
	if diff := cmp.Diff(linkedRows(t, linkedRecords(n)), got); diff != "" {
		t.Error(diff)
	}

	facts, want := map[string]bool{}, map[string]bool{}
	for subject, node := range graph {
		for property, objects := range node {
			if strings.HasPrefix(property, testSKOS) && strings.HasSuffix(property, "Match") {
				for _, o := range objects {
					facts[subject+" "+property+" "+o] = true
				}
			}
		}
	}
	for r := range linkedRecords(n) {
		if linkedAsserted(&r) {
			want[linkedIRI(r.Subject.ID)+" "+testSKOS+string(r.Outcome.Relation)+" "+linkedIRI(r.Outcome.Object.ID)] = true
		}
	}
	if diff := cmp.Diff(want, facts); diff != "" {
		t.Errorf("SKOS properties: %s", diff)
	}
}

func TestJSONLDKeepsLabelsNumbersAndPeople(t *testing.T) {
	const n = 400
	graph := jsonldGraph(t, linkedWrite(t, JSONLD, linkedRecords(n)))
	for r := range linkedRecords(n) {
		node := graph["https://w3id.org/crosswalk/mapping/"+r.ID]
		equal := func(property, want string) {
			t.Helper()
			if got := jsonldOnly(t, node, property); got != want {
				t.Errorf("%s: %s is %q and not %q", r.ID, property, got, want)
			}
		}
		equal(testSSSOM+"subject_label", r.Subject.Label)
		equal(testSSSOM+"object_label", r.Outcome.Object.Label)
		equal(testSSSOM+"mapping_justification", "https://w3id.org/semapv/vocab/CompositeMatching")
		equal(testTerms+"kind", string(r.Kind))
		modifier := ""
		if r.Outcome.State == review.Rejected {
			modifier = "Not"
		}
		equal(testSSSOM+"predicate_modifier", modifier)
		if got := jsonldOnly(t, node, testSSSOM+"confidence"); (got == "") != (r.Confidence == nil) {
			t.Errorf("%s: confidence %q", r.ID, got)
		} else if got != "" {
			if x, err := strconv.ParseFloat(got, 64); err != nil || x != *r.Confidence {
				t.Errorf("%s: confidence %q and not %v", r.ID, got, *r.Confidence)
			}
		}
		signer := ""
		if r.Outcome.SignedBy != nil {
			signer = "https://w3id.org/crosswalk/actor/" + r.Outcome.SignedBy.ID
		}
		equal(testSSSOM+"reviewer_id", signer)
		if got := len(node["http://purl.org/pav/authoredBy"]); got != len(r.Outcome.Raters) {
			t.Errorf("%s: %d raters", r.ID, got)
		}
	}
	set := graph["https://example.org/sets/1"]
	if got := len(set[testSSSOM+"mappings"]); got != n {
		t.Errorf("the set has %d mappings", got)
	}
	if got := jsonldOnly(t, set, "http://purl.org/dc/terms/license"); got != linkedSet.Licence {
		t.Errorf("licence %q", got)
	}
}

func TestJSONLDDescribesEachSideOnce(t *testing.T) {
	const n = 400
	graph := jsonldGraph(t, linkedWrite(t, JSONLD, linkedRecords(n)))
	sides := map[string]bool{}
	for r := range linkedRecords(n) {
		for _, s := range []review.Side{r.Subject, r.Outcome.Object} {
			if s.ID == review.NoTerm {
				continue
			}
			iri := linkedIRI(s.ID)
			sides[iri] = true
			issuer, code, _ := strings.Cut(s.ClassID, ":")
			if s.ID != s.ClassID {
				code = ""
			}
			if got := jsonldOnly(t, graph[iri], testSKOS+"notation"); got != code {
				t.Errorf("%s: notation %q", iri, got)
			}
			if got := jsonldOnly(t, graph[iri], testSKOS+"inScheme"); got != "https://w3id.org/crosswalk/scheme/"+issuer {
				t.Errorf("%s: scheme %q", iri, got)
			}
			jsonldOnly(t, graph[iri], testSKOS+"prefLabel")
		}
	}
	concepts, schemes := 0, 0
	for iri, node := range graph {
		if slices.Contains(node[testRDFType], testSKOS+"Concept") {
			concepts++
			if !sides[iri] {
				t.Errorf("%s is no side", iri)
			}
		}
		if slices.Contains(node[testRDFType], testSKOS+"ConceptScheme") {
			schemes++
		}
	}
	if concepts != len(sides) || schemes != 2 {
		t.Errorf("%d concepts for %d sides, %d schemes", concepts, len(sides), schemes)
	}
}

func TestNamesAreIRIs(t *testing.T) {
	class := func(id string) review.Record {
		return review.NewRecord(review.Proposal{ID: "map-1", Kind: review.Class, Subject: review.Side{ID: id, ClassID: id, Label: linkedControl}, Object: linkedClass("onet", 1, ""),
			Relation: "closeMatch", Raters: 1}, nil)
	}
	for id, want := range map[string]string{
		"us-nc:19200":     "https://w3id.org/crosswalk/class/us-nc/19200",
		"us-nc:A/B 7":     "https://w3id.org/crosswalk/class/us-nc/A%2FB%207",
		"de:Ä\"<>|\\^`{}": "https://w3id.org/crosswalk/class/de/%C3%84%22%3C%3E%7C%5C%5E%60%7B%7D",
		"a:b:c?d#e%41":    "https://w3id.org/crosswalk/class/a/b:c%3Fd%23e%2541",
		"no-colon":        "https://w3id.org/crosswalk/class/no-colon",
		"x:\u202e":        "https://w3id.org/crosswalk/class/x/%E2%80%AE",
		"@id:@type":       "https://w3id.org/crosswalk/class/@id/@type",
	} {
		records := func(yield func(review.Record, error) bool) { yield(class(id), nil) }
		graph := jsonldGraph(t, linkedWrite(t, JSONLD, records))
		if graph[want] == nil {
			t.Errorf("%s is not %s", id, want)
		}
		if got := jsonldOnly(t, graph[want], testSKOS+"prefLabel"); got != linkedControl {
			t.Errorf("label %q", got)
		}
	}
}

func TestSetsAreNamed(t *testing.T) {
	for _, c := range []struct{ id, title, want string }{
		{"https://example.org/1", "", "https://example.org/1"},
		{"urn:uuid:0d1cf381-2f89-51d0-8e59-626886538c76", "", "urn:uuid:0d1cf381-2f89-51d0-8e59-626886538c76"},
		{"my set", "", "https://w3id.org/crosswalk/set/my%20set"},
		{"", "A title", "https://w3id.org/crosswalk/set/A%20title"},
	} {
		if got := iriOfSet(&Set{ID: c.id, Title: c.title}); got != c.want {
			t.Errorf("%q is %s", c.id, got)
		}
	}
}

func TestUUIDsAreThoseOfTheStandard(t *testing.T) {
	// As Python's uuid.uuid5(uuid.NAMESPACE_URL, ...) has it.
	const want = "0d1cf381-2f89-51d0-8e59-626886538c76"
	if got := iriUUID("https://w3id.org/crosswalk/class/us-nc/19200"); got != want {
		t.Errorf("uuid %s", got)
	}
}
