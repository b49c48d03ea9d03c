package index

import (
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"crosswalk/internal/spec"
)

var worded = []Doc{
	{ID: "st-1", Text: "Enforces child support orders", Kind: spec.Duty, ClassID: "us-nc:1"},
	{ID: "st-2", Text: "Supports the child and the family", Kind: spec.Duty, ClassID: "us-nc:1"},
	{ID: "st-3", Text: "Explains child-support laws", Kind: spec.Task, ClassID: "onet:2"},
	{ID: "st-4", Text: "Reports to the board of supervisors", Competency: "Support of Children", Kind: spec.Duty, ClassID: "us-nc:1"},
	{ID: "st-5", Text: "Invites a board or supervisors", Kind: spec.Duty, ClassID: "us-nc:1"},
	{ID: "st-6", Text: "Manages IT staff", Kind: spec.Duty, ClassID: "us-nc:1"},
	{ID: "st-7", Text: "Knowledge of information technology", Kind: spec.Knowledge, ClassID: "us-nc:1"},
	{ID: "st-8", Text: "Gives information", Kind: spec.Duty, ClassID: "us-nc:1"},
	{ID: "st-9", Text: "Programs in C++, and in C# for .NET", Kind: spec.Duty, ClassID: "us-nc:1"},
}

// ask searches the worded docs as a search box does.
func ask(t *testing.T, x *Index, q Query) *Result {
	t.Helper()
	q.Phrases, q.TextsOf = Phrases(q.Text), func(id string) []string {
		i := slices.IndexFunc(worded, func(d Doc) bool { return d.ID == id })
		return []string{worded[i].Text, worded[i].Competency}
	}
	return find(t, x, q)
}

func wordedIndex(t *testing.T, docs []Doc, model string) *Index {
	t.Helper()
	s, v := Store{Dir: filepath.Join(t.TempDir(), "index")}, VersionOf(1, "s", model)
	if err := s.Build(t.Context(), v, docs, func(int) {}); err != nil {
		t.Fatal(err)
	}
	x, err := s.Open(v)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

func TestPhrasesStandInWhatIsFound(t *testing.T) {
	x := wordedIndex(t, worded, NoModel)
	for _, tt := range []struct{ name, text, want string }{
		{"words anywhere without marks", `child support`, "st-2 st-4 st-1 st-3"},
		{"words next to each other", `"child support"`, "st-1 st-3"},
		{"curly marks", `“child support”`, "st-1 st-3"},
		{"other forms of the words", `"children supported"`, "st-1 st-3"},
		{"in this order only", `"support child"`, ""},
		{"stop words as they are", `"board of supervisors"`, "st-4"},
		{"no stop word left out", `"board supervisors"`, ""},
		{"in the competency too", `"support of children"`, "st-4"},
		{"not across text and competency", `"supervisors support"`, ""},
		{"with other words", `"child support" laws family`, "st-3 st-1"},
		{"two phrases", `"child support" "laws"`, "st-3"},
		{"a word by itself", `"laws" child`, "st-3"},
		{"a phrase of stop words beside a word", `"of the" board`, ""},
		{"another phrase of stop words", `"to the" board`, "st-4"},
		{"nothing but stop words", `"of the"`, ""},
		{"a mark that is not closed", `"child support`, "st-2 st-4 st-1 st-3"},
		{"inches are no marks", `12" child and 10" support`, "st-2 st-4 st-1 st-3"},
		{"empty marks", `"" "  " laws`, "st-3"},
		{"an acronym", `"IT staff"`, "st-6"},
		{"an acronym by its long form", `"information technology staff"`, "st-6"},
		{"a name with a sign", `"C# for .NET"`, "st-9"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := ids(ask(t, x, Query{Text: tt.text})); got != tt.want {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}

func TestTotalsAndFacetsCountWhatHoldsThePhrase(t *testing.T) {
	x := wordedIndex(t, worded, NoModel)
	r := ask(t, x, Query{Text: `"child support" family`, Size: 1, Facets: true})
	if r.Total != 2 || len(r.Hits) != 1 || len(r.Facets["issuer"]) != 2 {
		t.Errorf("total %d, %d hits, facets %v", r.Total, len(r.Hits), r.Facets)
	}
	if r := ask(t, x, Query{Text: `"child support"`, Issuer: IssuerONET}); ids(r) != "st-3" || r.Total != 1 {
		t.Errorf("found %q of %d", ids(r), r.Total)
	}
}

func TestAPhraseFiltersWhatMeaningFinds(t *testing.T) {
	docs := slices.Clone(worded)
	for i := range docs {
		docs[i].Vector = unit(1, float32(i)/20, 0)
	}
	x := wordedIndex(t, docs, model)
	near := unit(1, 0, 0)
	for _, text := range []string{`"child support"`, `"child support" staff`} {
		if r := ask(t, x, Query{Text: text, Vector: near}); r.Total != 2 || !strings.Contains(ids(r), "st-1") || !strings.Contains(ids(r), "st-3") {
			t.Errorf("%s found %q of %d", text, ids(r), r.Total)
		}
	}
	if r := ask(t, x, Query{Text: "child support", Vector: near}); r.Total != len(docs) {
		t.Errorf("without marks %d are near, want all", r.Total)
	}
}

func TestAnAcronymAndItsLongFormFindEachOther(t *testing.T) {
	x := wordedIndex(t, worded, NoModel)
	for _, tt := range []struct{ name, text, want string }{
		{"the acronym finds both, and not half of what it stands for", "IT", "st-6 st-7"},
		{"so do its dotted letters", "I.T.", "st-6 st-7"},
		{"the common word is none", "it", ""},
		{"among other words", "IT laws", "st-3 st-6 st-7"},
		{"the long form finds any of its words", "information technology", "st-6 st-7 st-8"},
		{"a name with a sign", "C++", "st-9"},
		{"its letter alone is another name", "C", ""},
		{"a name with a dot", ".net", "st-9"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := ask(t, x, Query{Text: tt.text})
			got := strings.Fields(ids(r))
			slices.Sort(got)
			if strings.Join(got, " ") != tt.want {
				t.Errorf("found %q, want %q", got, tt.want)
			}
			for _, h := range r.Hits {
				sum := 0.0
				for _, p := range h.Parts {
					sum += p.Value
				}
				if math.Abs(sum-h.Score) > 1e-9 || h.Score <= 0 {
					t.Errorf("%s: score %v, parts %v", h.ID, h.Score, h.Parts)
				}
			}
		})
	}
}

func TestPhrasesNeedTheTextsOfEntries(t *testing.T) {
	x := wordedIndex(t, worded, NoModel)
	if _, err := x.Search(t.Context(), Query{Text: "child", Phrases: Phrases(`"child support"`)}); err == nil {
		t.Error("no error")
	}
}

func TestMarksOfPhrasesMeanNothing(t *testing.T) {
	for query, want := range map[string]string{
		`"child support" orders`: "child support orders", `“a b”, c`: "a b , c", `12" pipe`: `12" pipe`, "": "",
	} {
		if got := WithoutMarks(query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}
