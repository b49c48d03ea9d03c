package slab

import (
	"slices"
	"testing"
)

func TestListsOfASlabDoNotTouchEachOther(t *testing.T) {
	var s Slab[int]
	var lists [][]int
	for n := range 2 * length {
		list := s.Make(n)
		for i := range list {
			list[i] = n
		}
		lists = append(lists, list, s.Copy(list))
	}
	for k, list := range lists {
		n := k / 2
		if len(list) != n || cap(list) != n || slices.ContainsFunc(list, func(v int) bool { return v != n }) {
			t.Fatalf("list %d is %v", k, list)
		}
	}
	if long := s.Make(10 * most); len(s.rest) > most {
		t.Errorf("a list of %d keeps room for %d more", len(long), len(s.rest))
	}
	if s.Copy(nil) != nil {
		t.Error("the copy of no list is one")
	}
}
