package match

import (
	"sync"

	"github.com/viterin/vek/vek32"

	"crosswalk/internal/semantic"
)

// stems keeps the vectors of stems, at length one, that were asked for. It is
// safe for concurrent use; the model's vocabulary bounds it.
type stems struct {
	model *semantic.Model
	units sync.Map // row -> []float32
}

func (s *stems) unit(row int32) []float32 {
	if v, ok := s.units.Load(row); ok {
		return v.([]float32)
	}
	v := s.model.Unit(row)
	s.units.Store(row, v)
	return v
}

// sameThing is the likeness from which on a stem stands for another: synonyms
// and near neighbours ("lawn" and "grass") are above it, most words of one
// trade below.
const sameThing = 0.45

// maxStems bounds how many stems of a side are asked what stands for them;
// longer statements are told by their first ones.
const maxStems = 48

// coverage is the share of a's weight that b covers: by the very stem, or by
// one that stands for it.
func coverage(a, b *Text) float64 {
	var others [maxStems][]float32
	n := 0
	if a.stems != nil && b.stems != nil {
		for _, row := range b.rows[:min(maxStems, len(b.rows))] {
			if row >= 0 {
				others[n] = b.stems.unit(row)
				n++
			}
		}
	}
	covered := 0.0
	for i, t := range a.terms {
		if _, same := b.term(t.id); same || n > 0 && a.rows[i] >= 0 && standsFor(a.stems.unit(a.rows[i]), others[:n]) {
			covered += t.weight
		}
	}
	return covered / a.Mass
}

func standsFor(v []float32, others [][]float32) bool {
	for _, w := range others {
		if vek32.Dot(v, w) >= sameThing {
			return true
		}
	}
	return false
}
