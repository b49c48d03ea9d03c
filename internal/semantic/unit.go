package semantic

// Row is where a model keeps a stem's vector; -1 when it does not know the
// stem.
func (m *Model) Row(stem string) int32 {
	if row, ok := m.rows[stem]; ok {
		return row
	}
	return -1
}

// Unit returns the vector of a row at length one: what the stem means, without
// how much it says.
func (m *Model) Unit(row int32) []float32 {
	v := make([]float32, m.header.Dimensions)
	for i, c := range m.cells[int(row)*len(v):][:len(v)] {
		v[i] = float32(int8(c))
	}
	toUnit(v)
	return v
}
