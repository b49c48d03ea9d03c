package ingest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/spec"
)

// posting is worded as nobody's, with what stands around a description, headings
// that no list knows, and duties under none.
const posting = `title: "Seed Bank Curator - Northern Botanic College"
date: 2026-04-01
About Us
Northern Botanic College was founded in 1890 and has 4,000 students.
The Seed Bank Curator keeps the living collection of grain and answers requests from breeders.
Your days with us
- Dries, cleans and stores seed samples
- Tests germination every spring; records the results
- Supervises two student assistants
What sets you apart
- Bachelor's degree in botany or two years of experience in a seed bank
- Knowledge of plant taxonomy
- Ability to lift 40 pounds
We offer
- Health insurance, dental insurance and a retirement plan
- Twenty days of paid vacation
How to reach us
Please send your resume and a cover letter to jobs@example.org by May 1.
Northern Botanic College is an equal opportunity employer.
`

func textsOf(doc *Document, kinds ...spec.Kind) []string {
	var out []string
	for _, st := range doc.Statements {
		if slices.Contains(kinds, st.Kind) {
			out = append(out, st.Text)
		}
	}
	return out
}

func TestStatementsAreFoundUnderHeadingsThatNobodyForesaw(t *testing.T) {
	doc := Read(posting)
	if doc.Class.Title != "Seed Bank Curator" {
		t.Errorf("title %q", doc.Class.Title)
	}
	duties := textsOf(doc, spec.Duty)
	for _, want := range []string{"Dries, cleans and stores seed samples", "Supervises two student assistants"} {
		if !slices.Contains(duties, want) {
			t.Errorf("%q is no duty; these are: %q", want, duties)
		}
	}
	asked := textsOf(doc, spec.Qualification, spec.Knowledge, spec.Ability, spec.Skill)
	for _, want := range []string{"Bachelor's degree in botany or two years of experience in a seed bank", "Knowledge of plant taxonomy", "Ability to lift 40 pounds"} {
		if !slices.Contains(asked, want) {
			t.Errorf("%q is not asked; these are: %q", want, asked)
		}
	}
	for _, text := range append(duties, asked...) {
		for _, around := range []string{"insurance", "vacation", "resume", "equal opportunity", "founded"} {
			if strings.Contains(text, around) {
				t.Errorf("what stands around the description is a statement: %q", text)
			}
		}
	}
}

func TestEveryPassageQuotesItsSpan(t *testing.T) {
	doc := Read(posting)
	for _, st := range doc.Statements {
		words := Fold(posting[st.Span.Start:st.Span.End])
		if st.Stem != "" {
			words = st.Stem + " " + words
		}
		if words != st.Text {
			t.Errorf("%q quotes %q", st.Text, words)
		}
	}
}

func TestALineIsCutIntoUnits(t *testing.T) {
	for text, want := range map[string]string{
		"Cleans pumps. Oils gates; paints rails.":                                                "Cleans pumps.|Oils gates;|paints rails.",
		"The test may ask for knowledge of: tides; dunes (sand; shingle); and ability to: swim.": "The test may ask for knowledge of:|tides;|dunes (sand; shingle);|and ability to:|swim.",
		"- Department: Harbors":                           "Department:|Harbors",
		"Repairs the wall along the\nriver and its gates": "Repairs the wall along the\nriver and its gates",
		"Repairs walls\nPaints gates":                     "Repairs walls|Paints gates",
	} {
		var got []string
		for _, u := range newDraft(text).units() {
			got = append(got, u.text)
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%q is cut into %q, not %q", text, s, want)
		}
	}
}

func TestATitleIsTakenOutOfItsLine(t *testing.T) {
	for words, want := range map[string]string{
		"title: \"Map Librarian - Northern Botanic College\"": "Map Librarian",
		"Job Title: Harbor Master":                            "Harbor Master",
		"# Analyst II - Northern Museum":                      "Analyst II",
		"Analyst II - Budget":                                 "Analyst II - Budget",
		"Dune Ranger (Sandport, OR)":                          "Dune Ranger",
		"title: \"Dune Ranger (Sandport, OR) - Sand Museum\"": "Dune Ranger",
		"TRAINEES ONLY DUNE RANGER":                           "DUNE RANGER",
	} {
		if got := titleIn(words, nil); got != want {
			t.Errorf("%q: title %q, want %q", words, got, want)
		}
	}
}

// A posting printed twice has its statements once: what is said again is known by its words.
func TestWhatIsSaidTwiceIsKnown(t *testing.T) {
	units := []unit{{text: "Sorts the mail of four offices."}, {text: "Reads meters."}, {text: "Sorts the mail of four offices every day."}, {text: "Waters the plants in the lobby."}}
	want := [][]string{{"said again"}, nil, {"said before"}, nil}
	if d := cmp.Diff(want, saidTwice(units)); d != "" {
		t.Error(d)
	}
}

// Texts that once took time that grew with the square of their length.
func BenchmarkReadLevels(b *testing.B) {
	var labels strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&labels, "X%c%c%c: y\n", 'a'+i%26, 'a'+i/26%26, 'a'+i/676)
	}
	for name, text := range map[string]string{"blank lines": strings.Repeat("\n", 100_000) + "word", "labels": labels.String()} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Read(text)
			}
		})
	}
}

func BenchmarkReadByRoles(b *testing.B) {
	text := strings.Repeat(posting, 5)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		d := newDraft(text)
		readByRoles(d, d.byHeadings())
	}
}

// A document may state several codes: the class's own is taken, as where its
// headings are known.
func TestTheClassCodeIsTakenOfSeveral(t *testing.T) {
	const text = "# Harbor Pilot\n\n- Schem Code: BT90\n- Class Code: 1023\n\nWhat somebody does here\n\nBrings ships into the harbor; teaches younger pilots.\n"
	doc := Read(text)
	if doc.Class.Code != "1023" {
		t.Errorf("code %q, family %s", doc.Class.Code, doc.Family)
	}
	codes := 0
	for _, f := range doc.Facts {
		if f.Name == FactClassCode {
			codes++
		}
	}
	if codes == 0 {
		t.Error("no fact says where the code stands")
	}
}
