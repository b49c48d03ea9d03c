package web

import "strings"

// A navItem is a page that every page leads to.
type navItem struct {
	Path, Name string
	below      []string // beginnings of paths that belong to it
}

var navigation = []navItem{
	{"/you", "For you", nil},
	{"/compare", "Compare", nil},
	{"/matrix", "Matrix", nil},
	{"/code", "Code", nil},
	{"/allocate", "Allocate", nil},
	{"/groups", "Groups", []string{"/duplicates"}},
	{"/documents", "Documents", nil},
	{"/review", "Review", []string{"/mappings/"}},
	{"/docs", "API", nil},
}

// Leads reports whether the page at a path is the item's, or belongs to it.
func (n navItem) Leads(path string) bool {
	if path == n.Path || strings.HasPrefix(path, n.Path+"/") {
		return true
	}
	for _, b := range n.below {
		if strings.HasPrefix(path, b) {
			return true
		}
	}
	return false
}
