package ingest

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/document"
	"crosswalk/internal/spec"
	"crosswalk/seeds"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// readSeed reads one of the seed documents.
func readSeed(t testing.TB, name string) *Document {
	t.Helper()
	raw, err := seeds.Files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return mustRead(t, raw)
}

func mustRead(t testing.TB, raw []byte) *Document {
	t.Helper()
	text, err := document.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	return Read(text)
}

// documents returns every document of the tests: the seeds and ours.
func documents(t testing.TB) map[string]*Document {
	t.Helper()
	out := map[string]*Document{}
	names, err := seeds.Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if strings.HasSuffix(n.Name(), ".txt") {
			out[n.Name()] = readSeed(t, n.Name())
		}
	}
	ours, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(ours) == 0 {
		t.Fatalf("no test documents: %v", err)
	}
	for _, path := range ours {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(path)] = mustRead(t, raw)
	}
	return out
}

func TestSeedCounts(t *testing.T) {
	tests := []struct {
		file, family, code string
		by                 func(st spec.Statement) string // "" leaves a statement out
		want               map[string]int
	}{
		{"000_9344abd477274a86.txt", "banded", "19200", func(st spec.Statement) string {
			if st.Kind.IsRequirement() {
				return "statements at " + st.Level.Label
			}
			if st.Kind == spec.RoleDescription {
				return "roles at " + st.Level.Label
			}
			return ""
		}, map[string]int{
			"statements at Contributing": 14, "statements at Journey": 14, "statements at Advanced": 19,
			"roles at Contributing": 5, "roles at Journey": 7, "roles at Advanced": 5,
		}},
		{"000_9344abd477274a86.txt", "banded", "19200", func(st spec.Statement) string {
			if st.Kind.IsRequirement() {
				return st.Competency
			}
			return ""
		}, map[string]int{
			"Knowledge – Technical": 13, "Therapeutic Counseling": 5, "Communication and Teamwork": 9,
			"Interpersonal Skills": 6, "Planning/Organizing Work": 5, "Advocacy Skills": 9,
		}},
		{"000_9344abd477274a86.txt", "banded", "19200", func(st spec.Statement) string {
			if st.Kind.IsRequirement() {
				return ""
			}
			return string(st.Kind)
		}, map[string]int{
			"role_description": 17, "definition": 6, "purpose": 1, "legend": 3, "note": 2, "qualification": 2,
		}},
		{"001_4f45fd77915e4fc9.txt", "bulleted-specification", "1927SH", func(st spec.Statement) string {
			s := string(st.Kind)
			if st.Kind == spec.Duty {
				s += st.Section[strings.Index(st.Section, "›")+len("›"):]
			}
			if st.Boilerplate {
				s += " (boilerplate)"
			}
			return s
		}, map[string]int{
			"duty DEPARTMENT OF CHILDREN AND FAMILIES": 10, "duty DEPARTMENT OF CHILDREN AND FAMILIES (boilerplate)": 1,
			"duty OFFICE OF THE CHILD ADVOCATE": 6, "duty OFFICE OF THE CHILD ADVOCATE (boilerplate)": 1,
			"knowledge": 6, "skill": 2, "ability": 1,
			"purpose": 2, "supervision": 2, "qualification": 5, "substitution": 4, "note": 2,
		}},
		{"002_244559ae50248b93.txt", "labelled-sections", "ACV80272", func(st spec.Statement) string {
			if st.Boilerplate {
				return string(st.Kind) + " (boilerplate)"
			}
			return string(st.Kind)
		}, map[string]int{
			"duty": 10, "duty (boilerplate)": 1, "knowledge": 9, "skill": 1, "ability": 7,
			"purpose": 1, "supervision": 2, "work_condition": 4, "result": 5, "responsibility": 2, "authority": 4,
		}},
		{"003_6c1f2950a2b6da7f.txt", "performance-anchors", "2940", func(st spec.Statement) string {
			if st.Kind == spec.Behavior {
				return st.Competency + " / " + st.Level.Label
			}
			return string(st.Kind)
		}, anchorCounts(map[string][5]int{
			"Personal Effectiveness": {11, 7, 9, 10, 10}, "Communication": {7, 7, 7, 5, 6},
			"Work Effectiveness": {8, 6, 8, 6, 7}, "Customer Service": {8, 7, 8, 10, 8},
			"Critical Evaluation": {7, 5, 6, 6, 6}, "Relating to Others": {7, 4, 6, 4, 6},
			"Professional Expertise": {10, 13, 15, 11, 11},
		})},
		{"004_06c75d354d3301b1.txt", "skills-page", "", func(st spec.Statement) string {
			if st.Competency != "" {
				return st.Framework + " / " + st.Competency
			}
			if st.Kind == spec.Behavior {
				return fmt.Sprintf("%s, %s %s", st.Framework, st.Level.Label, st.Level.Basis)
			}
			return string(st.Kind)
		}, map[string]int{
			"Occupation, Level 1 position": 10, "Occupation, Level 2 position": 10, "Occupation, Level 3 position": 10, "Occupation, Level 4 position": 10,
			"AI-at-Work Competency Framework, Level 1 position": 3, "AI-at-Work Competency Framework, Level 2 position": 3,
			"AI-at-Work Competency Framework, Level 3 position": 3, "AI-at-Work Competency Framework, Level 4 position": 3,
			"Pathsmith Durable Skills Framework / Communication": 12, "Pathsmith Durable Skills Framework / Leadership": 9,
			"Pathsmith Durable Skills Framework / Metacognition": 8, "Pathsmith Durable Skills Framework / Critical Thinking": 9,
			"Pathsmith Durable Skills Framework / Collaboration": 9, "Pathsmith Durable Skills Framework / Character": 9,
			"Pathsmith Durable Skills Framework / Creativity": 8, "Pathsmith Durable Skills Framework / Growth Mindset": 9,
			"Pathsmith Durable Skills Framework / Mindfulness": 9, "Pathsmith Durable Skills Framework / Fortitude": 9,
			"task": 8, "purpose": 1, "context": 1, "note": 2,
		}},
	}
	for _, tt := range tests {
		doc := readSeed(t, tt.file)
		if doc.Family != tt.family || doc.Class.Code != tt.code {
			t.Errorf("%s: family %s code %q, want %s %q", tt.file, doc.Family, doc.Class.Code, tt.family, tt.code)
		}
		got := map[string]int{}
		for _, st := range doc.Statements {
			if k := tt.by(st); k != "" {
				got[k]++
			}
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s: counts (-want +got)\n%s", tt.file, d)
		}
	}
}

