package train

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"crosswalk/internal/semantic"
)

// write makes a file of lines and returns its path.
func write(t testing.TB, dir, name string, lines ...string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// verbs and things make the tasks of the small release.
var (
	verbs  = []string{"Repair", "Teach", "Inspect", "Sell", "Design", "Clean", "Record", "Test"}
	things = []string{"engines", "students", "bridges", "insurance", "gardens", "floors", "accounts", "samples", "boats", "roofs"}
)

// smallRelease writes a release of eight occupations and eighty activities,
// some of them held out.
func smallRelease(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "db_9_9_text")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	iwa := []string{"Element ID\tIWA ID\tIWA Title"}
	dwa := []string{"Element ID\tIWA ID\tDWA ID\tDWA Title"}
	occupations := []string{"O*NET-SOC Code\tTitle\tDescription"}
	tasks := []string{"O*NET-SOC Code\tTask ID\tTask"}
	links := []string{"O*NET-SOC Code\tTask ID\tDWA ID"}
	alternate := []string{"O*NET-SOC Code\tAlternate Title"}
	reported := []string{"O*NET-SOC Code\tReported Job Title"}
	for i, verb := range verbs {
		code := fmt.Sprintf("1%d-1011.00", i)
		occupations = append(occupations, fmt.Sprintf("%s\t%sing Specialists\t%s things for customers. Keep tools in order.", code, verb, verb))
		for k, thing := range things {
			wide := fmt.Sprintf("4.A.%d.I%02d", i, k)
			iwa = append(iwa, fmt.Sprintf("4.A\t%s\t%s %s or the like.", wide, verb, thing))
			dwa = append(dwa, fmt.Sprintf("4.A\t%s\t%s.D1\t%s %s.", wide, wide, verb, thing))
			task := fmt.Sprint(100*i + k)
			tasks = append(tasks, fmt.Sprintf("%s\t%s\t%s %s for customers, using hand tools.", code, task, verb, thing))
			links = append(links, fmt.Sprintf("%s\t%s\t%s.D1", code, task, wide))
			alternate = append(alternate, fmt.Sprintf("%s\t%s %s Worker", code, thing, verb))
			reported = append(reported, fmt.Sprintf("%s\t%s %s Helper", code, thing, verb))
		}
	}
	write(t, dir, "IWA Reference.txt", iwa...)
	write(t, dir, "DWA Reference.txt", dwa...)
	write(t, dir, "Occupation Data.txt", occupations...)
	write(t, dir, "Task Statements.txt", tasks...)
	write(t, dir, "Tasks to DWAs.txt", links...)
	write(t, dir, "Alternate Titles.txt", alternate...)
	write(t, dir, "Sample of Reported Titles.txt", reported...)
	return dir
}

const smallNouns = `  1 the licence
00000001 03 n 02 repair 0 fix 0 001 @ 00000002 n 0000 | the act of putting something in working order; "the repair took an hour"
00000002 03 n 01 work 0 000 | activity directed toward making something
00000003 03 n 01 Paris 0 001 @i 00000002 n 0000 | the capital of France`

func smallConfig(t testing.TB) Config {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "data.noun", smallNouns)
	write(t, dir, "data.verb", `00000009 29 v 01 mend 0 001 + 00000001 n 0101 01 + 08 00 | put in working order`)
	write(t, dir, "data.adj", `00000004 00 s 01 clean(p) 0 000 | free from dirt`)
	write(t, dir, "data.adv", `00000005 02 r 01 cleanly 0 000 | in a clean manner`)
	vectors := []string{"the 1 1 1"}
	for i, word := range append(append([]string{}, verbs...), things...) {
		vectors = append(vectors, fmt.Sprintf("%s %d %d.5 -1", strings.ToLower(word), i%3, i%5))
	}
	return Config{
		ONET: smallRelease(t), WordNet: dir, Vectors: write(t, dir, "vectors.txt", vectors...),
		Reworded: write(t, dir, "reworded.tsv", "task_id\told\tnew", "1\tMend engines.\tRepair engines.", "404\tTend gardens.\tDesign gardens."),
		Seed:     1, Progress: io.Discard,
	}
}

func TestTrainingTwiceGivesTheSameBytes(t *testing.T) {
	cfg := smallConfig(t)
	var told bytes.Buffer
	cfg.Progress = &told
	first, err := Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Progress = io.Discard
	second, err := Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Error("the same inputs and seed gave two models")
	}
	cfg.Seed = 2
	if other, err := Run(t.Context(), cfg); err != nil || bytes.Equal(first, other) {
		t.Errorf("another seed gave the same model (%v)", err)
	}
	m, err := semantic.ReadModel(first)
	if err != nil {
		t.Fatal(err)
	}
	h := m.Header()
	if len(h.Trained.Inputs) != 4 || !strings.Contains(h.Trained.Inputs[0].Attribution, "CC BY 4.0") || h.Trained.Steps == 0 || h.Trained.Measures["task_mrr"] < 0.5 {
		t.Errorf("header: %+v", h)
	}
	for _, want := range []string{"task-link", "synonym", "derivation", "reworded", "mean loss", "best after"} {
		if !strings.Contains(told.String(), want) {
			t.Errorf("the progress does not speak of %q:\n%s", want, &told)
		}
	}
}

