package crosswalk

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"

	"crosswalk/internal/spec"
)

// Rungs is the number of rungs on the common ladder.
const Rungs = 5

// A Ladder places the levels of classes and the degree words of statements on
// common rungs, 1 to Rungs. It is a table that HR edits.
type Ladder struct {
	levels  map[string]int // issuer, tab, lower-case label
	degrees map[string]int // lower-case wording
}

//go:embed ladder.tsv
var builtinLadder string

// BuiltinLadder returns the table that ships with the program, as text.
func BuiltinLadder() string { return builtinLadder }

// ParseLadder reads a ladder table: lines of tab-separated kind ("level" or
// "degree"), issuer or "*", wording, rung and an optional reason. Empty lines
// and lines that begin with "#" are skipped. Errors name the line.
func ParseLadder(table string) (*Ladder, error) {
	l := &Ladder{levels: map[string]int{}, degrees: map[string]int{}}
	n := 0
	for line := range strings.Lines(strings.TrimPrefix(table, "\ufeff")) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := l.addRow(strings.Split(line, "\t")); err != nil {
			return nil, err.At(n)
		}
	}
	return l, nil
}

func (l *Ladder) addRow(f []string) *spec.Error {
	if len(f) < 4 {
		return spec.Errorf(spec.Invalid, "ladder: want kind, issuer, wording and rung between tabs, got %d fields", len(f))
	}
	kind, issuer, wording := strings.TrimSpace(f[0]), strings.TrimSpace(f[1]), strings.ToLower(strings.TrimSpace(f[2]))
	rung, err := strconv.Atoi(strings.TrimSpace(f[3]))
	if err != nil || rung < 1 || rung > Rungs {
		return spec.Errorf(spec.Invalid, "ladder: rung %q is no number from 1 to %d", f[3], Rungs)
	}
	if wording == "" {
		return spec.Errorf(spec.Invalid, "ladder: the wording is empty")
	}
	table, key := l.degrees, wording
	switch {
	case kind == "level":
		table, key = l.levels, issuer+"\t"+wording
	case kind == "degree" && issuer != "*":
		return spec.Errorf(spec.Invalid, "ladder: degree words hold for all issuers; write * for the issuer")
	case kind != "degree":
		return spec.Errorf(spec.Invalid, "ladder: kind %q is neither level nor degree", kind)
	}
	if _, twice := table[key]; twice {
		return spec.Errorf(spec.Invalid, "ladder: %s %q is placed twice", kind, wording)
	}
	table[key] = rung
	return nil
}

// LevelRung returns the rung of an issuer's level, nil when the table does
// not place it. A row for issuer "*" holds where the issuer has none.
func (l *Ladder) LevelRung(issuer, label string) *int {
	for _, who := range []string{issuer, "*"} {
		if rung, ok := l.levels[who+"\t"+strings.ToLower(label)]; ok {
			return &rung
		}
	}
	return nil
}

// Unused lists the level rows that place none of the given levels, as issuer
// and label; known reports whether any class of an issuer, "*" for any, has a
// level with that label in lower case.
func (l *Ladder) Unused(known func(issuer, label string) bool) []string {
	var out []string
	for key := range l.levels {
		issuer, label, _ := strings.Cut(key, "\t")
		if !known(issuer, label) {
			out = append(out, issuer+" "+label)
		}
	}
	slices.Sort(out)
	return out
}

// DegreeRung returns the rung of a degree wording, nil when the table does
// not place it.
func (l *Ladder) DegreeRung(wording string) *int {
	if rung, ok := l.degrees[strings.ToLower(wording)]; ok {
		return &rung
	}
	return nil
}