// anchorCounts spells out the counts of the performance anchors by cluster
// and level, with what else each cluster has.
func anchorCounts(clusters map[string][5]int) map[string]int {
	want := map[string]int{"definition": 8, "subcompetency": 36}
	for name, counts := range clusters {
		for i, label := range []string{"Emerging", "Developing", "Acquired", "Accomplished", "Mastery"} {
			want[name+" / "+label] = counts[i]
		}
	}
	return want
}

func TestSpansQuoteTheirStatements(t *testing.T) {
	for name, doc := range documents(t) {
		for _, st := range doc.Statements {
			checkSpan(t, name, doc, st)
		}
		for _, f := range doc.Facts {
			if f.Span.Start < 0 || f.Span.End > len(doc.Text) || f.Span.Len() <= 0 {
				t.Errorf("%s: fact %s has span %v", name, f.Name, f.Span)
			}
		}
	}
}

// checkSpan checks that the text between a statement's span is the statement,
// its stem and white space aside.
func checkSpan(t testing.TB, name string, doc *Document, st spec.Statement) {
	t.Helper()
	if st.Span.Start < 0 || st.Span.End > len(doc.Text) || st.Span.Len() <= 0 {
		t.Fatalf("%s: %q has span %v in a text of %d bytes", name, st.Text, st.Span, len(doc.Text))
	}
	quoted := unspaced(doc.Text[st.Span.Start:st.Span.End])
	if want := strings.TrimPrefix(unspaced(st.Text), unspaced(st.Stem)); quoted != want {
		t.Errorf("%s: span quotes %q, statement is %q", name, quoted, want)
	}
	if !strings.HasPrefix(st.Text, st.Stem) {
		t.Errorf("%s: %q does not begin with its stem %q", name, st.Text, st.Stem)
	}
	for _, c := range st.Citations {
		if got := Fold(doc.Text[c.Span.Start:c.Span.End]); !strings.Contains(got, c.Title) || !strings.HasPrefix(got, c.Label) {
			t.Errorf("%s: citation %+v stands at %q", name, c, got)
		}
	}
}

