package eval

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"crosswalk/internal/coding"
	"crosswalk/internal/document"
	"crosswalk/internal/ingest"
	"crosswalk/internal/spec"
	"crosswalk/seeds"
)

// builtinCoder codes against the release in the test data.
func builtinCoder(t testing.TB) *coding.Coder {
	t.Helper()
	path := filepath.Join(testData(), ReleaseFile)
	if absent(testData(), []string{ReleaseFile}) != "" {
		t.Skipf("skipped: no data in %s", testData())
	}
	coder, _, err := BuiltinCoder(path)
	if err != nil {
		t.Fatal(err)
	}
	return coder
}

func codedJob(t testing.TB, c *coding.Coder, j coding.Job, limit int, withEvidence bool) coding.Answer {
	t.Helper()
	a, err := c.Code(t.Context(), j, limit, withEvidence)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func plain(text string) []spec.Statement {
	_, duties := ingest.ReadPlain(text)
	return duties
}

// TestWhatIsNoJobHasNoCode codes texts that describe no occupation, or one
// that O*NET lacks. They are ours or long out of copyright.
func TestWhatIsNoJobHasNoCode(t *testing.T) {
	c := builtinCoder(t)
	for _, tt := range []struct{ title, text string }{
		{"asdf qwer", "zxcv qwer tyui ghjk bnm asdf lkjh poiu mnbv. wert sdfg xcvb."},
		{"", "1234 5678 9012 3456 7890"},
		{"Retired", ""},
		{"Owner", ""},
		{"Maria Garcia", ""},
		{"Ode", "Season of mists and mellow fruitfulness, close bosom-friend of the maturing sun; conspiring with him how to load and bless with fruit the vines that round the thatch-eves run; to bend with apples the moss'd cottage-trees, and fill all fruit with ripeness to the core."},
		{"", "Shall I compare thee to a summer's day? Thou art more lovely and more temperate: rough winds do shake the darling buds of May, and summer's lease hath all too short a date; sometime too hot the eye of heaven shines, and often is his gold complexion dimm'd."},
		{"Dragon Tamer", "Tames dragons and teaches them not to burn villages. Feeds dragons with sheep. Polishes scales. Negotiates with knights. Guards the hoard of gold at night."},
		{"Warlock", "Brews potions of invisibility. Summons demons from the nether realm. Casts hexes upon enemies of the coven. Reads ancient grimoires by moonlight."},
		{"Enfermera", "Cuida a los pacientes del hospital, administra medicamentos y registra los signos vitales en la historia clínica."},
		{"Chapter One", "Once upon a time there was a girl who lived in a village near the forest. Whenever she went out she wore a red cloak. One day her mother baked a cake and sent her through the wood."},
	} {
		if a := codedJob(t, c, coding.Job{Title: tt.title, Statements: plain(tt.text)}, 3, false); a.Decision != coding.None {
			t.Errorf("%q %.40q: %s, %+v", tt.title, tt.text, a.Decision, a.Candidates)
		}
	}
}

// TestTitlesThatMislead codes titles whose words pull the wrong way.
func TestTitlesThatMislead(t *testing.T) {
	c := builtinCoder(t)
	for _, tt := range []struct {
		title, text, want string
		within            int
	}{
		{"General Counsel, Teachers' Retirement System", "", "23-1011", 1},
		{"Plant Pathologist", "Diagnoses diseases of crops; inspects nurseries and fields; identifies fungi in plant samples.", "19-1013", 1},
		{"Principal Librarian", "Catalogs books; helps readers find materials; selects library collections.", "25-4022", 1},
		{"Supervising Cook I", "Supervises cooks and kitchen helpers in an institution; plans menus; assigns work; trains staff.", "35-1012", 3},
	} {
		a := codedJob(t, c, coding.Job{Title: tt.title, Statements: plain(tt.text)}, tt.within, false)
		if !slices.ContainsFunc(a.Candidates, func(c coding.Candidate) bool { return c.SOC == tt.want }) {
			t.Errorf("%s: %s is not among the first %d: %+v", tt.title, tt.want, tt.within, a.Candidates)
		}
	}
}

// TestTheSeedClasses codes the documents that come with the program.
func TestTheSeedClasses(t *testing.T) {
	c := builtinCoder(t)
	for file, want := range map[string]struct {
		soc      string
		decision coding.Decision
		title    string // where the manifest states it
	}{
		"000_9344abd477274a86.txt": {"21-1093", coding.Review, "Human Services Practitioner"},
		"001_4f45fd77915e4fc9.txt": {"21-1021", coding.Suggest, ""},
		"002_244559ae50248b93.txt": {"21-1021", coding.Suggest, ""},
		"003_6c1f2950a2b6da7f.txt": {"21-1021", coding.Review, ""},
		"004_06c75d354d3301b1.txt": {"21-1093", coding.Suggest, ""},
	} {
		raw, err := seeds.Files.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text, err := document.Decode(raw)
		if err != nil {
			t.Fatal(err)
		}
		doc := ingest.Read(text)
		a := codedJob(t, c, coding.Job{Title: cmp.Or(want.title, doc.Class.Title), Statements: doc.Statements}, 1, true)
		if got := a.Candidates[0]; got.SOC != want.soc || a.Decision != want.decision || len(got.Evidence) == 0 {
			t.Errorf("%s: %s %s %s with %.2f, %d quotes of evidence", file, a.Decision, got.Code, got.Title, got.Confidence, len(got.Evidence))
		}
	}
}

// TestNothingIsMeasuredOnWhatItWasFittedTo watches which specifications each
// model is fitted to.
func TestNothingIsMeasuredOnWhatItWasFittedTo(t *testing.T) {
	var examples []Example
	for i := range 60 {
		class := &CodedClass{Spec: fmt.Sprintf("%d.txt", i/2), Right: map[string]bool{"11-1021": true}}
		examples = append(examples, Example{class, coding.Example{Group: class.Spec, Right: class.Right, Measured: coding.Measured{
			Given: coding.BothGiven, Codes: []string{"11-1021.00", "13-1111.00"}, Signals: make([]coding.Signals, 2),
		}}})
	}
	var mu sync.Mutex
	saw := map[*coding.Fusion]map[int]bool{}
	x := NewCrossFit(examples, nil, func(fitted []coding.Example) *coding.Fusion {
		f := coding.Fit(fitted)
		folds := map[int]bool{}
		for _, ex := range fitted {
			folds[FoldOf(ex.Group)] = true
		}
		mu.Lock()
		defer mu.Unlock()
		saw[f] = folds
		return f
	})
	for fold := range CodingFolds {
		if folds := saw[x.fusions[fold]]; folds[fold] || len(folds) != CodingFolds-1 {
			t.Errorf("the model of fold %d saw %v", fold, folds)
		}
		for other := range CodingFolds {
			if folds := saw[x.weights[fold][other]]; folds[fold] || folds[other] {
				t.Errorf("fold %d is calibrated on fold %d by weights that saw %v", fold, other, folds)
			}
		}
	}
	if n := len(x.outcomes(examples)); n != len(examples) {
		t.Errorf("%d outcomes", n)
	}
}
