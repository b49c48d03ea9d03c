package rolelabels

import "testing"

// Every labelled document has ranges in order, none over another.
func TestTheTableIsWhole(t *testing.T) {
	docs, err := Documents()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for i, d := range docs {
		if i > 0 && docs[i-1].Name >= d.Name || d.Employer == "" || len(d.Ranges) == 0 {
			t.Errorf("%s: not in order, or without employer or ranges", d.Name)
		}
		for k, r := range d.Ranges {
			if k > 0 && d.Ranges[k-1].End > r.Start {
				t.Errorf("%s: %v lies over the range before", d.Name, r)
			}
			seen[r.Role] = true
		}
	}
	for _, role := range append(append([]string{Continues, "title", "heading", "stem", "pay"}, Around...), Statements...) {
		if !seen[role] {
			t.Errorf("no range is %s", role)
		}
	}
	if len(docs) < 400 {
		t.Errorf("%d documents", len(docs))
	}
}

func TestRangesThatAreNoneAreRefused(t *testing.T) {
	for _, text := range []string{"0-5", "a-5 duty", "5-5 duty", "7-3 duty", "12 duty"} {
		if _, err := Parse(text); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}