func unspaced(s string) string {
	return strings.Map(func(r rune) rune {
		if isSpace(r) {
			return -1
		}
		return r
	}, s)
}

// TestReadings compares the whole reading of every document with its golden.
// Every golden has been read against its document by a person.
func TestReadings(t *testing.T) {
	for name, doc := range documents(t) {
		golden := filepath.Join("testdata", strings.TrimSuffix(name, ".txt")+".golden")
		got := ""
		for _, doc := range ReadAll(doc.Text) {
			got += render(doc)
		}
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), got); d != "" {
			t.Errorf("%s (-want +got)\n%s", name, d)
		}
	}
}

// render writes a reading for people: what the class is, then a line a
// statement under its heading.
func render(doc *Document) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "family %s\ntitle %q code %q series %q effective %q progressive %v\n",
		doc.Family, doc.Class.Title, doc.Class.Code, doc.Class.Series, doc.EffectiveDate, doc.Class.Progressive)
	for _, l := range doc.Class.Levels {
		fmt.Fprintf(&b, "level %d %q %s%s\n", l.Ordinal, l.Label, l.Basis, renderTenure(l.Tenure))
	}
	head := ""
	for _, st := range doc.Statements {
		level := "-"
		if st.Level != nil {
			level = st.Level.Label
		}
		if h := fmt.Sprintf("\n[%s | %s | %s | %s | %s]\n", st.Kind, st.Framework, st.Competency, level, st.Section); h != head {
			head = h
			b.WriteString(h)
		}
		text := st.Text
		if st.Stem != "" {
			text = "{" + st.Stem + "}" + strings.TrimPrefix(text, st.Stem)
		}
		if st.Boilerplate {
			text += "  (boilerplate)"
		}
		for _, c := range st.Citations {
			text += fmt.Sprintf("  (cites %q %q)", c.Label, c.Title)
		}
		fmt.Fprintf(&b, "%s\n", text)
	}
	b.WriteString("\n")
	for _, f := range doc.Facts {
		fmt.Fprintf(&b, "fact %s: %s\n", f.Name, f.Value)
	}
	for _, w := range doc.Warnings {
		fmt.Fprintf(&b, "warning line %d: %s\n", w.Line, w.Message)
	}
	return b.String()
}

func renderTenure(t *spec.Tenure) string {
	if t == nil {
		return ""
	}
	bound := func(f *float64) string {
		if f == nil {
			return "open"
		}
		return fmt.Sprint(*f)
	}
	return fmt.Sprintf(" from %s to %s years", bound(t.MinYears), bound(t.MaxYears))
}

