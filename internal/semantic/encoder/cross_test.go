package encoder

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func builtinCrossEncoder(t testing.TB) *CrossEncoder {
	t.Helper()
	c, err := BuiltinCross()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheCrossEncoderAgreesWithTheReference(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "cross.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Model  string
		Pairs  []TextPair
		Tokens [][]int32
		Odds   [][Grades]float32
	}
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	c := builtinCrossEncoder(t)
	if c.Name() != want.Model {
		t.Fatalf("the reference is of %s, the cross-encoder is %s", want.Model, c.Name())
	}
	got, err := c.Odds(t.Context(), want.Pairs)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range want.Pairs {
		if tokens, _ := c.tokens(p); !slices.Equal(tokens, want.Tokens[i]) {
			t.Errorf("%v: tokens %v, want %v", p, tokens, want.Tokens[i])
		}
		for g, o := range got[i] {
			if math.Abs(float64(o-want.Odds[i][g])) > oddsApart {
				t.Errorf("%v: log-odds %v, want %v", p, got[i], want.Odds[i])
				break
			}
		}
	}
}

func TestACrossEncoderGivesTheSameBitsEverywhere(t *testing.T) {
	pairs := []TextPair{{"Inspects bridges", "Repairs bridges"}, {strings.Repeat("plans, organizes and directs the work of others; ", 30), "Plans"}, {"", ""}}
	var want [][Grades]float32
	for _, k := range kernels() {
		c, err := readCross(builtinCross, builtinEncoder(t), k)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Odds(t.Context(), pairs)
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = got
		}
		if !slices.Equal(got, want) {
			t.Errorf("kernel %d says %v, kernel %d %v", k, got, portable, want)
		}
	}
}

func TestTheWordOnAPairDoesNotDependOnOthers(t *testing.T) {
	c := builtinCrossEncoder(t)
	words := rapid.SampledFrom(strings.Fields("Plans supervises budgets clerks and of the county — résumé C++ 40 knowledge"))
	text := rapid.Map(rapid.SliceOfN(words, 0, 120), func(w []string) string { return strings.Join(w, " ") })
	rapid.Check(t, func(t *rapid.T) {
		pairs := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) TextPair {
			return TextPair{text.Draw(t, "required"), text.Draw(t, "offered")}
		}), 1, 6).Draw(t, "pairs")
		together, err := c.Odds(context.Background(), pairs)
		if err != nil {
			t.Fatal(err)
		}
		i := rapid.IntRange(0, len(pairs)-1).Draw(t, "one")
		if tokens, first := c.tokens(pairs[i]); len(tokens) > c.header.Shape.Positions || tokens[first] != c.encoder.vocabulary.end {
			t.Fatalf("%d tokens, the first text ends before %d", len(tokens), first)
		}
		alone, err := c.Odds(context.Background(), pairs[i:i+1])
		if err != nil {
			t.Fatal(err)
		}
		if alone[0] != together[i] {
			t.Fatalf("%v among others, %v alone", together[i], alone[0])
		}
	})
}

func TestCrossingEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := builtinCrossEncoder(t).Odds(ctx, []TextPair{{"Inspects bridges", "Repairs bridges"}}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestADamagedCrossEncoderIsRefusedWithItsFault(t *testing.T) {
	header := func(change func(h *CrossHeader)) []byte { return withHeader(t, builtinCross, crossMagic, change) }
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"an encoder":          {builtin, "does not begin as one"},
		"cut behind":          {builtinCross[:len(builtinCross)-1], "do not match their hash"},
		"another format":      {header(func(h *CrossHeader) { h.Format = 9 }), "format 9"},
		"of another encoder":  {header(func(h *CrossHeader) { h.Encoder = "crosswalk-e1-0" }), "shares the words of crosswalk-e1-0"},
		"other words":         {header(func(h *CrossHeader) { h.Shape.Pieces-- }), "shares the words"},
		"no head":             {header(func(h *CrossHeader) { h.Inner = 0 }), "a head of 0"},
		"states of two sizes": {header(func(h *CrossHeader) { h.Shape.Output = 64 }), "a head of"},
		"fewer layers":        {header(func(h *CrossHeader) { h.Shape.Layers-- }), "tensors do not fit"},
	} {
		if _, err := ReadCross(tt.data, builtinEncoder(t)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

func FuzzReadCross(f *testing.F) {
	e := builtinEncoder(f)
	f.Add([]byte(crossMagic), 0, byte(0))
	f.Add(front(builtinCross, crossMagic), 60, byte('9'))
	f.Fuzz(func(t *testing.T, data []byte, at int, value byte) {
		data = damaged(data, at, value)
		if c, err := ReadCross(data, e); err == nil && c.Name() == "" {
			t.Fatal("a model without a name")
		}
	})
}

// BenchmarkCross reads pairs of statements of 20 words together; run it with -cpu 1
// for those of a core.
func BenchmarkCross(b *testing.B) {
	c := builtinCrossEncoder(b)
	texts := statementsOf20Words(100)
	pairs := make([]TextPair, len(texts))
	for i := range pairs {
		pairs[i] = TextPair{texts[i], texts[(i+1)%len(texts)]}
	}
	for b.Loop() {
		if _, err := c.Odds(b.Context(), pairs); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(pairs)*b.N)/b.Elapsed().Seconds(), "pairs/s")
}
