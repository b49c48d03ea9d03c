package match

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"crosswalk/internal/spec"
)

func builtin(t testing.TB) (*Corpus, *Calibration) {
	t.Helper()
	corpus, err := BuiltinCorpus()
	if err != nil {
		t.Fatal(err)
	}
	calibration, err := BuiltinCalibration()
	if err != nil {
		t.Fatal(err)
	}
	return corpus, calibration
}

// phrases draw statements that share words often enough to be worth comparing.
var phrases = rapid.StringMatching(`((Ability to|Knowledge of|Plans|develop|negotiate|supervise|assist|teach|contracts|services|community|families|and|with|available|under close supervision)[ ,;]){0,10}`)

func drawText(t *rapid.T, c *Corpus, label string) *Text {
	text := rapid.OneOf(phrases, rapid.String()).Draw(t, label)
	kind := rapid.SampledFrom([]spec.Kind{"", spec.Duty, spec.Knowledge, spec.Ability, spec.Behavior}).Draw(t, label+" kind")
	competency := rapid.SampledFrom([]string{"", "Advocacy Skills", "Communication"}).Draw(t, label+" competency")
	return c.Prepare(text, kind, competency)
}

func TestASimilarityIsTheSumOfItsParts(t *testing.T) {
	corpus, cal := builtin(t)
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawText(t, corpus, "a"), drawText(t, corpus, "b")
		score := cal.Weights.Compare(a, b)
		m := cal.Explain(a, b, score)
		sum := 0.0
		for _, p := range m.Parts {
			sum += p.Value
		}
		if math.Abs(sum-m.Similarity) > 1e-6 {
			t.Fatalf("parts add up to %v, similarity is %v: %v", sum, m.Similarity, m.Parts)
		}
		if m.Similarity < 0 || m.Similarity > 1+1e-6 {
			t.Fatalf("similarity %v", m.Similarity)
		}
		if m.Confidence != nil && (*m.Confidence < 0 || *m.Confidence > 1) {
			t.Fatalf("confidence %v", *m.Confidence)
		}
		if (m.Confidence == nil) != (a.Mass == 0) {
			t.Fatalf("confidence %v for masses %v and %v", m.Confidence, a.Mass, b.Mass)
		}
	})
}

func TestAStatementMeetsItself(t *testing.T) {
	corpus, cal := builtin(t)
	rapid.Check(t, func(t *rapid.T) {
		a := drawText(t, corpus, "a")
		if a.Mass == 0 {
			t.Skip("nothing to compare")
		}
		if s := cal.Weights.Compare(a, a).Similarity; math.Abs(s-1) > 1e-6 {
			t.Fatalf("similarity with itself is %v", s)
		}
	})
}

func TestOffersFindWhatComparingFinds(t *testing.T) {
	corpus, cal := builtin(t)
	rapid.Check(t, func(t *rapid.T) {
		required := drawText(t, corpus, "required")
		var texts []*Text
		for i := range rapid.IntRange(0, 12).Draw(t, "n") {
			texts = append(texts, drawText(t, corpus, string(rune('a'+i))))
		}
		var scratch Scratch
		offers := NewOffers(texts).Find(&cal.Weights, required, nil, &scratch)
		found := map[int]bool{}
		for i, c := range offers {
			found[c.Index] = true
			if got := cal.Weights.Compare(required, texts[c.Index]); got != c.Score {
				t.Fatalf("offer %d scores %v, comparing gives %v", c.Index, c.Score, got)
			}
			if i > 0 && offers[i-1].Index >= c.Index {
				t.Fatal("not in the order of the offers")
			}
		}
		for i, text := range texts {
			l := LikenessOf(required, text)
			if (l.Words > 0 || l.Meaning > near) != found[i] && required.Mass > 0 && text.Mass > 0 {
				t.Fatalf("offer %d is found: %v; likeness %+v", i, found[i], l)
			}
		}
	})
}