func TestStatementIDs(t *testing.T) {
	raw, err := seeds.Files.ReadFile("001_4f45fd77915e4fc9.txt")
	if err != nil {
		t.Fatal(err)
	}
	origin := Origin{Issuer: "us-ct"}
	identify := func(raw []byte) map[string]string {
		id, err := Identify(mustRead(t, raw), raw, origin, time.Unix(0, 0))
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]string{}
		for _, st := range id.Statements {
			if _, twice := out[st.ID]; twice {
				t.Fatalf("two statements have id %s", st.ID)
			}
			out[st.ID] = st.Text
		}
		return out
	}
	before := identify(raw)
	if d := cmp.Diff(before, identify(raw)); d != "" {
		t.Errorf("reading twice gives other ids\n%s", d)
	}
	after := identify(bytes.Replace(raw, []byte("Develops and negotiates contracts"), []byte("Drafts contracts"), 1))
	changed := 0
	for id, text := range before {
		if after[id] != text {
			changed++
		}
	}
	if changed != 1 {
		t.Errorf("one changed statement changes %d ids", changed)
	}
}

func TestIdentifyChecksTheOrigin(t *testing.T) {
	raw := []byte("Class Code: 7788\n\nDUTIES\n- Sweeps floors.\n")
	tests := []struct {
		name    string
		origin  Origin
		wantID  string
		code    spec.Code
		warning string
	}{
		{"the text's code", Origin{Issuer: "us-tx"}, "us-tx:7788", "", ""},
		{"code agrees", Origin{Issuer: "us-tx", Code: "7788"}, "us-tx:7788", "", ""},
		{"code contradicts the text", Origin{Issuer: "us-tx", Code: "1"}, "", spec.Conflict, ""},
		{"no issuer", Origin{}, "local:7788", "", "names no issuer"},
		{"bad issuer", Origin{Issuer: "US TX"}, "", spec.Invalid, ""},
		{"code of another shape", Origin{Issuer: "us-tx", Code: "../x"}, "", spec.Conflict, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			id, err := Identify(mustRead(t, raw), raw, tt.origin, time.Unix(0, 0))
			if spec.CodeOf(err) != tt.code {
				t.Fatalf("error %v, want code %q", err, tt.code)
			}
			if err != nil {
				return
			}
			if id.Class.ID != tt.wantID {
				t.Errorf("id %s, want %s", id.Class.ID, tt.wantID)
			}
			if tt.warning != "" && !strings.Contains(fmt.Sprint(id.Source.Warnings), tt.warning) {
				t.Errorf("warnings %v, want one with %q", id.Source.Warnings, tt.warning)
			}
		})
	}
}

func TestTextsWithoutTitleOrCodeAreClassesOfTheirOwn(t *testing.T) {
	ids := map[string]bool{}
	for _, text := range []string{"## Scope\n\nOne.\n", "## Scope\n\nTwo.\n"} {
		id, err := Identify(mustRead(t, []byte(text)), []byte(text), Origin{Issuer: "us-tx"}, time.Unix(0, 0))
		if err != nil {
			t.Fatal(err)
		}
		ids[id.Class.ID] = true
		if !strings.Contains(fmt.Sprint(id.Source.Warnings), "states no class code") {
			t.Errorf("warnings %v do not tell of the missing code", id.Source.Warnings)
		}
	}
	if len(ids) != 2 {
		t.Errorf("two texts make %d classes", len(ids))
	}
}

