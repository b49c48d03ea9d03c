package jobtitle

import "testing"

func TestTitlesOfOneLineOfWork(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		same bool
	}{
		{"Custodian", "Senior Custodian II", true},
		{"Senior Custodian (Airport)", "Custodian (Airport)", true},
		{"Park Maintenance Worker I", "Park Maintenance Worker II", true},
		{"Chief Engineer", "Engineer", true},
		{"Custodian (Airport)", "Custodian", false},
		{"Accounting Clerk", "Accounting Technician", false},
		{"Lifeguard (Seasonal)", "Lifeguard", false},
		{"Senior", "Junior", false}, // a step alone is no line of work
	} {
		if same := Line(tt.a) == Line(tt.b); same != tt.same {
			t.Errorf("%q and %q: %v, want %v", tt.a, tt.b, same, tt.same)
		}
	}
}
