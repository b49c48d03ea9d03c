package document

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/spec"
)

func TestPostings(t *testing.T) {
	docs, err := reader.Read(t.Context(), "", []byte(`[{"@type":"JobPosting","title":"Diver","description":"&lt;p&gt;Dives &amp;amp; swims.&lt;/p&gt;"},
		{"@type":["Thing","schema:JobPosting"],"title":"Clerk &amp; typist","description":"Files.\nTypes.","qualifications":"Files."}]`), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"posting 1||Diver|# Diver\n\nDives & swims.\n", "posting 2||Clerk & typist|# Clerk & typist\n\nFiles.\nTypes.\n"}
	if d := cmp.Diff(want, texts(docs)); d != "" {
		t.Error(d)
	}
}

func TestCASEPackage(t *testing.T) {
	doc := read(t, "", []byte(`{"CFDocument":{"identifier":"d","title":"Diver"},"CFItems":[
		{"identifier":"a","fullStatement":"Diving"},{"identifier":"b","fullStatement":"Checks the suit"},{"identifier":"c","fullStatement":"Plans the dive"},{"identifier":"e","fullStatement":"Swims"}],
		"CFAssociations":[
		{"associationType":"isChildOf","originNodeURI":{"identifier":"b"},"destinationNodeURI":{"identifier":"a"},"sequenceNumber":2},
		{"associationType":"isChildOf","originNodeURI":{"identifier":"c"},"destinationNodeURI":{"identifier":"a"},"sequenceNumber":1}]}`))
	if want := "# Diver\n\n## Diving\n\n- Plans the dive\n- Checks the suit\n- Swims\n"; doc.Text != want || doc.Title != "Diver" || doc.Format != Framework {
		t.Errorf("%+v", doc)
	}
}

func TestCASECircleAndDepth(t *testing.T) {
	var items, links []string
	for i := range 9 {
		items = append(items, fmt.Sprintf(`{"identifier":"i%d","fullStatement":"Item %d"}`, i, i))
		if i > 0 {
			links = append(links, fmt.Sprintf(`{"associationType":"isChildOf","originNodeURI":{"identifier":"i%d"},"destinationNodeURI":{"identifier":"i%d"}}`, i, i-1))
		}
	}
	for name, more := range map[string]string{"depth": "", "circle": `,{"associationType":"isChildOf","originNodeURI":{"identifier":"i0"},"destinationNodeURI":{"identifier":"i8"}}`} {
		doc := read(t, "", []byte(`{"CFDocument":{"title":"Diver"},"CFItems":[`+strings.Join(items, ",")+`],"CFAssociations":[`+strings.Join(links, ",")+more+`]}`))
		for i := range 9 {
			if n := strings.Count(doc.Text, fmt.Sprintf("Item %d\n", i)); n != 1 {
				t.Errorf("%s: item %d stands %d times in\n%s", name, i, n, doc.Text)
			}
		}
	}
}

func TestJSONRefused(t *testing.T) {
	for raw, message := range map[string]string{
		`{"a":1}`:                          "no JobPosting",
		`{"a":`:                            "cannot be read",
		`{"CFItems":[{"identifier":"a"}]}`: "no CFDocument",
		`{"CFDocument":{},"CFItems":[{"x":"a"}]}`:                             "needs an identifier",
		`{"CFDocument":{},"CFItems":[{"identifier":"a"},{"identifier":"a"}]}`: "is there twice",
	} {
		_, err := reader.Read(t.Context(), "", []byte(raw), nil)
		if spec.CodeOf(err) != spec.Invalid || err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("%s: %v", raw, err)
		}
	}
}

// TestTextIsNotJSON keeps texts that begin with a bracket.
func TestTextIsNotJSON(t *testing.T) {
	if doc := read(t, "", []byte("[Draft] Clerk\n\nDuties\n- Files")); doc.Format != Text {
		t.Errorf("%+v", doc)
	}
}
