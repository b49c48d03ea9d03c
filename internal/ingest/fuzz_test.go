package ingest

import (
	"os"
	"path/filepath"
	"testing"

	"crosswalk/internal/document"
	"crosswalk/seeds"
)

// Each family has a fuzz target of its own, which forces the family on texts
// that its marks would not claim. They all check the same: no panic, and
// every statement quotes its span.

func fuzzFamily(f *testing.F, name string, read func(*draft), files ...string) {
	for _, file := range files {
		raw, err := seeds.Files.ReadFile(file)
		if err != nil {
			raw, err = os.ReadFile(filepath.Join("testdata", file))
		}
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		text, err := document.Decode(raw)
		if err != nil {
			return
		}
		d := newDraft(text)
		for _, family := range families {
			family.marks(d)
		}
		read(d)
		d.finish()
		for _, st := range d.doc.Statements {
			checkSpan(t, name, d.doc, st)
		}
	})
}

func FuzzBanded(f *testing.F) {
	fuzzFamily(f, "banded", readBanded, "000_9344abd477274a86.txt", "banded_park_interpreter.txt")
}

func FuzzBulleted(f *testing.F) {
	fuzzFamily(f, "bulleted", readOutline, "001_4f45fd77915e4fc9.txt", "bulleted_forest_ranger.txt")
}

func FuzzLabelled(f *testing.F) {
	fuzzFamily(f, "labelled", readOutline, "002_244559ae50248b93.txt", "labelled_fleet_mechanic.txt", "sectioned_water_operator.txt", "unknown_letter.txt")
}

func FuzzLevelTable(f *testing.F) {
	fuzzFamily(f, "level-table", readLevelTables, "leveltable_case_aide.txt", "leveltable_markdown.txt")
}

func FuzzAnchors(f *testing.F) {
	fuzzFamily(f, "anchors", readAnchors, "003_6c1f2950a2b6da7f.txt", "anchors_library_assistant.txt")
}

func FuzzSkillsPage(f *testing.F) {
	fuzzFamily(f, "skills page", readSkillsPage, "004_06c75d354d3301b1.txt", "skillspage_electrician.txt")
}

// FuzzRead lets the marks choose the family.
func FuzzRead(f *testing.F) {
	f.Add([]byte("# Title\n\nDUTIES\n- One;\n- Two.\n"))
	f.Add([]byte("Knowledge of:\n- law\n\nAbility to: read; write."))
	f.Fuzz(func(t *testing.T, raw []byte) {
		text, err := document.Decode(raw)
		if err != nil {
			return
		}
		doc := Read(text)
		for _, st := range doc.Statements {
			checkSpan(t, doc.Family, doc, st)
		}
	})
}

func FuzzParseManifest(f *testing.F) {
	data, err := seeds.Files.ReadFile(seeds.Manifest)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`[{"file":"a","issuer":"us-nc"}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		origins, err := ParseManifest(data)
		if err != nil && origins != nil {
			t.Fatal("origins beside an error")
		}
	})
}

func FuzzReadPlain(f *testing.F) {
	f.Add("Plumber\n\nInstalls pipes and\nvalves. Repairs drains; tests them.\n- Keeps records\n- Orders parts")
	f.Add("\f\n\n\u2022  a\n\u2022 b")
	f.Fuzz(func(t *testing.T, raw string) {
		text, err := document.Decode([]byte(raw))
		if err != nil {
			return
		}
		_, duties := ReadPlain(text)
		doc := &Document{Text: text, Statements: duties}
		for _, st := range duties {
			checkSpan(t, "plain", doc, st)
		}
	})
}

func FuzzSectioned(f *testing.F) {
	fuzzFamily(f, "sectioned", readSectioned, "sectioned_gardener_series.txt", "sectioned_lamplighter.txt", "sectioned_water_operator.txt")
}
