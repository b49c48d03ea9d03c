package likeness

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"crosswalk/internal/match"
	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// A bench describes jobs. Its vectors stand for statements as their stems do, so that
// tests need no encoder.
type bench struct {
	titles *semantic.Model
	corpus *match.Corpus
	model  *Model
}

const dimensions = 64

func newBench(t testing.TB) *bench {
	t.Helper()
	titles, err := semantic.BuiltinModel()
	if err != nil {
		t.Fatal(err)
	}
	corpus, err := match.BuiltinCorpus()
	if err != nil {
		t.Fatal(err)
	}
	model, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return &bench{titles, corpus, model.For("bag of stems")}
}

func place(text string) vector.Row {
	v := make([]float32, dimensions)
	for _, stem := range semantic.Stems(text) {
		v[match.StemID(stem)%dimensions]++
	}
	toUnit(v)
	return vector.Round(v)
}

func (b *bench) job(title string, duties ...string) *Description {
	var statements []spec.Statement
	for _, text := range duties {
		statements = append(statements, spec.Statement{Kind: spec.Duty, Text: text})
	}
	return Describe([]string{title}, statements, b.titles, place)
}

func (b *bench) field(all ...*Description) *Field { return b.model.NewField(all, b.corpus.Share) }

var (
	librarian = []string{"Catalogs books and periodicals", "Answers reference questions of readers", "Selects books for purchase"}
	plumber   = []string{"Installs pipes and drains in buildings", "Repairs leaking valves", "Reads blueprints of plumbing"}
	cook      = []string{"Prepares meals for inmates", "Keeps the kitchen clean", "Orders food supplies"}
)

func TestTheSameWorkIsFirst(t *testing.T) {
	b := newBench(t)
	f := b.field(b.job("Plumber", plumber...), b.job("Librarian", librarian...), b.job("Cook", cook...))
	for _, tt := range []struct {
		name string
		job  *Description
		want int
	}{
		{"title and text", b.job("Senior Librarian II", "Catalogs periodicals", "Answers questions of readers"), 1},
		{"another title", b.job("Information Officer", librarian...), 1},
		{"title alone", b.job("Plumber I"), 0},
		{"text alone", Describe(nil, []spec.Statement{{Kind: spec.Duty, Text: "Prepares meals and orders food"}}, b.titles, place), 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			best, score := -1, -1.0
			for i, l := range f.Compare(tt.job) {
				if s := b.model.Score(l); s > score {
					best, score = i, s
				}
			}
			if best != tt.want {
				t.Errorf("the first is %d, want %d", best, tt.want)
			}
		})
	}
}

func TestWordsThatAllHaveInCommonSayLittle(t *testing.T) {
	b := newBench(t)
	var all []*Description
	for i := range 200 {
		all = append(all, b.job("Clerk", "Serves the zymurgy commission", []string{"Files letters", "Counts votes"}[i%2]))
	}
	many, two := b.field(all...).Compare(all[0])[1][wordsAlike], b.field(all[:2]...).Compare(all[0])[1][wordsAlike]
	if many >= two {
		t.Errorf("words in common count %.3f among many who have them, %.3f among two", many, two)
	}
}

func TestALikenessIsTheSumOfItsParts(t *testing.T) {
	b := newBench(t)
	texts := slices.Concat(librarian, plumber, cook)
	draw := func(t *rapid.T, name string) *Description {
		return b.job(rapid.SampledFrom([]string{"", "Cook", "Senior Plumber"}).Draw(t, name), rapid.SliceOfN(rapid.SampledFrom(texts), 0, 4).Draw(t, name+" duties")...)
	}
	rapid.Check(t, func(t *rapid.T) {
		all := []*Description{draw(t, "a"), draw(t, "b"), draw(t, "c")}
		f := b.field(all...)
		for i, d := range all {
			compared := f.Compare(d)
			for k, l := range compared {
				sum := 0.0
				for _, p := range b.model.Parts(l) {
					sum += p.Value
				}
				score := b.model.Score(l)
				if math.Abs(sum-score) > 1e-9 || score < 0 || score > 1+1e-9 {
					t.Fatalf("score %v of %v", score, b.model.Parts(l))
				}
				if back := b.model.Score(f.Compare(all[k])[i]); math.Abs(score-back) > 1e-3 {
					t.Fatalf("%d and %d: %v one way, %v the other", i, k, score, back)
				}
				if own := b.model.Score(compared[i]); score > own+1e-3 {
					t.Fatalf("%d is more like %d (%v) than like itself (%v)", i, k, score, own)
				}
			}
		}
	})
}

func TestNotesBoilerplateAndRepeatsAreNotWeighed(t *testing.T) {
	got := Weigh([]spec.Statement{
		{Kind: spec.Duty, Text: "Files letters"}, {Kind: spec.Duty, Text: "Files letters"}, {Kind: spec.Note, Text: "Revised 1999"},
		{Kind: spec.Duty, Text: "Does related work", Boilerplate: true}, {Kind: spec.Ability, Text: "Ability to spell"},
	})
	want := []WeightedText{{"Files letters", 1}, {"Ability to spell", 0.4}}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestAnInvalidModelIsRefused(t *testing.T) {
	if _, err := Read([]byte("{")); err == nil {
		t.Error("half a file is read")
	}
}

func TestAFewWordsBesideATitleDoNotCount(t *testing.T) {
	b := newBench(t)
	few, many := b.job("Cook", "Works hard"), b.job("Cook", slices.Concat(cook, plumber)...)
	for _, tt := range []struct {
		name string
		job  *Description
		want Given
	}{
		{"few words", few, TitleAlone}, {"many", many, TitleAndText}, {"no title", b.job("", "Works hard"), TextAlone}, {"nothing", b.job(""), NothingGiven},
	} {
		if got := tt.job.WithoutShortText().Given(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func BenchmarkCompare(b *testing.B) {
	bench := newBench(b)
	texts := slices.Concat(librarian, plumber, cook)
	var all []*Description
	for i := range 3000 {
		all = append(all, bench.job("Clerk", texts[i%7], texts[i%8], texts[i%9]))
	}
	f := bench.field(all...)
	for b.Loop() {
		f.Compare(all[7])
	}
}
