package export

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/piprate/json-gold/ld"

	"crosswalk/internal/review"
)

// A ctdlOffline stands for the context that the registry publishes: the terms
// that a framework and a competency may have, with what they take.
type ctdlOffline struct{}

func (ctdlOffline) LoadDocument(u string) (*ld.RemoteDocument, error) {
	if u != "https://credreg.net/ctdlasn/schema/context/json" {
		return nil, fmt.Errorf("no %s offline", u)
	}
	context := map[string]any{
		"ceasn": "https://purl.org/ctdlasn/terms/", "ceterms": "https://purl.org/ctdl/terms/",
		"ceasn:codedNotation": map[string]any{"@type": "http://www.w3.org/2001/XMLSchema#string"},
	}
	for _, name := range []string{"name", "description", "publisherName", "competencyText"} {
		context["ceasn:"+name] = map[string]any{"@container": "@language"}
	}
	for _, name := range []string{"publisher", "license", "source", "isPartOf", "isTopChildOf",
		"exactAlignment", "majorAlignment", "broadAlignment", "narrowAlignment", "minorAlignment"} {
		context["ceasn:"+name] = map[string]any{"@type": "@id"}
	}
	return &ld.RemoteDocument{DocumentURL: u, Document: map[string]any{"@context": context}}, nil
}

const testASN = "https://purl.org/ctdlasn/terms/"

func ctdlGraph(t *testing.T, document []byte) map[string]map[string][]string {
	t.Helper()
	var data any
	if err := json.Unmarshal(document, &data); err != nil {
		t.Fatal(err)
	}
	options := ld.NewJsonLdOptions("")
	options.DocumentLoader = ctdlOffline{}
	made, err := ld.NewJsonLdProcessor().ToRDF(data, options)
	if err != nil {
		t.Fatal(err)
	}
	graph := map[string]map[string][]string{}
	for _, q := range made.(*ld.RDFDataset).Graphs["@default"] {
		s, p := q.Subject.GetValue(), q.Predicate.GetValue()
		if graph[s] == nil {
			graph[s] = map[string][]string{}
		}
		graph[s][p] = append(graph[s][p], q.Object.GetValue())
	}
	return graph
}

func TestCTDLAlignsWhatPeopleAccepted(t *testing.T) {
	const n = 400
	graph := ctdlGraph(t, linkedWrite(t, CTDL, linkedRecords(n)))
	relations := map[string]string{"exactAlignment": "exactMatch", "majorAlignment": "closeMatch", "broadAlignment": "broadMatch",
		"narrowAlignment": "narrowMatch", "minorAlignment": "relatedMatch"}
	got, want := map[string]bool{}, map[string]bool{}
	for subject, node := range graph {
		for property, objects := range node {
			if !strings.HasSuffix(property, "Alignment") {
				continue
			}
			for _, o := range objects {
				got[jsonldID(t, subject)+" "+relations[strings.TrimPrefix(property, testASN)]+" "+jsonldID(t, o)] = true
			}
		}
	}
	for r := range linkedRecords(n) {
		if linkedAsserted(&r) {
			want[r.Subject.ID+" "+string(r.Outcome.Relation)+" "+r.Outcome.Object.ID] = true
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCTDLDescribesEachSubjectInItsFramework(t *testing.T) {
	const n = 400
	document := linkedWrite(t, CTDL, linkedRecords(n))
	graph := ctdlGraph(t, document)
	subjects, classes, hidden := map[string]bool{}, map[string]bool{}, map[string]int{}
	for r := range linkedRecords(n) {
		iri := linkedIRI(r.Subject.ID)
		framework := "https://w3id.org/crosswalk/framework/" + strings.Replace(r.Subject.ClassID, ":", "/", 1)
		if !linkedAsserted(&r) {
			hidden[framework]++
		}
		classes[framework] = true
		node := graph[iri]
		equal := func(node map[string][]string, property, want string) {
			t.Helper()
			if got := jsonldOnly(t, node, property); got != want {
				t.Errorf("%s: %s is %q and not %q", iri, property, got, want)
			}
		}
		equal(node, testRDFType, testASN+"Competency")
		equal(node, "https://purl.org/ctdl/terms/ctid", "ce-"+iriUUID(iri))
		equal(node, testASN+"isPartOf", framework)
		equal(node, testASN+"isTopChildOf", framework)
		if !subjects[iri] {
			label := r.Subject.Label
			if label == "" {
				label = r.Subject.ID
			}
			equal(node, testASN+"competencyText", label)
		}
		subjects[iri] = true
		code := ""
		if r.Kind != review.Statement {
			_, code, _ = strings.Cut(r.Subject.ID, ":")
		}
		equal(node, testASN+"codedNotation", code)
		equal(graph[framework], testRDFType, testASN+"CompetencyFramework")
		equal(graph[framework], "https://purl.org/ctdl/terms/ctid", "ce-"+iriUUID(framework))
		equal(graph[framework], testASN+"publisher", "https://w3id.org/crosswalk/issuer/us-nc")
		equal(graph[framework], testASN+"license", linkedSet.Licence)
		if jsonldOnly(t, graph[framework], testASN+"name") == "" {
			t.Errorf("%s has no name", framework)
		}
	}
	competencies, frameworks := 0, 0
	for iri, node := range graph {
		if slices.Contains(node[testRDFType], testASN+"Competency") {
			competencies++
		}
		if slices.Contains(node[testRDFType], testASN+"CompetencyFramework") {
			frameworks++
			if text := jsonldOnly(t, node, testASN+"description"); !strings.Contains(text, fmt.Sprintf(": %d mappings that are proposed", hidden[iri])) {
				t.Errorf("%s hides %d: %s", iri, hidden[iri], text)
			}
		}
	}
	if competencies != len(subjects) || frameworks != len(classes) {
		t.Errorf("%d competencies for %d subjects, %d frameworks for %d classes", competencies, len(subjects), frameworks, len(classes))
	}
	var nodes struct {
		Graph []struct {
			ID string `json:"@id"`
		} `json:"@graph"`
	}
	if err := json.Unmarshal(document, &nodes); err != nil || len(nodes.Graph) != competencies+frameworks {
		t.Errorf("%d nodes for %d things, %v", len(nodes.Graph), competencies+frameworks, err)
	}
}
