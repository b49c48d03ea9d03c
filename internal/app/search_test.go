package app

import (
	"strings"
	"testing"
)

const worded = "Officer\n\nClass Code: 78\n\nDUTIES\n- Enforces child support orders;\n- Supports every child of the county;\n- Manages IT staff;\n- Teaches information technology.\n"

func TestSearchByPhrase(t *testing.T) {
	a := startWith(t, t.TempDir(), newBag())
	ingestText(t, a, worded)
	refreshed(t, a)
	for _, tt := range []struct {
		name  string
		mode  Mode
		query string
		found string // texts, best first
		note  string
	}{
		{"by words", TextOnly, `"child support"`, "Enforces child support orders", "Only statements with the phrase “child support” are counted."},
		{"with other words", TextOnly, `"child support" county`, "Enforces child support orders", "Only statements with the phrase “child support” are counted. Those that hold more of the other words come first."},
		{"by words and meaning", Hybrid, `"child support"`, "Enforces child support orders", "Only statements with the phrase “child support” are counted. Those that hold more of the words, or are closer in meaning, come first."},
		{"by meaning", Semantic, `"child support"`, "Enforces child support orders", "Only statements with the phrase “child support” are counted. Their meaning must be close to that of the query as a whole."},
		{"two of them", TextOnly, `"child" “every”`, "Supports every child of the county", "Only statements with the phrases “child” and “every” are counted."},
		{"of one word", TextOnly, `"county"`, "Supports every child of the county", "Only statements with the phrase “county” are counted."},
		{"without marks", TextOnly, `child support orders`, "Enforces child support orders|Supports every child of the county", "Counted is what holds any of the words; what holds more of them comes first. Put words in quotation marks to find them as a phrase."},
		{"an acronym", TextOnly, `IT`, "Teaches information technology|Manages IT staff", ""},
		{"a stop word", TextOnly, `it`, "", "The query has only words that say nothing by themselves, such as “the” and “of”."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := a.Search(t.Context(), SearchRequest{Query: tt.query, Mode: tt.mode, Issuer: "us-tx"})
			if err != nil {
				t.Fatal(err)
			}
			var found []string
			for _, f := range r.Items {
				found = append(found, strings.TrimRight(f.Statement.Text, ";."))
			}
			if got := strings.Join(found, "|"); got != tt.found || r.Total != len(found) {
				t.Errorf("found %q of %d, want %q", got, r.Total, tt.found)
			}
			if r.Words.Note != tt.note {
				t.Errorf("note %q\nwant %q", r.Words.Note, tt.note)
			}
		})
	}
}
