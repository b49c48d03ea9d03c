package semantic

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"crosswalk/internal/spec"
)

func TestAStatementOfSeveralActsHasParts(t *testing.T) {
	tests := []struct {
		name, text string
		kind       spec.Kind
		want       []string
	}{
		{"joined by semicolons", "Plans outreach programs; prepares the annual budget and supervises clerical staff", spec.Duty,
			[]string{"Plans outreach programs", "prepares the annual budget", "supervises clerical staff"}},
		{"joined by commas", "Monitors vehicle emissions, inspects repair garages, and issues citations to owners.", spec.Duty,
			[]string{"Monitors vehicle emissions", "inspects repair garages", "issues citations to owners"}},
		{"behind a frame", "Ability to analyze complex financial records and prepare clear written reports for the board", spec.Ability,
			[]string{"Ability to analyze complex financial records", "prepare clear written reports for the board"}},
		{"several acts on one subject", "Plans, develops, coordinates and evaluates regional training programs for new employees", spec.Duty, nil},
		{"nouns that look like verbs", "Prepares annual operating budgets, reports and plans for the board of the district", spec.Duty, nil},
		{"adjectives that look like verbs", "Ability to write correct, complete, concise and coherent notes, reports and log entries for the file", spec.Ability, nil},
		{"short", "Plans programs and prepares budgets", spec.Duty, nil},
		{"knowledge", "Knowledge of principles of planning programs, preparing budgets, and supervising staff in field offices", spec.Knowledge, nil},
		{"no verb", "Excellent oral communication skills and strong written communication skills in two languages", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, s := range Parts(tt.text, tt.kind) {
				got = append(got, tt.text[s.Start:s.End])
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestPartsLieInTheTextInOrder(t *testing.T) {
	words := rapid.SampledFrom(strings.Fields("Plans prepares supervises Ability to and or ; , . staff budgets programs reports — annual résumé"))
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(words, 0, 40).Draw(t, "words"), " ")
		parts := Parts(text, spec.Duty)
		if len(parts) == 1 || len(parts) > mostParts {
			t.Fatalf("%d parts", len(parts))
		}
		end := 0
		for _, s := range parts {
			if s.Start < end || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("parts %v of %q", parts, text)
			}
			end = s.End
		}
	})
}