func TestWhatIsHeldOutIsNotTrainedOn(t *testing.T) {
	cfg := smallConfig(t)
	d, _, err := load(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	held := 0
	for _, side := range d.heldOut.halves {
		for _, task := range side.tasks {
			held++
			if _, ok := d.ids[task.text]; ok {
				t.Errorf("task %q is held out, and a text of the training", task.text)
			}
		}
		for _, title := range side.titles {
			if _, ok := d.ids[title]; ok {
				t.Errorf("title %q is held out, and a text of the training", title)
			}
		}
	}
	if held == 0 {
		t.Error("nothing is held out")
	}
	for id, text := range d.heldOut.tasks {
		if !text {
			t.Errorf("task %s", id)
		}
	}
}

func TestNearAnswersShareVerbOrObjectNotBoth(t *testing.T) {
	d := newData()
	ids := map[string]int32{}
	for _, s := range []string{"Repair engines.", "Repair boats.", "Sell boats.", "Sell engines.", "Clean floors."} {
		ids[s] = d.text(s, statement)
	}
	all := []int32{0, 1, 2, 3, 4}
	near := d.nearOf(all)
	if got := near[ids["Repair engines."]]; len(got) != 2 || got[0] != ids["Repair boats."] || got[1] != ids["Sell engines."] {
		t.Errorf("near: %v", got)
	}
	if got := near[ids["Clean floors."]]; got != nil {
		t.Errorf("nothing is near it: %v", got)
	}
}

func TestBadInputsAreRefusedWithTheirPlace(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(cfg *Config)
		want  string
	}{
		"no release":       {func(cfg *Config) { cfg.ONET = "" }, "O*NET release is needed"},
		"WordNet":          {func(cfg *Config) { write(t, cfg.WordNet, "data.noun", "00000001 03 n 0z x") }, "data.noun: no synset"},
		"words missing":    {func(cfg *Config) { write(t, cfg.WordNet, "data.noun", "00000001 03 n 09 x 0 000 | y") }, "words do not stand there"},
		"pointers missing": {func(cfg *Config) { write(t, cfg.WordNet, "data.noun", "00000001 03 n 01 x 0 002 @ 0 | y") }, "pointers do not stand there"},
		"no WordNet":       {func(cfg *Config) { cfg.WordNet = "/nowhere" }, "WordNet"},
		"no number":        {func(cfg *Config) { write(t, filepath.Dir(cfg.Vectors), "vectors.txt", "a 1 2", "b 1 x") }, `"x" is no number`},
		"other length":     {func(cfg *Config) { write(t, filepath.Dir(cfg.Vectors), "vectors.txt", "apple 1 2", "b 1") }, "has 1 numbers, want 2"},
		"bad JSON":         {func(cfg *Config) { write(t, filepath.Dir(cfg.Vectors), "vectors.txt", `{"words": 3}`) }, "words"},
		"JSON, a word without vector": {func(cfg *Config) {
			write(t, filepath.Dir(cfg.Vectors), "vectors.txt", `{"dimensions": 2, "words": ["a"], "vectors": {}}`)
		}, `"a" has no vector`},
		"reworded": {func(cfg *Config) { write(t, filepath.Dir(cfg.Vectors), "reworded.tsv", "one field") }, "want three fields"},
	} {
		cfg := smallConfig(t)
		c.spoil(&cfg)
		if _, err := Run(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want an error about %q, got %v", name, c.want, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, smallConfig(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestVectorsOfLinesAndJSONAreTheSame(t *testing.T) {
	dir := t.TempDir()
	lines, list := newData(), newData()
	if _, err := lines.addVectors(write(t, dir, "a.txt", "boat 1 2", "boats 3 4", "the 5 6")); err != nil {
		t.Fatal(err)
	}
	if _, err := list.addVectors(write(t, dir, "a.json", `{"size":3,"dimensions":2,"words":["boat","boats","the"],"vectors":{"boat":[1,2,9,0],"boats":[3,4,9,1],"the":[5,6,9,2]}}`)); err != nil {
		t.Fatal(err)
	}
	a, b := lines.words.of["boat"], list.words.of["boat"]
	if len(a) != 2 || a[0] != b[0] || a[1] != b[1] || a[0] <= 1 || a[0] >= 2 {
		t.Errorf("%v and %v", a, b)
	}
	if len(lines.words.stems) != 1 {
		t.Errorf("stems %v; a stop word has none", lines.words.stems)
	}
}

func FuzzParseSynset(f *testing.F) {
	for line := range strings.Lines(smallNouns) {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if _, s, err := parseSynset(line); err == nil && len(s.words) == 0 {
			t.Errorf("%q: a synset without words", line)
		}
	})
}

func FuzzVectors(f *testing.F) {
	f.Add("a 1 2\nb 3 4")
	f.Add(`{"dimensions":1,"words":["a"],"vectors":{"a":[1]}}`)
	f.Fuzz(func(t *testing.T, content string) {
		path := filepath.Join(t.TempDir(), "v")
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		d := newData()
		if _, err := d.addVectors(path); err == nil && len(d.words.of) != len(d.words.stems) {
			t.Errorf("%d vectors of %d stems", len(d.words.of), len(d.words.stems))
		}
	})
}
