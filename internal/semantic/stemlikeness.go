package semantic

import "math"

// Row is where a model keeps a stem's vector; it is -1 when the model does
// not know the stem.
func (m *Model) Row(stem string) int32 {
	if row, ok := m.rows[stem]; ok {
		return row
	}
	return -1
}

// RowLikeness is the cosine of the vectors of two stems, given by their rows;
// 0 when one is not known.
func (m *Model) RowLikeness(a, b int32) float64 {
	if a < 0 || b < 0 {
		return 0
	}
	d := m.header.Dimensions
	x, y := m.cells[int(a)*d:][:d], m.cells[int(b)*d:][:d]
	var xy, xx, yy int32 // 4096 x 127 x 127 fits
	for i, v := range x {
		p, q := int32(v), int32(y[i])
		xy += p * q
		xx += p * p
		yy += q * q
	}
	if xx == 0 || yy == 0 {
		return 0
	}
	return float64(xy) / math.Sqrt(float64(xx)*float64(yy))
}
