package ingest

import (
	"strings"
	"testing"

	"crosswalk/internal/spec"
)

func TestAnEmployersOwnHeadingsAreKnown(t *testing.T) {
	h, err := ParseHeadings("# ours\n\nWhat the Day Brings\ttypical tasks\nMust Haves:\tMinimum Qualifications\n")
	if err != nil {
		t.Fatal(err)
	}
	const text = "# Beekeeper\n\n## Definition\n\nTo keep bees.\n\n## What the day brings\n\nFeeds bees; mends hives.\n\n## Must Haves\n\nA year with bees.\n"
	kinds := map[spec.Kind]int{}
	for _, st := range h.ReadAll(text)[0].Statements {
		kinds[st.Kind]++
	}
	if kinds[spec.Duty] != 2 || kinds[spec.Qualification] != 1 || kinds[spec.Other] != 0 {
		t.Errorf("read as %v", kinds)
	}
	for _, st := range ReadAll(text)[0].Statements {
		if st.Kind == spec.Duty && st.Section == "What the day brings" {
			t.Errorf("the table does not matter: %q is a duty without it", st.Text)
		}
	}
}

func TestABadTableOfHeadingsNamesTheLine(t *testing.T) {
	for table, want := range map[string]string{
		"Tasks of ours\n":                     "behind a tab",
		"# a\nTasks of ours\ttypical tusks\n": "no known heading",
		"\ttypical tasks\n":                   "behind a tab",
	} {
		if _, err := ParseHeadings(table); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", table, err)
		}
	}
}

func FuzzHeadings(f *testing.F) {
	f.Add("What the Day Brings\ttypical tasks\n# x\n")
	f.Fuzz(func(t *testing.T, table string) {
		if h, err := ParseHeadings(table); err == nil {
			h.ReadAll("# A\n\n## B\n\nC.\n")
		}
	})
}
