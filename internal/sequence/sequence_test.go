package sequence

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// failer is what tests of both kinds have.
type failer interface {
	Helper()
	Fatal(args ...any)
}

func read(t failer, table string) *Model {
	t.Helper()
	m, err := Read(strings.NewReader(table))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

const weather = "transition\tdry\twet\t-2\ntransition\twet\tdry\t-2\ntransition\tdry\tdry\t0\ntransition\twet\twet\t0\n" +
	"feature\tumbrella\twet\t1.5\nfeature\tsun\tdry\t3\n"

func TestTheLabelBeforeCounts(t *testing.T) {
	m := read(t, weather)
	got := m.Decode([][]string{{"umbrella"}, {}, {"sun"}, {"never seen"}})
	var names []string
	for _, l := range got {
		names = append(names, l.Name)
	}
	if s := strings.Join(names, " "); s != "wet wet dry dry" && s != "dry dry dry dry" {
		t.Errorf("%s", s)
	}
	if m.Decode(nil) != nil {
		t.Error("nothing has labels")
	}
}

// The best sequence and the probabilities are those of trying every sequence.
func TestDecodeAgreesWithEverySequence(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var table strings.Builder
		labels, features := []string{"a", "b", "c"}, []string{"x", "y", "z"}
		weight := rapid.Float64Range(-3, 3)
		w := map[string]float64{}
		for _, l := range labels {
			for _, k := range labels {
				w["t"+k+l] = weight.Draw(rt, "transition")
				table.WriteString("transition\t" + k + "\t" + l + "\t" + format(w["t"+k+l]) + "\n")
			}
			for _, f := range features {
				w["f"+f+l] = weight.Draw(rt, "feature")
				table.WriteString("feature\t" + f + "\t" + l + "\t" + format(w["f"+f+l]) + "\n")
			}
		}
		m := read(rt, table.String())
		seen := rapid.SliceOfN(rapid.SampledFrom(features), 1, 5).Draw(rt, "seen")
		var members [][]string
		for _, f := range seen {
			members = append(members, []string{f})
		}
		best, total := math.Inf(-1), 0.0
		before := ""
		marginal := make([]map[string]float64, len(seen))
		for i := range marginal {
			marginal[i] = map[string]float64{}
		}
		var try func(sequence []string, score float64)
		try = func(sequence []string, score float64) {
			if len(sequence) == len(seen) {
				total += math.Exp(score)
				for i, l := range sequence {
					marginal[i][l] += math.Exp(score)
				}
				best = max(best, score)
				return
			}
			for _, l := range labels {
				s := score + w["f"+seen[len(sequence)]+l]
				if n := len(sequence); n > 0 {
					s += w["t"+sequence[n-1]+l]
				}
				try(append(sequence[:len(sequence):len(sequence)], l), s)
			}
		}
		try(nil, 0)
		score := 0.0
		for i, l := range m.Decode(members) {
			score += w["f"+seen[i]+l.Name]
			if i > 0 {
				score += w["t"+before+l.Name]
			}
			before = l.Name
			if want := marginal[i][l.Name] / total; math.Abs(l.Probability-want) > 1e-6 {
				rt.Fatalf("member %d is %s with %v, not %v", i, l.Name, l.Probability, want)
			}
		}
		if math.Abs(score-best) > 1e-6 {
			rt.Fatalf("a sequence of %v was found; the best has %v", score, best)
		}
	})
}

func TestATableThatIsNoneIsRefused(t *testing.T) {
	for _, table := range []string{"", "transition\ta\tb", "weight\ta\tb\t1", "feature\ta\tb\tmuch", "feature\ta\tb\tNaN"} {
		if _, err := Read(strings.NewReader(table)); err == nil {
			t.Errorf("%q was read", table)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(weather)
	f.Add("feature\ta\tb\t1e308\nfeature\ta\tc\t-1e308\n")
	f.Fuzz(func(t *testing.T, table string) {
		if m, err := Read(strings.NewReader(table)); err == nil && len(m.Labels()) < 20 {
			m.Decode([][]string{{"a"}, {}, {"b", "a"}})
		}
	})
}

func format(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