func TestSeedsAgreeWithTheirManifest(t *testing.T) {
	data, err := seeds.Files.ReadFile(seeds.Manifest)
	if err != nil {
		t.Fatal(err)
	}
	origins, err := ParseManifest(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range origins {
		raw, err := seeds.Files.ReadFile(o.File)
		if err != nil {
			t.Fatal(err)
		}
		id, err := Identify(mustRead(t, raw), raw, o, time.Unix(0, 0))
		if err != nil {
			t.Fatal(err)
		}
		if id.Source.SHA256 != o.SHA256 {
			t.Errorf("%s: checksum %s, manifest says %s", o.File, id.Source.SHA256, o.SHA256)
		}
		for _, w := range id.Source.Warnings {
			if strings.Contains(w.Message, "calls the class") {
				t.Errorf("%s: %s", o.File, w.Message)
			}
		}
	}
}

func TestLineEndsDoNotMatter(t *testing.T) {
	for _, name := range []string{"000_9344abd477274a86.txt", "001_4f45fd77915e4fc9.txt", "002_244559ae50248b93.txt", "003_6c1f2950a2b6da7f.txt", "004_06c75d354d3301b1.txt"} {
		raw, err := seeds.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		want := render(mustRead(t, raw))
		for end, label := range map[string]string{"\r\n": "CRLF", "\r": "CR"} {
			changed := append([]byte("\xef\xbb\xbf"), bytes.ReplaceAll(raw, []byte("\n"), []byte(end))...)
			if d := cmp.Diff(want, render(mustRead(t, changed))); d != "" {
				t.Errorf("%s with %s and a byte-order mark\n%s", name, label, d)
			}
		}
	}
}

func TestParseManifestNamesThePlace(t *testing.T) {
	for raw, want := range map[string]string{
		`[{"file":"a","issuer":"us-nc","colour":"red"}]`: "colour",
		"[\n{\"file\":\"a\",\n\"issuer\":\"US\"}]":       "entry 1",
		`[{"file":`: "line 1",
	} {
		if _, err := ParseManifest([]byte(raw)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q in it", raw, err, want)
		}
	}
}

func TestCodesInHeaders(t *testing.T) {
	for header, want := range map[string]string{
		"TITLE: X AIDE   CODE: 0877":                    "0877 X AIDE",
		"Class Title: X Aide\tClass Code: 0877":         "0877 X Aide",
		"X AIDE (0877)":                                 "0877 X AIDE",
		"X AIDE      0877":                              "0877 X AIDE",
		"X AIDE\nClass No. 0877":                        "0877 X AIDE",
		"X AIDE\nJob Code #: 0877":                      "0877 X AIDE",
		"X AIDE\nPosition Code: SA-12":                  "SA-12 X AIDE",
		"X AIDE II":                                     " X AIDE II",
		"X AIDE (2024)":                                 " X AIDE (2024)",
		"X AIDE  2025":                                  " X AIDE 2025",
		"TEACHER AIDE (10-MONTH)":                       " TEACHER AIDE (10-MONTH)",
		"Rater (RX-9)":                                  "RX-9 Rater",
		"# Rater\n## State Board\n- Class Code: 0561":   "0561 Rater",
		"X AIDE (SEASONAL)":                             " X AIDE (SEASONAL)",
		"Supervisor of 12 aides":                        " Supervisor of 12 aides",
		"TITLE: X AIDE\nSALARY GROUP: 7   CODE: AB-3.1": "AB-3.1 X AIDE",
	} {
		doc := Read(header + "\n\nDUTIES\n- Sorts mail.\n- Files receipts.\n")
		if got := doc.Class.Code + " " + doc.Class.Title; got != want {
			t.Errorf("%q: %q, want %q", header, got, want)
		}
	}
}

func TestAFrameStaysWithWhatItStandsBefore(t *testing.T) {
	for list, want := range map[string]string{
		"Some knowledge of agencies; ability to deal with the public; tact; good judgment.": "Some knowledge of agencies|ability to deal with the public|tact|good judgment",
		"Knowledge of accounting; ability to type; valid driver license.":                   "Knowledge of accounting|ability to type|valid driver license",
		"Knowledge of: filing; typing.":                                                     "Knowledge of filing|Knowledge of typing",
		"Knowledge of filing; typing.":                                                      "Knowledge of filing|Knowledge of typing",
		"Knowledge of: filing; ability to type; tact.":                                      "Knowledge of filing|ability to type|tact",
	} {
		doc := Read("Clerk\n\nKNOWLEDGES, SKILLS AND ABILITIES\n" + list + "\n")
		var got []string
		for _, st := range doc.Statements {
			if st.Kind != spec.Note && st.Kind != spec.Other {
				got = append(got, st.Text)
			}
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%s\n got %q\nwant %q", list, strings.Join(got, "|"), want)
		}
	}
}

func TestALevelBetweenSectionsIsNoDuty(t *testing.T) {
	doc := Read("Aide\n\nLEVEL I - ENTRY\n\nEssential Functions:\n- Sorts mail.\n- Files forms.\n\nLEVEL II - JOURNEY\n\nEssential Functions:\n- Trains others.\n- Audits files.\n")
	duties := 0
	for _, st := range doc.Statements {
		if st.Kind == spec.Duty {
			duties++
		}
	}
	if duties != 4 || !strings.Contains(fmt.Sprint(doc.Warnings), "LEVEL II - JOURNEY") {
		t.Errorf("%d duties, %v", duties, doc.Warnings)
	}
}

func TestTablesOfLevels(t *testing.T) {
	const rows = "| Writing | a a | b b | c c |\n| Speech | d d | e e | f f |\n"
	for name, tt := range map[string]struct{ text, want string }{
		"low to high": {"| Competency | Basic | Intermediate | Expert |\n|---|---|---|---|\n" + rows,
			"Basic a a|Basic d d|Expert c c|Expert f f|Intermediate b b|Intermediate e e of Basic Intermediate Expert"},
		"high to low": {"| Competency | Expert | Intermediate | Basic |\n" + rows,
			"Basic c c|Basic f f|Expert a a|Expert d d|Intermediate b b|Intermediate e e of Basic Intermediate Expert"},
		"two, one below the other": {"| Competency | Entry | Senior |\n| A | a a | b b |\n| B | c c | d d |\n| Skill | Entry | Lead |\n| C | e e | f f |\n| D | g g | h h |\n",
			"Entry a a|Entry c c|Entry e e|Entry g g|Senior b b|Senior d d|f f|h h of Entry Senior"},
		"a row too wide, and a bar that is text": {"| Competency | Entry | Senior |\n| A | a a | b b | more |\n| B | c \\| c | d d |\n",
			`Entry a a|Entry c \| c|Senior b b|more|Senior d d of Entry Senior`},
		"of something else": {"| Skill | Importance | Frequency |\n| Filing | High | Daily |\n| Typing | Low | Weekly |\n", " of"},
		"of training":       {"| Knowledge | Required at entry | Training provided |\n| Law | Some | Yes |\n| Filing | Much | No |\n", " of"},
	} {
		doc := Read("Clerk\n\nCompetencies by level\n\n" + tt.text)
		var got []string
		for _, st := range doc.Statements {
			if st.Kind == spec.Behavior {
				label := ""
				if st.Level != nil {
					label = st.Level.Label + " "
				}
				got = append(got, label+st.Text)
			}
		}
		slices.Sort(got)
		s := strings.Join(got, "|") + " of"
		for i, l := range doc.Class.Levels {
			s += " " + l.Label
			if l.Ordinal != i+1 {
				t.Errorf("%s: %s has ordinal %d", name, l.Label, l.Ordinal)
			}
		}
		if strings.ReplaceAll(s, " | ", "|") != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", name, s, tt.want)
		}
	}
}

