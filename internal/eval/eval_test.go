package eval

import (
	"bytes"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/app"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// testData is where the data for measures lie; they are not in the repository.
func testData() string {
	if dir := os.Getenv("CROSSWALK_TESTDATA"); dir != "" {
		return dir
	}
	return "../../../shared/data"
}

func seedApp(t *testing.T) *app.App {
	t.Helper()
	a, err := app.Open(t.Context(), app.Config{
		DataDir: t.TempDir(), Log: slog.New(slog.DiscardHandler), Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a
}

// TestReport compares every set with its committed golden, so that a change
// in ranking or calibration shows in a diff.
func TestReport(t *testing.T) {
	a := seedApp(t)
	for _, set := range Sets {
		t.Run(set, func(t *testing.T) {
			if underRace && strings.HasPrefix(set, "coding") {
				t.Skip("skipped: its fits take many minutes under the race detector; make test runs it without")
			}
			var report bytes.Buffer
			if _, err := Run(t.Context(), Config{App: a, TestData: testData(), Set: set}, &report); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(report.String(), "no data") {
				t.Skipf("skipped: no data in %s", testData())
			}
			golden := filepath.Join("testdata", set+".golden")
			if *update {
				if err := os.WriteFile(golden, report.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), report.String()); d != "" {
				t.Errorf("(-committed +now) run go test ./internal/eval -update if this is meant\n%s", d)
			}
		})
	}
}

// Half of the cases must be such that words alone cannot tell, or the report
// would flatter a matcher that only counts words; and half must say what must
// not be, or it would flatter one that finds everything.
func TestHalfOfTheCasesShareNoStemAndHalfSayWhatMustNotBe(t *testing.T) {
	cases, err := ParseCases(strings.NewReader(relevanceCases))
	if err != nil {
		t.Fatal(err)
	}
	a := seedApp(t)
	apart, negative := 0, 0
	for _, c := range cases {
		v, err := c.Check(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		if !v.SharesStem {
			apart++
		}
		if c.Negative() {
			negative++
		}
	}
	if n := len(cases); n < 120 || apart*2 < n || negative*2 < n {
		t.Errorf("%d cases, %d without a shared stem, %d negative; want 120 and half of them each", n, apart, negative)
	}
}

func TestCasesThatAreNotAsMarkedAreCounted(t *testing.T) {
	const visits = "from: us-az:ACV80272\nto: us-ct:1927SH\nrequirement: Visits residential facilities to review procedures\n"
	defer func(cases string) { relevanceCases = cases }(relevanceCases)
	relevanceCases = visits + "status: gap\n\n" + visits + "status: met\npending: some day\n\n" +
		visits + "status: met\n\n" + visits + "status: gap\npending: not any more\n\n" + visits + "not status: gap\n"
	var report bytes.Buffer
	n, err := Run(t.Context(), Config{App: seedApp(t), Set: "relevance"}, &report)
	if err != nil || n != 3 || !strings.Contains(report.String(), "wrong: 1 pending, 2 broken; 1 hold that are marked pending") {
		t.Errorf("%d, %v\n%s", n, err, &report)
	}
}

func TestACaseIsCheckedAgainstTheDocuments(t *testing.T) {
	a := seedApp(t)
	const visits = "from: us-az:ACV80272\nto: us-ct:1927SH\nrequirement: Visits residential facilities to review procedures\n"
	for _, tt := range []struct{ name, text, why, err string }{
		{"holds", visits + "status: gap", "", ""},
		{"does not hold", visits + "status: met", "status is gap", ""},
		{"a requirement that is none", "from: us-az:ACV80272\nto: us-ct:1927SH\nrequirement: Sings", "", "requires nothing like"},
		{"evidence that nobody offers", visits + "evidence: Knowledge of singing", "", "offers nothing like"},
		{"no evidence that nobody offers", visits + "not evidence: Knowledge of singing", "", "offers nothing like"},
		{"met by what must not", "from: us-az:ACV80272\nto: us-ct:1927SH\nrequirement: Considerable oral and written communication skills\nnot met by: Ability to communicate verbally and in writing", "status is met, by it", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cases, err := ParseCases(strings.NewReader(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			v, err := cases[0].Check(t.Context(), a)
			switch {
			case tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)):
				t.Errorf("error %v, want %q in it", err, tt.err)
			case tt.err == "" && err != nil:
				t.Error(err)
			case tt.why == "" && v.Why != "" || !strings.Contains(v.Why, tt.why):
				t.Errorf("%q, want %q", v.Why, tt.why)
			}
		})
	}
}

func TestFramesAndLightWordsAreNoContent(t *testing.T) {
	for _, tt := range []struct {
		a, b  string
		share bool
	}{
		{"Knowledge of the law", "Knowledge of statutes", false},
		{"Ability to use various methods of welding", "Ability to use various methods of soldering", false},
		{"Considerable knowledge of contracts", "Drafts a contract", true},
	} {
		if got := shareStem(contentStems(tt.a, ""), contentStems(tt.b, "")); got != tt.share {
			t.Errorf("%q and %q: %v, want %v", tt.a, tt.b, got, tt.share)
		}
	}
}

func TestParseCases(t *testing.T) {
	cases, err := ParseCases(strings.NewReader("# head\nfrom: a:1 @ L1\nto: b:2\nrequirement: Sweeps\nstatus: met partial\nevidence: Scrubs\nwithin: 2\n\nfrom: a:1\nto: b:2\none way: yes\n\nfrom: a:1\nto: b:2\nrequirement: Sweeps\nnot met by: Knows brooms\n"))
	if err != nil || len(cases) != 3 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	if c := cases[0]; c.Request.FromLevel != "L1" || c.Request.To != "b:2" || len(c.Status) != 2 || c.Within != 2 || c.Negative() || c.Line != 2 {
		t.Errorf("%+v", c)
	}
	if c := cases[2]; c.NotMetBy != "Knows brooms" || !c.Negative() {
		t.Errorf("%+v", c)
	}
	for text, want := range map[string]string{
		"from: a\nto: b":         "line 1: a case needs",
		"from a":                 "line 1: want",
		"\nfrom: a\ncolour: red": "line 3: unknown field",
		"from: a\nto: b\nrequirement: x\nstatus: splendid": "line 4: unknown status",
		"from: a\nto: b\nrequirement: x\nwithin: 0":        "line 4: within",
	} {
		if _, err := ParseCases(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q in it", text, err, want)
		}
	}
}

func TestARunOfAnUnknownSetFails(t *testing.T) {
	if _, err := Run(t.Context(), Config{Set: "everything"}, &bytes.Buffer{}); err == nil {
		t.Error("no error")
	}
}

func FuzzParseCases(f *testing.F) {
	f.Add(relevanceCases)
	f.Add("from: a\nto: b\nrequirement: x\nnot evidence: y")
	f.Fuzz(func(t *testing.T, text string) {
		cases, err := ParseCases(strings.NewReader(text))
		for _, c := range cases {
			if err == nil && (c.Request.From == "" || c.Request.To == "") {
				t.Fatalf("%+v", c)
			}
		}
	})
}
