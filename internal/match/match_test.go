package match

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"crosswalk/internal/semantic/encoder"
	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// bench is what the program compares statements with.
type bench struct {
	*Corpus
	judge   *Judge
	encoder *encoder.Encoder
}

func builtin(t testing.TB) bench {
	t.Helper()
	corpus, err := BuiltinCorpus()
	if err != nil {
		t.Fatal(err)
	}
	judge, err := BuiltinJudge()
	if err != nil {
		t.Fatal(err)
	}
	e, err := encoder.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	if judge.Model != e.Name() {
		t.Fatalf("the judge was fitted to %s, the encoder is %s: run make judge", judge.Model, e.Name())
	}
	return bench{corpus.With(e.Head()), judge, e}
}

func (b bench) read(t testing.TB, text string, kind spec.Kind) *Text {
	t.Helper()
	v, err := b.encoder.Embed(t.Context(), []string{text})
	if err != nil {
		t.Fatal(err)
	}
	return b.Prepare(text, kind, vector.Round(v))
}

// phrases draw statements that share words often enough to be worth comparing.
var phrases = rapid.StringMatching(`((Ability to|Knowledge of|Plans|develop|negotiate|supervise|assist|teach|contracts|services|community|families|and|with|available|under close supervision)[ ,;]){0,10}`)

// drawText draws a text with a vector of its own, or without one.
func (b bench) drawText(t *rapid.T, label string) *Text {
	text := rapid.OneOf(phrases, rapid.String()).Draw(t, label)
	kind := rapid.SampledFrom([]spec.Kind{"", spec.Duty, spec.Knowledge, spec.Ability, spec.Behavior}).Draw(t, label+" kind")
	var place vector.Row
	if rapid.Bool().Draw(t, label+" placed") {
		v := make([]float32, b.encoder.Dimensions())
		for i := range v {
			v[i] = float32(rapid.Int8Range(-127, 127).Draw(t, label+" cell")) / 127 / 20
			if i == 7 {
				break // the others stay 0
			}
		}
		place = vector.Round(v)
	}
	return b.Prepare(text, kind, place)
}

func TestASimilarityIsTheSumOfItsParts(t *testing.T) {
	bench := builtin(t)
	rapid.Check(t, func(t *rapid.T) {
		a, b := bench.drawText(t, "a"), bench.drawText(t, "b")
		m := bench.Explain(bench.judge, a, b, bench.Compare(bench.judge, a, b))
		sum := 0.0
		for _, p := range m.Parts {
			sum += p.Value
		}
		if math.Abs(sum-m.Similarity) > 1e-6 {
			t.Fatalf("parts add up to %v, similarity is %v: %v", sum, m.Similarity, m.Parts)
		}
		if m.Similarity < 0 || m.Similarity > 1 {
			t.Fatalf("similarity %v", m.Similarity)
		}
		if (m.Confidence == nil) != (a.Mass == 0) || (m.Partly == nil) != (a.Mass == 0) {
			t.Fatalf("confidence %v for masses %v and %v", m.Confidence, a.Mass, b.Mass)
		}
		if m.Confidence != nil && (*m.Confidence < 0 || *m.Confidence > *m.Partly || *m.Partly > 1) {
			t.Fatalf("confidence %v, partly %v", *m.Confidence, *m.Partly)
		}
	})
}

func TestAStatementMeetsItself(t *testing.T) {
	bench := builtin(t)
	rapid.Check(t, func(t *rapid.T) {
		a := bench.drawText(t, "a")
		if a.Mass == 0 {
			t.Skip("nothing to compare")
		}
		if s := bench.Compare(bench.judge, a, a); s.Similarity() != 1 || s.Confidence() < 0.999 {
			t.Fatalf("similarity with itself is %v", s.Similarity())
		}
	})
}

