package jobtitle

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTitles(t *testing.T) {
	for _, tt := range []struct {
		title       string
		full, topic string
		rank        Rank
	}{
		{"Senior Librarian II", "Librarian", "Librarian", Worker},
		{"General Counsel, Teachers' Retirement System", "General Counsel", "General Counsel", Worker},
		{"Chief, Day Labor Program (Correctional Facility)", "Chief", "", Manager},
		{"Research Scientist IV (Chemical Sciences)", "Research Scientist", "Research Scientist Chemical Sciences", Worker},
		{"Supervising Cook I", "Cook", "Cook", Supervisor},
		{"Staff Services Manager III", "Services Manager", "Services", Manager},
		{"Principal", "Principal", "", Worker},
		{"Office Technician (Typing)", "Office Technician", "Office Technician Typing", Helper},
	} {
		p := Parse(tt.title)
		got := []string{p.Full, strings.Join(strings.FieldsFunc(p.Topic, func(r rune) bool { return strings.ContainsRune(" ()", r) }), " ")}
		if d := cmp.Diff([]string{tt.full, tt.topic}, got); d != "" || p.Rank != tt.rank {
			t.Errorf("%q: rank %d %s", tt.title, p.Rank, d)
		}
	}
}

func TestAStatusIsNoTitle(t *testing.T) {
	for title, want := range map[string]bool{
		"Retired": true, "Business Owner": true, "self-employed": true, "N/A": true, "Staff": true, " student ": true,
		"Staff Nurse": false, "Retired Police Officer": false, "Student Services Coordinator": false, "Owner Operator": false, "": false,
	} {
		if got := IsStatus(title); got != want {
			t.Errorf("%q: %v", title, got)
		}
	}
}
