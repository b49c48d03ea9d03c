package eval

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"path/filepath"
	"slices"

	"crosswalk/internal/coding"
	"crosswalk/internal/onet"
)

// tiers are the grades of the Related Occupations: the first five, the next
// five, the last ten.
var tiers = map[string]float64{"Primary-Short": 3, "Primary-Long": 2, "Supplemental": 1}

// rankedTo is how far down a ranking is measured.
const rankedTo = 10

// related measures the ranking of occupations against O*NET's own Related
// Occupations, on the half that the weights were not chosen on.
func related(dir string, w io.Writer) error {
	r, err := onet.Open(filepath.Join(dir, ReleaseFile))
	if err != nil {
		return err
	}
	defer r.Close()
	occupations, err := Occupations(r)
	if err != nil {
		return err
	}
	truth, err := relatedTruth(r)
	if err != nil {
		return err
	}
	coder, _, err := OpenCoder(filepath.Join(dir, ReleaseFile))
	if err != nil {
		return err
	}
	var chosen, heldOut mean
	parts := map[string]*mean{}
	for _, o := range occupations {
		grades := truth[o.Code]
		if len(grades) == 0 {
			continue
		}
		all := coder.Related(o.ID, coding.Job{}, 0)
		if half(o.Code) == 0 {
			chosen.add(gain(all, grades))
			continue
		}
		heldOut.add(gain(all, grades))
		for _, name := range coding.RelatedParts() {
			if parts[name] == nil {
				parts[name] = &mean{}
			}
			parts[name].add(gain(withoutPart(all, name), grades))
		}
	}
	fmt.Fprintf(w, "related occupations: ranking of the occupations of O*NET %s against its Related Occupations\n", r.Version())
	fmt.Fprintf(w, "  split: FNV-1a hash of the code modulo 2: the weights were chosen on 0, and are measured on 1\n")
	fmt.Fprintf(w, "  nDCG@%d, gains 2^grade - 1 for grades 3, 2, 1: %.3f held out (%.0f occupations), %.3f where chosen (%.0f)\n",
		rankedTo, heldOut.value(), heldOut.n, chosen.value(), chosen.n)
	for _, name := range coding.RelatedParts() {
		fmt.Fprintf(w, "    without %-13s %.3f\n", name, parts[name].value())
	}
	return nil
}

type mean struct{ sum, n float64 }

func (m *mean) add(v float64)  { m.sum, m.n = m.sum+v, m.n+1 }
func (m *mean) value() float64 { return m.sum / m.n }

func half(code string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(code))
	return h.Sum32() % 2
}

// relatedTruth reads the grades of the occupations related to each.
func relatedTruth(r *onet.Release) (map[string]map[string]float64, error) {
	truth := map[string]map[string]float64{}
	err := r.Rows("Related Occupations.txt", []string{"O*NET-SOC Code", "Related O*NET-SOC Code", "Relatedness Tier"}, func(row []string) error {
		if truth[row[0]] == nil {
			truth[row[0]] = map[string]float64{}
		}
		truth[row[0]][row[1]] = tiers[row[2]]
		return nil
	})
	return truth, err
}

// gain is the normalised discounted cumulative gain of a ranking (Järvelin and
// Kekäläinen 2002).
func gain(all []coding.Related, grades map[string]float64) float64 {
	var ideal []float64
	for _, g := range grades {
		ideal = append(ideal, g)
	}
	slices.SortFunc(ideal, func(a, b float64) int { return int(b - a) })
	sum, best := 0.0, 0.0
	for i := range min(rankedTo, len(all)) {
		sum += discounted(grades[all[i].ID], i)
	}
	for i := range min(rankedTo, len(ideal)) {
		best += discounted(ideal[i], i)
	}
	return sum / best
}

func discounted(grade float64, position int) float64 {
	return (math.Exp2(grade) - 1) / math.Log2(float64(position)+2)
}

// withoutPart ranks anew without a part of the score.
func withoutPart(all []coding.Related, name string) []coding.Related {
	out := slices.Clone(all)
	for i := range out {
		for _, p := range out[i].Parts {
			if p.Name == name {
				out[i].Score -= p.Value
			}
		}
	}
	slices.SortStableFunc(out, func(a, b coding.Related) int { return cmp.Compare(b.Score, a.Score) })
	return out
}
