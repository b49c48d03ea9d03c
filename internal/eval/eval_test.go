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
			broken, err := Run(t.Context(), Config{App: a, TestData: testData(), Set: set}, &report)
			if err != nil {
				t.Fatal(err)
			}
			if broken > 0 {
				t.Errorf("%d cases are broken", broken)
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

func TestTheCasesAreManyAndAThirdSaysWhatMustNotBe(t *testing.T) {
	cases, err := ParseCases(strings.NewReader(relevanceCases))
	if err != nil {
		t.Fatal(err)
	}
	hold, negative := 0, 0
	for _, c := range cases {
		if c.Pending == "" {
			hold++
			if c.Negative() {
				negative++
			}
		}
	}
	if hold < 40 || negative*3 < hold {
		t.Errorf("%d cases must hold, %d of them negative; want 40 and a third", hold, negative)
	}
}

func TestParseCases(t *testing.T) {
	cases, err := ParseCases(strings.NewReader("# head\nfrom: a:1 @ L1\nto: b:2\nrequirement: Sweeps\nstatus: met partial\nevidence: Scrubs\nwithin: 2\n\nfrom: a:1\nto: b:2\none way: yes\n"))
	if err != nil || len(cases) != 2 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	if c := cases[0]; c.Request.FromLevel != "L1" || c.Request.To != "b:2" || len(c.Status) != 2 || c.Within != 2 || c.Negative() || c.Line != 2 {
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
