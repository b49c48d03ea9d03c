package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadPlain(t *testing.T) {
	for _, tt := range []struct {
		text, title string
		duties      []string
	}{
		{"Installs pipes. Repairs drains.", "", []string{"Installs pipes", "Repairs drains"}},
		{"Plumber\n\nInstalls pipes and\nvalves; repairs drains.", "Plumber", []string{"Installs pipes and valves", "repairs drains"}},
		{"Installs pipes\nRepairs drains\nKeeps records", "", []string{"Installs pipes", "Repairs drains", "Keeps records"}},
		{"- Installs pipes\n- Repairs drains and\n  sewers\n", "", []string{"Installs pipes", "Repairs drains and sewers"}},
		{"Responsible for the installation of pipes in public buildings of the County and for\nRepairs.", "", []string{"Responsible for the installation of pipes in public buildings of the County and for Repairs"}},
		{"Plumber", "", []string{"Plumber"}},
		{"Installs pipes.\n\nRepairs drains.", "", []string{"Installs pipes", "Repairs drains"}},
		{"", "", nil},
	} {
		title, statements := ReadPlain(tt.text)
		var got []string
		for _, st := range statements {
			got = append(got, strings.TrimSuffix(st.Text, "."))
		}
		if d := cmp.Diff(tt.duties, got); d != "" || title != tt.title {
			t.Errorf("%q: title %q %s", tt.text, title, d)
		}
	}
}
