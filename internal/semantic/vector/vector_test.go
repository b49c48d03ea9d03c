package vector

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestDotsAreTheSumOfProducts compares every path of the kernel with the sum
// written out.
func TestDotsAreTheSumOfProducts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width, n := rapid.IntRange(1, 400).Draw(t, "width"), rapid.IntRange(1, 40).Draw(t, "rows")
		cell := rapid.Int8Range(-127, 127)
		b := NewBlock(n, width)
		copy(b.Cells, rapid.SliceOfN(cell, n*width, n*width).Draw(t, "cells"))
		q := Row{Cells: rapid.SliceOfN(cell, width, width).Draw(t, "query"), Scale: 1}
		for i := range b.Scales {
			b.Scales[i] = 1
		}
		got, turned, at := make([]float32, n), make([]float32, n), make([]uint32, n)
		for i := range at {
			at[i] = uint32(n - 1 - i)
		}
		b.Dots(q, 0, got)
		b.DotsAt(q, at, turned)
		for i := range n {
			want := 0
			for k, c := range b.Row(i).Cells {
				want += int(c) * int(q.Cells[k])
			}
			if got[i] != float32(want) || turned[n-1-i] != float32(want) || Dot(q, b.Row(i)) != float32(want) {
				t.Fatalf("row %d: %v, %v and %v, not %d", i, got[i], turned[n-1-i], Dot(q, b.Row(i)), want)
			}
		}
	})
}

func TestRoundingKeepsTheCosine(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	unit := func() []float32 {
		v, length := make([]float32, 384), 0.0
		for i := range v {
			v[i] = float32(rng.NormFloat64())
			length += float64(v[i]) * float64(v[i])
		}
		for i := range v {
			v[i] /= float32(math.Sqrt(length))
		}
		return v
	}
	for range 100 {
		a, b := unit(), unit()
		want := float32(0)
		for i := range a {
			want += a[i] * b[i]
		}
		if got := Dot(Round(a), Round(b)); math.Abs(float64(got-want)) > 0.003 {
			t.Fatalf("cosine %v, rounded %v", want, got)
		}
	}
}

func TestZerosAreNearNothing(t *testing.T) {
	zero, one := Round(make([]float32, 8)), Round([]float32{1, 0, 0, 0, 0, 0, 0, 0})
	if !zero.IsZero() || Dot(zero, one) != 0 || Dot(Row{}, one) != 0 || Dot(one, one) < 0.999 {
		t.Fatal("a vector of zeros has a likeness, or a unit vector none with itself")
	}
}

func TestOnlyUnitVectorsAndZerosCompare(t *testing.T) {
	one := Round([]float32{0.6, 0.8})
	for name, tt := range map[string]struct {
		row Row
		ok  bool
	}{
		"a unit vector":         {one, true},
		"zeros":                 {Round([]float32{0, 0}), true},
		"no vector":             {Row{}, false},
		"another length":        {Round([]float32{1}), false},
		"too long":              {Round([]float32{1, 1}), false},
		"not a number":          {Round([]float32{float32(math.NaN()), 1}), false},
		"infinite":              {Round([]float32{float32(math.Inf(1)), 1}), false},
		"a negative scale":      {Row{one.Cells, -one.Scale}, false},
		"cells without a scale": {Row{one.Cells, 0}, false},
		"a scale without cells": {Row{make([]int8, 2), 1}, false},
		"a cell of -128":        {Row{[]int8{-128, 0}, 1. / 128}, false},
	} {
		if err := tt.row.Check(2); (err == nil) != tt.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestARowIsReadBackFromItsBytes(t *testing.T) {
	for _, r := range []Row{Round([]float32{0.6, -0.8, 0}), Round([]float32{0, 0})} {
		if got := FromBytes(r.AppendTo([]byte("before"))[len("before"):]); got.Scale != r.Scale || !slices.Equal(got.Cells, r.Cells) {
			t.Errorf("%v, not %v", got, r)
		}
	}
	for _, short := range []string{"", "123", "1234"} {
		if !FromBytes([]byte(short)).Missing() {
			t.Errorf("%q is a vector", short)
		}
	}
}

func TestRowsAreAddedToABlock(t *testing.T) {
	b := &Block{}
	rows := []Row{Round([]float32{1, 0}), Round([]float32{0.6, 0.8})}
	for i, r := range rows {
		if at := b.Add(r); at != uint32(i) {
			t.Errorf("row %d is number %d", i, at)
		}
	}
	b.Clip()
	for i, r := range rows {
		if got := b.Row(i); got.Scale != r.Scale || !slices.Equal(got.Cells, r.Cells) {
			t.Errorf("row %d is %v, not %v", i, got, r)
		}
	}
	for i := range rows {
		if at, ok := b.Find(b.Row(i)); !ok || at != uint32(i) {
			t.Errorf("row %d is found at %d, %v", i, at, ok)
		}
		if _, ok := b.Find(rows[i]); ok {
			t.Errorf("row %d is found by a copy of it", i)
		}
	}
	if got := Alone(rows[1]).Row(0); got.Scale != rows[1].Scale || !slices.Equal(got.Cells, rows[1].Cells) {
		t.Errorf("alone it is %v, not %v", got, rows[1])
	}
}

func TestRowsOfDifferentLengthsDoNotReachC(t *testing.T) {
	a, b := Round([]float32{1, 0}), NewBlock(1, 3)
	b.Set(0, []float32{1, 0, 0})
	for name, f := range map[string]func(){
		"two rows":           func() { Dot(a, b.Row(0)) },
		"a row with a block": func() { b.Dots(a, 0, make([]float32, 1)) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: a dot product", name)
				}
			}()
			f()
		}()
	}
}

func BenchmarkDots(b *testing.B) {
	const n = 19000
	block := NewBlock(n, 384)
	for i := range block.Cells {
		block.Cells[i] = int8(i * 31 % 251)
	}
	for i := range block.Scales {
		block.Scales[i] = 1
	}
	out := make([]float32, n)
	q := block.Row(7)
	b.SetBytes(int64(len(block.Cells)))
	for b.Loop() {
		block.Dots(q, 0, out)
	}
}