func TestAlternativesAreQualifications(t *testing.T) {
	doc := Read("# Clerk\n\n## Minimum Qualifications\n\n## Either I\n\nTwo years as a typist.\n\nand\n\n## Or II\n\nA degree in filing.\n\n## Duties\n\n- Files forms.\n")
	var got []string
	for _, st := range doc.Statements {
		if st.Kind == spec.Qualification {
			got = append(got, st.Unit()+": "+st.Text)
		}
	}
	if want := "Either I: Two years as a typist|Or II: A degree in filing"; strings.Join(got, "|") != want {
		t.Errorf("got %q, want %q", strings.Join(got, "|"), want)
	}
}

func TestInnerListsOfWholeEntries(t *testing.T) {
	doc := Read("Clerk\n\nDUTIES\n• Conducts home visits\n  – interviews families\n  – documents findings\n• May supervise\n  – junior clerks\n  – interns\n")
	var got []string
	for _, st := range doc.Statements {
		if st.Kind == spec.Duty {
			got = append(got, st.Text)
		}
	}
	if want := "Conducts home visits|interviews families|documents findings|May supervise junior clerks|May supervise interns"; strings.Join(got, "|") != want {
		t.Errorf("got %q, want %q", strings.Join(got, "|"), want)
	}
}

// A document of the banded family, with the level headings of its statements
// written in several ways.
func TestLevelHeadingsOfBandedDocuments(t *testing.T) {
	const head = "County of Aldervale\nLibrary Planner\n\nSchematic Code: 20441 (31000555)\n\nDESCRIPTION OF WORK:\nPlans libraries.\n\n"
	const roles = "ROLE DESCRIPTIONS BY COMPETENCY LEVEL\nContributing\nFiles books.\n\nJourney\nPlans shelves.\n\n"
	const statements = "COMPETENCIES\nOutreach\n\nReaches readers outside the library and plans fairs for them.\n\nCOMPETENCY STATEMENTS BY LEVEL\n"
	for name, text := range map[string]string{
		"a level that the roles lack":  head + roles + statements + "Outreach\nContributing\nAbility to greet readers.\n\nJourney\nAbility to plan a fair.\n\nAdvanced\nAbility to lead a council.\n",
		"no roles":                     head + statements + "Outreach\nContributing\nAbility to greet readers.\n\nJourney\nAbility to plan a fair.\n\nAdvanced\nAbility to lead a council.\n",
		"all in a row, a line each":    head + roles + statements + "Outreach\nContributing\nJourney\nAdvanced\nAbility to greet readers.\n\nAbility to plan a fair.\n\nAbility to lead a council.\n",
		"all in a row, on one line":    head + roles + statements + "Outreach\nContributing Journey Advanced\nAbility to greet readers.\n\nAbility to plan a fair.\n\nAbility to lead a council.\n",
		"all in a row, tabs between":   head + roles + statements + "Outreach\nContributing\tJourney\tAdvanced\nAbility to greet readers.\n\nAbility to plan a fair.\n\nAbility to lead a council.\n",
		"without roles and on one row": head + statements + "Outreach\nContributing Journey Advanced\nAbility to greet readers.\n\nAbility to plan a fair.\n\nAbility to lead a council.\n",
	} {
		t.Run(name, func(t *testing.T) {
			d := newDraft(text)
			readBanded(d)
			d.finish()
			var got []string
			for _, st := range d.doc.Statements {
				if st.Kind.IsRequirement() {
					label := "no level"
					if st.Level != nil {
						label = st.Level.Label
					}
					got = append(got, label+": "+st.Text)
				}
			}
			want := "Contributing: Ability to greet readers|Journey: Ability to plan a fair|Advanced: Ability to lead a council"
			if strings.Join(got, "|") != want {
				t.Errorf("got %q\nwant %q\nwarnings %v", strings.Join(got, "|"), want, d.doc.Warnings)
			}
		})
	}
}

func TestWhatSaysNothingIsNoStatement(t *testing.T) {
	doc := Read("Clerk\n\nSUPERVISION EXERCISED\nNone.\n\nKNOWLEDGE, SKILLS AND ABILITIES\nKnowledge of: filing; and typing.\nSkill in: N/A\n\nDUTIES\n- Files forms; and\n- Counts stock, and\n- Not applicable\n\nPREFERRED QUALIFICATIONS\n- Knowledge of Spanish\n")
	var got []string
	for _, st := range doc.Statements {
		got = append(got, string(st.Kind)+" "+st.Text)
	}
	want := "knowledge Knowledge of filing|knowledge Knowledge of typing|duty Files forms|duty Counts stock|qualification Knowledge of Spanish"
	if strings.Join(got, "|") != want {
		t.Errorf(" got %q\nwant %q", strings.Join(got, "|"), want)
	}
}