func TestOffersFindWhatComparingFinds(t *testing.T) {
	bench := builtin(t)
	rapid.Check(t, func(t *rapid.T) {
		required := bench.drawText(t, "required")
		var texts []*Text
		var together Store
		for i := range rapid.IntRange(0, 12).Draw(t, "n") {
			texts = append(texts, bench.drawText(t, string(rune('a'+i))))
			if rapid.Bool().Draw(t, "kept together") {
				texts[i] = together.Keep(texts[i])
			}
		}
		var scratch Scratch
		offers := NewOffers(texts).Find(bench.Corpus, bench.judge, required, nil, &scratch)
		found := map[int]bool{}
		for i, c := range offers {
			found[c.Index] = true
			if got := bench.Compare(bench.judge, required, texts[c.Index]); got != c.Score {
				t.Fatalf("offer %d scores %v, comparing gives %v", c.Index, c.Score, got)
			}
			if i > 0 && offers[i-1].Index >= c.Index {
				t.Fatal("not in the order of the offers")
			}
		}
		for i, text := range texts {
			looked := SharedWords(required, text) > 0
			if required.Placed() && text.Placed() {
				looked = float64(vector.Dot(required.vector(), text.vector())) >= bench.judge.Near
			}
			if want := looked && required.Mass > 0 && text.Mass > 0; want != found[i] {
				t.Fatalf("offer %d is found: %v, want %v", i, found[i], want)
			}
		}
	})
}

// Pairs of our own wording, each for a kind of likeness or trap. What a reader
// would sign is over the threshold of met, what is there in part under it.
func TestPairs(t *testing.T) {
	const (
		met = iota
		notMet
		nothing
	)
	tests := []struct {
		name, required, offered string
		want                    int
	}{
		{"more than asked", "Develops and negotiates contracts", "Ability to develop, negotiate, modify and review contracts with providers", met},
		{"nothing shared", "Develops and negotiates contracts", "Ability to lead the treatment team process", nothing},
		{"the kind that is asked", "Knowledge of tax law", "Knowledge of tax law", met},
		{"more actions", "Evaluates programs", "Plans, develops and evaluates programs", met},
		{"knowing for doing", "Ability to assess risk", "Knowledge of risk assessment", notMet},
		{"degrees alone differ", "Full knowledge of available community services", "Basic knowledge of available community services", met},
		{"denied", "Supervises social workers", "Does not supervise social workers", notMet},
		{"undergone", "Supervises social workers", "Is supervised by a senior social worker", notMet},
		{"irregular plural", "Ability to interview a child", "Interviews children", met},
		{"British spelling", "Organizes community programs", "Organises community programmes", met},
		{"an acronym for its long form", "Supports information technology staff", "Supports IT staff", met},
		{"another language", "Programs in C++", "Programs in C#", notMet},
		{"supervision is no content", "Ability to convey information, under close supervision", "Ability to convey information, under minimal supervision", met},
		{"another trade", "Repairs roofs of public buildings", "Repairs computers of public offices", nothing},
	}
	bench := builtin(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := bench.read(t, tt.required, ""), bench.read(t, tt.offered, "")
			s := bench.Compare(bench.judge, a, b)
			got := nothing
			switch {
			case s.Confidence() >= bench.judge.Thresholds.Met:
				got = met
			case s.Partly() >= bench.judge.Thresholds.Partly:
				got = notMet
			}
			if got != tt.want && !(tt.want != met && got == nothing) {
				t.Errorf("confidence %.2f, partly %.2f; %v", s.Confidence(), s.Partly(), s.Parts())
			}
		})
	}
}

func TestNothingToCompareIsUnknown(t *testing.T) {
	bench := builtin(t)
	for _, text := range []string{"", "Ability to", "the of and", "—", "Performs related duties as required"} {
		a, b := bench.read(t, text, ""), bench.read(t, "Sweeps floors", "")
		if m := bench.Explain(bench.judge, a, b, bench.Compare(bench.judge, a, b)); m.Confidence != nil || m.Similarity != 0 {
			t.Errorf("%q: confidence %v, similarity %v", text, m.Confidence, m.Similarity)
		}
	}
}

