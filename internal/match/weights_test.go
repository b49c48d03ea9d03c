package match

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

func TestWeightsAreWrittenAndReadByName(t *testing.T) {
	_, cal := builtin(t)
	data, err := json.Marshal(cal.Weights)
	if err != nil {
		t.Fatal(err)
	}
	var again Weights
	if err := json.Unmarshal(data, &again); err != nil || again != cal.Weights {
		t.Errorf("%s read as %v, %v", data, again, err)
	}
	for text, want := range map[string]string{
		`{"words":1,"focus":0,"meaning":0,"object":0}`:                     `want "action"`,
		`{"words":0.6,"focus":0,"meaning":0,"object":0,"action":0}`:        "add up to 1",
		`{"words":2,"focus":-1,"meaning":0,"object":0,"action":0}`:         `want "focus"`,
		`{"words":1,"focus":0,"meaning":0,"object":0,"action":0,"luck":0}`: "want 5",
		`[1]`: "cannot unmarshal",
	} {
		if err := json.Unmarshal([]byte(text), &again); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

// Weights are fitted to what tells true pairs from false ones: where only the
// words do, they get all the weight.
func TestFitWeightsFindsWhatTells(t *testing.T) {
	corpus := NewCorpus() // without a model the words say it all
	same, other := corpus.Prepare("Repairs roofs", spec.Duty, ""), corpus.Prepare("Teaches swimming", spec.Duty, "")
	part := corpus.Prepare("Repairs engines", spec.Duty, "")
	w := FitWeights([]Example{{same, same, true}, {other, other, true}, {same, other, false}, {other, part, false}, {same, part, false}})
	sum := 0.0
	for _, v := range w {
		if v < 0 {
			t.Errorf("a weight is negative: %v", w)
		}
		sum += v
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Errorf("%v add up to %v", w, sum)
	}
	if hit, miss := w.Compare(same, same).Similarity, w.Compare(same, part).Similarity; hit < 0.999 || miss > 0.6 {
		t.Errorf("the same scores %.2f, the same action on something else %.2f", hit, miss)
	}
	if w := FitWeights(nil); w != (Weights{}) {
		t.Errorf("without examples: %v", w)
	}
}

func TestABareTextThatBeginsWithAVerbIsADuty(t *testing.T) {
	corpus, _ := builtin(t)
	for text, want := range map[string]spec.Kind{
		"Repairs diesel engines":               spec.Duty,
		"Welds pipes":                          spec.Duty, // no verb group lists it; tasks begin with it
		"Communicating with clients":           spec.Duty,
		"Knowledge of diesel engine mechanics": spec.Knowledge,
		"Diesel engine mechanics":              "",
	} {
		if got := corpus.Prepare(text, "", "").Kind; got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
}

func TestTheSideFromWhichAStatementActs(t *testing.T) {
	corpus, _ := builtin(t)
	for text, want := range map[string]semantic.Mode{
		"Supervises clerks":            semantic.Lead,
		"Supervising clerks":           semantic.Lead,
		"Supervision of clerks":        semantic.Lead,
		"Training of new staff":        semantic.Teach,
		"Participation in meetings":    semantic.Assist,
		"Knowledge of supervision":     semantic.Do,
		"Learning how to conduct case": semantic.Learn,
		"Types letters":                semantic.Do,
	} {
		if got := corpus.Prepare(text, "", "").mode; got != want {
			t.Errorf("%q acts from side %d, want %d", text, got, want)
		}
	}
}

// What is the same in other words must come nearer than what shares a word
// and is another thing.
func TestMeaningOutweighsAWordInCommon(t *testing.T) {
	corpus, cal := builtin(t)
	for _, tt := range []struct{ required, same, trap string }{
		{"Repairs leaking pipes", "Fixes dripping plumbing", "Repairs computers"},
		{"Maintains lawns", "Mows grass", "Maintains accounts"},
	} {
		a := corpus.Prepare(tt.required, "", "")
		same := cal.Weights.Compare(a, corpus.Prepare(tt.same, "", "")).Similarity
		trap := cal.Weights.Compare(a, corpus.Prepare(tt.trap, "", "")).Similarity
		if same <= trap {
			t.Errorf("%q: %.2f with %q, %.2f with %q", tt.required, same, tt.same, trap, tt.trap)
		}
	}
}

func TestSynonymsCover(t *testing.T) {
	corpus, _ := builtin(t)
	a, b := corpus.Prepare("Maintains lawns", "", ""), corpus.Prepare("Maintains grass and accounts", "", "")
	if there, back := coverage(a, b), coverage(b, a); there <= back || there < 0.9 {
		t.Errorf("coverage %.2f there, %.2f back", there, back)
	}
}

// Without a model there is no meaning to go by, and nothing breaks.
func TestByWordsAlone(t *testing.T) {
	_, cal := builtin(t)
	corpus := NewCorpus()
	a, b := corpus.Prepare("Repairs leaking pipes", "", ""), corpus.Prepare("Fixes dripping plumbing", "", "")
	if s := cal.Weights.Compare(a, b).Similarity; s != 0 {
		t.Errorf("no word in common scores %v", s)
	}
	if s := cal.Weights.Compare(a, a).Similarity; math.Abs(s-1) > 1e-6 {
		t.Errorf("the same scores %v", s)
	}
	if Nearness(a, b) != 0 || corpus.Model() != nil {
		t.Error("near by no model")
	}
}

// Weights and curves belong to one model: make calibration after training.
func TestTheCalibrationIsOfTheBuiltinModel(t *testing.T) {
	corpus, cal := builtin(t)
	if name := corpus.Model().Name(); cal.Model != name {
		t.Errorf("fitted with model %s, built in is %s; run make calibration", cal.Model, name)
	}
}