func TestPairs(t *testing.T) {
	tests := []struct {
		name, required, offered string
		confidence              [2]float64 // from, to
		limited                 bool
		relation                spec.Relation
	}{
		{"more than asked", "Develops and negotiates contracts", "Ability to develop, negotiate, modify and review contracts with providers", [2]float64{0.7, 1}, false, spec.Broad},
		{"part of what is asked", "Ability to develop, negotiate, modify and review contracts with providers", "Develops and negotiates contracts", [2]float64{0.2, 0.5}, true, spec.Related},
		{"nothing shared", "Develops and negotiates contracts", "Ability to lead the treatment team process", [2]float64{0, 0.05}, true, spec.None},
		{"taking part for leading", "Ability to lead the treatment team process", "Ability to participate in the treatment team process", [2]float64{0.05, 0.5}, true, spec.Related},
		{"a kind of what is asked", "Manages databases", "Manages Oracle databases", [2]float64{0.2, 0.5}, true, spec.Narrow},
		{"knowledge of a kind", "Knowledge of law", "Knowledge of tax law", [2]float64{0.2, 0.5}, true, spec.Narrow},
		{"the kind that is asked", "Knowledge of tax law", "Knowledge of tax law", [2]float64{0.9, 1}, false, spec.Close},
		{"the contrary", "Loads trucks", "Unloads trucks", [2]float64{0, 0.2}, true, spec.Related},
		{"more actions", "Evaluates programs", "Plans, develops and evaluates programs", [2]float64{0.5, 1}, false, spec.Broad},
		{"another action", "Writes reports", "Reads reports", [2]float64{0, 0.5}, false, spec.Related},
		{"knowing for doing", "Ability to assess risk", "Knowledge of risk assessment", [2]float64{0.1, 0.7}, true, spec.Related},
		{"degrees alone differ", "Full knowledge of available community services", "Basic knowledge of available community services", [2]float64{0.95, 1}, false, spec.Close},
		{"denied", "Supervises social workers", "Does not supervise social workers", [2]float64{0, 0.5}, true, spec.Related},
		{"undergone", "Supervises social workers", "Is supervised by a senior social worker", [2]float64{0, 0.5}, true, spec.Related},
		{"undergone from the same side", "Supervises social workers", "Is supervised by social workers", [2]float64{0, 0.3}, true, spec.Related},
		{"teaching for doing", "Communicates with clients", "Teaches communication skills to clients", [2]float64{0, 0.5}, true, spec.Related},
		{"other figures", "Ability to type 60 words per minute", "Ability to type 40 words per minute", [2]float64{0.05, 0.5}, true, spec.Related},
		{"other thousands", "Lifts 20,000 pounds", "Lifts 10,000 pounds", [2]float64{0, 0.5}, true, spec.Related},
		{"one figure of two", "Cites Title 42 in 5 pages", "Cites Title 19 in 5 pages", [2]float64{0, 0.5}, true, spec.Related},
		{"figures in words", "Twenty-five years of experience", "25 years of experience", [2]float64{0.4, 1}, false, spec.Related},
		{"one action of three", "Plans, develops and evaluates training programs", "Evaluates training programs", [2]float64{0.3, 0.99}, true, spec.Related},
		{"irregular plural", "Ability to interview a child", "Interviews children", [2]float64{0.95, 1}, false, spec.Close},
		{"British spelling", "Organizes community programs", "Organises community programmes", [2]float64{0.95, 1}, false, spec.Close},
		{"ligatures", "Increase efficiency of staff", "Increase e\ufb03ciency of sta\ufb00", [2]float64{0.95, 1}, false, spec.Close},
		{"zero-width spaces", "Helping crews to reuse plans", "Help\u200bing crews to re\u200buse plans", [2]float64{0.95, 1}, false, spec.Close},
		{"soft hyphens", "Reconciles berth fees", "Recon\u00adciles berth fees", [2]float64{0.95, 1}, false, spec.Close},
		{"accents", "résumé screening", "resume screening", [2]float64{0.95, 1}, false, spec.Close},
		{"an acronym for its long form", "Supports information technology staff", "Supports IT staff", [2]float64{0.95, 1}, false, spec.Close},
		{"a kind of what an acronym names", "Knowledge of law", "Knowledge of US law", [2]float64{0.2, 0.5}, true, spec.Narrow},
		{"a disease for a verb", "Knowledge of AIDS", "Knowledge of aids", [2]float64{0, 0.5}, false, spec.None},
		{"another language", "Programs in C++", "Programs in C#", [2]float64{0.2, 0.99}, false, spec.Related},
		{"supervision is no content", "Ability to convey information, under close supervision", "Ability to convey information, under minimal supervision", [2]float64{0.95, 1}, false, spec.Close},
	}
	corpus, cal := builtin(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := corpus.Prepare(tt.required, "", ""), corpus.Prepare(tt.offered, "", "")
			s := cal.Weights.Compare(a, b)
			m := cal.Explain(a, b, s)
			if *m.Confidence < tt.confidence[0] || *m.Confidence > tt.confidence[1] {
				t.Errorf("confidence %.2f, want %v; %v", *m.Confidence, tt.confidence, m.Parts)
			}
			if s.Limited != tt.limited || m.Relation != tt.relation {
				t.Errorf("limited %v, relation %s", s.Limited, m.Relation)
			}
		})
	}
}

func TestNothingToCompareIsUnknown(t *testing.T) {
	corpus, cal := builtin(t)
	for _, text := range []string{"", "Ability to", "the of and", "—", "Performs related duties as required", "Performs various special tasks"} {
		a, b := corpus.Prepare(text, "", ""), corpus.Prepare("Sweeps floors", "", "")
		if m := cal.Explain(a, b, cal.Weights.Compare(a, b)); m.Confidence != nil || m.Similarity != 0 {
			t.Errorf("%q: confidence %v, similarity %v", text, m.Confidence, m.Similarity)
		}
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
			c.Prepare("plans work", spec.Duty, "")
		}
	})
}

func BenchmarkCompare(b *testing.B) {
	corpus, cal := builtin(b)
	x := corpus.Prepare("Provides consultative services to regional offices, social services agencies and courts in matters relating to child care", spec.Duty, "")
	y := corpus.Prepare("Works with service providers, courts and other agencies to plan services for children", spec.Duty, "")
	b.ReportAllocs()
	for b.Loop() {
		cal.Weights.Compare(x, y)
	}
}