// What has only words that suit any subject is compared by what the encoder
// makes of it, and by nothing else.
func TestGeneralWordsAreComparedByMeaningAlone(t *testing.T) {
	bench := builtin(t)
	asked := bench.read(t, "Ability to work independently as well as collaboratively", "")
	team := bench.read(t, "Ability to work both independently and as a member of a team", "")
	if s := bench.Compare(bench.judge, asked, team); !s.Compared || s.Confidence() < 0.5 {
		t.Errorf("working by oneself and with others is not met by the same in other words: %.2f", s.Confidence())
	}
	if s := bench.Compare(bench.judge, asked, bench.read(t, "Ability to work under close supervision", "")); s.Confidence() >= bench.judge.Thresholds.Met {
		t.Errorf("working independently is met by working under supervision: %.2f", s.Confidence())
	}
	bare := bench.Prepare("Ability to work independently as well as collaboratively", "", vector.Row{})
	if bare.Mass != 0 {
		t.Errorf("without a vector, words that suit any subject weigh %.2f", bare.Mass)
	}
}

func TestFitCurve(t *testing.T) {
	var observations []Observation
	for i := range 1000 {
		s := float64(i) / 1000
		observations = append(observations, Observation{Similarity: s, True: i%10 < int(s*10)})
	}
	curve := FitCurve(observations)
	for i := 1; i < len(curve); i++ {
		if curve[i].Probability < curve[i-1].Probability || curve[i].Similarity <= curve[i-1].Similarity {
			t.Fatalf("curve falls at knot %d: %v", i, curve)
		}
	}
	if _, e := curve.Reliability(observations); e > 0.06 {
		t.Errorf("calibration error on its own observations is %v", e)
	}
	if p := curve.At(-1); p != curve[0].Probability {
		t.Errorf("below the first knot: %v", p)
	}
	if p := curve.At(2); p != curve[len(curve)-1].Probability {
		t.Errorf("above the last knot: %v", p)
	}
}

func TestAveragePrecision(t *testing.T) {
	// Ranked: right, wrong, right. (1/1 + 2/3) / 2.
	got := AveragePrecision([]Observation{{0.1, true}, {0.9, true}, {0.5, false}})
	if want := (1 + 2.0/3) / 2; math.Abs(got-want) > 1e-12 {
		t.Errorf("average precision %v, want %v", got, want)
	}
	if got := AveragePrecision([]Observation{{0.9, false}}); got != 0 {
		t.Errorf("without anything right: %v", got)
	}
}

func TestReadCorpus(t *testing.T) {
	for table, want := range map[string]string{
		"10\nplan\t3\t1\n": "", "10\n": "", "plan\t3\t1\n": "line 1", "10\nplan\n": "line 2", "10\nplan\t3\n": "line 2", "10\nplan\t3\tx\n": "line 2", "-1\n": "line 1",
	} {
		_, err := ReadCorpus(table)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", table, err, want)
		}
	}
}

func FuzzReadCorpus(f *testing.F) {
	f.Add("10\nplan\t3\t1\n")
	f.Fuzz(func(t *testing.T, table string) {
		if c, err := ReadCorpus(table); err == nil {
			c.Prepare("plans work", spec.Duty, vector.Row{})
		}
	})
}

func BenchmarkCompare(b *testing.B) {
	bench := builtin(b)
	x := bench.read(b, "Provides consultative services to regional offices, social services agencies and courts in matters relating to child care", spec.Duty)
	y := bench.read(b, "Works with service providers, courts and other agencies to plan services for children", spec.Duty)
	b.ReportAllocs()
	for b.Loop() {
		bench.Compare(bench.judge, x, y)
	}
}

func TestAStoreSharesTheVectorsOfABlock(t *testing.T) {
	bench := builtin(t)
	text := bench.read(t, "Negotiates contracts with providers", spec.Duty)
	var block vector.Block
	block.Add(bench.read(t, "Teaches community groups", spec.Duty).vector())
	row := block.Row(int(block.Add(text.vector())))
	s := NewStore(&block)
	shared, own := s.Keep(bench.Prepare("Negotiates contracts with providers", spec.Duty, row)), s.Keep(text)
	if shared.place != &s.shared || own.place != &s.places || s.places.Len() != 1 {
		t.Error("a vector of the block was copied, or another was not")
	}
	for _, kept := range []*Text{shared, own} {
		if got, want := bench.Compare(bench.judge, kept, kept), bench.Compare(bench.judge, text, text); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
		found := NewOffers([]*Text{shared, own}).Find(bench.Corpus, bench.judge, kept, nil, new(Scratch))
		if len(found) != 2 || found[0].Score != found[1].Score {
			t.Errorf("found %+v", found)
		}
	}
}
