package app

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/crosswalk"
	"crosswalk/internal/spec"
)

func TestSuggestiblesHoldHalfTypedWords(t *testing.T) {
	classes := []*crosswalk.Class{
		{Class: spec.Class{ID: "x:1", Title: "Senior Human Services Practitioner"}},
		{Class: spec.Class{ID: "x:2", Title: "Human Services Practitioner"}},
		{Class: spec.Class{ID: "x:3", Title: "Humanities/History Teacher"}},
	}
	statements := []spec.Statement{{Competency: "Human Relations", Framework: "Core"}, {Competency: "Human Relations", Framework: "Core"}}
	all := newSuggestibles(classes, statements)
	found := func(words ...string) (texts []string) {
		for i := range all {
			if all[i].holds(words) {
				texts = append(texts, all[i].Text)
			}
		}
		return texts
	}
	for _, c := range []struct {
		words []string
		want  []string
	}{
		{[]string{"human", "ser"}, []string{"Human Services Practitioner", "Senior Human Services Practitioner"}},
		{[]string{"hum"}, []string{"Human Relations", "Humanities/History Teacher", "Human Services Practitioner", "Senior Human Services Practitioner"}},
		{[]string{"hist"}, []string{"Humanities/History Teacher"}},
		{[]string{"uman"}, nil},
		{[]string{"core"}, []string{"Core"}},
	} {
		if diff := cmp.Diff(c.want, found(c.words...)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", c.words, diff)
		}
	}
}
