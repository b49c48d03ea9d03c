package ingest

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"crosswalk/internal/spec"
)

// sentences cuts s at the ends of sentences.
func sentences(text string, s spec.Span) []spec.Span {
	var out []spec.Span
	start := s.Start
	cut := func(end int) {
		if piece := trim(text, spec.Span{Start: start, End: end}); piece.Len() > 0 {
			out = append(out, piece)
		}
		start = end
	}
	// A stop inside parentheses ends nothing, unless they are never closed.
	depth, lastClose := 0, s.Start+strings.LastIndexByte(text[s.Start:s.End], ')')
	for i := s.Start; i < s.End; i++ {
		switch c := text[i]; {
		case c == '(' && i < lastClose:
			depth++
		case c == ')' && depth > 0:
			depth--
		case (c == '.' || c == '!' || c == '?') && depth == 0 && endsSentence(text[start:i+1], text[i+1:s.End]):
			cut(i + 1)
		case isSpace(rune(c)) && depth == 0 && lostStop(text[start:i], text[i+1:s.End]):
			cut(i)
		}
	}
	cut(s.End)
	return out
}

// endsSentence reports whether the stop at the end of before ends a sentence,
// given what follows.
func endsSentence(before, after string) bool {
	if after == "" {
		return true
	}
	if r, _ := utf8.DecodeRuneInString(after); !isSpace(r) && r != '"' && r != '”' {
		return false
	}
	next := nextWords(after)
	if startsLower(next) || loneNumber.MatchString(before) {
		return false
	}
	if endsInAbbreviation(before) {
		// "etc." may end a sentence, and so may "Class B." before an opener.
		return strings.HasSuffix(before, "etc.") || opener.MatchString(next)
	}
	return true
}

// loneNumber matches the number of an item that stands alone: "1."
var loneNumber = regexp.MustCompile(`^\(?(?:[0-9]{1,2}|[a-zA-Z])\.$`)

// lookAhead bounds how far behind a stop the next words are looked for.
const lookAhead = 60

// nextWords returns the beginning of s behind its white space.
func nextWords(s string) string {
	s = s[:min(len(s), lookAhead)]
	return strings.TrimLeftFunc(s, isSpace)
}

var abbreviations = map[string]bool{
	"e.g": true, "i.e": true, "etc": true, "dr": true, "mr": true, "mrs": true, "ms": true, "sec": true,
	"no": true, "nos": true, "u.s": true, "vs": true, "st": true, "jr": true, "sr": true, "inc": true, "dept": true,
	"div": true, "approx": true, "hrs": true, "ph.d": true, "art": true, "reg": true, "capt": true, "lt": true,
	"rev": true, "sgt": true, "col": true, "gen": true, "gov": true, "hon": true, "p.m": true, "a.m": true,
	"c.p.a": true, "b.a": true, "b.s": true, "m.a": true, "m.s": true, "m.s.w": true, "fig": true, "vol": true,
	"max": true, "min": true, "misc": true, "assoc": true, "asst": true, "ave": true, "al": true, "cf": true,
}

// initials are capitals with stops between them: "J", "A.R.S".
var initials = regexp.MustCompile(`^(?:[A-Z]\.)*[A-Z]$`)

// longestAbbreviation bounds the word before a stop that is looked up.
const longestAbbreviation = 12

func endsInAbbreviation(s string) bool {
	s = strings.TrimSuffix(s, ".")
	s = s[max(0, len(s)-longestAbbreviation):]
	word := s[strings.LastIndexFunc(s, func(r rune) bool { return isSpace(r) || r == '(' || r == ',' || r == '/' })+1:]
	return abbreviations[strings.ToLower(word)] || initials.MatchString(word)
}

// opener begins a sentence in class specifications and hardly stands
// capitalised inside one.
var opener = regexp.MustCompile(`^(?:They|It|This|These|Positions|Incumbents)\s` +
	`|^(?:Ability|Abilities)\s+to\s|^Skills?\s+(?:in|at)\s|^(?:Knowledge|Understanding)\s+of\s` +
	`|^(?:Basic|Working|Full|Considerable|Thorough|Good|Some|General)\s+(?:knowledge|understanding)\s+of\s`)

// lostStop reports whether a sentence begins behind before although no stop
// stands there: PDF text loses some.
func lostStop(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	return unicode.IsLower(last) && opener.MatchString(nextWords(after))
}

var (
	// numberedInside finds the first of the parts that a sentence numbers
	// behind words which they share: "prepares (1) reports; (2) plans".
	numberedInside = regexp.MustCompile(`[^\s(].*\s\(?(?:1|a|A|i)\)[\s\x{a0}]*\S`)
	numberedPart   = regexp.MustCompile(`^(?:(?:and|or|and/or)\s+)?\(?(?:[2-9]|[b-hB-H]|[iv]{1,3})\)`)
)

// listItems cuts s at semicolons outside parentheses; a leading "and" of an
// item is left out. Numbered parts inside an item stay with the words that
// they share.
func listItems(text string, s spec.Span) []spec.Span {
	var out []spec.Span
	for _, piece := range semicolons(text, s) {
		item := trimEnds(text, piece, ".;,")
		if n := len(out); n > 0 && numberedPart.MatchString(text[item.Start:item.End]) && numberedInside.MatchString(text[out[n-1].Start:out[n-1].End]) {
			out[n-1].End = item.End
			continue
		}
		for _, word := range []string{"and ", "or "} {
			if piece.Start > s.Start && strings.HasPrefix(text[item.Start:item.End], word) {
				item.Start += len(word)
				item = trim(text, item)
				break
			}
		}
		if item.Len() > 0 {
			out = append(out, item)
		}
	}
	return out
}

// semicolons cuts s after each semicolon outside parentheses; the semicolon stays
// with the words before it. A parenthesis that is never closed must not swallow the
// rest.
func semicolons(text string, s spec.Span) []spec.Span {
	var out []spec.Span
	depth, start := 0, s.Start
	lastClose := s.Start + strings.LastIndexByte(text[s.Start:s.End], ')')
	for i := s.Start; i < s.End; i++ {
		switch text[i] {
		case '(':
			depth++
		case ')':
			depth = max(depth-1, 0)
		case ';':
			if depth == 0 || i > lastClose {
				if piece := trim(text, spec.Span{Start: start, End: i + 1}); piece.Len() > 1 {
					out = append(out, piece)
				}
				start, depth = i+1, 0
			}
		}
	}
	if piece := trim(text, spec.Span{Start: start, End: s.End}); piece.Len() > 0 {
		out = append(out, piece)
	}
	return out
}

// blocks groups lines into paragraphs: runs without a blank line. A paragraph
// that stops in mid-sentence is continued by the next one when that begins in
// lower case, as happens at a page break.
func blocks(lines []line) [][]line {
	var out [][]line
	open := false
	for _, l := range lines {
		switch {
		case l.blank():
			open = false
		case open:
			out[len(out)-1] = append(out[len(out)-1], l)
		case len(out) > 0 && startsLower(l.text) && !terminated(lastLine(out[len(out)-1]).text):
			out[len(out)-1] = append(out[len(out)-1], l)
			open = true
		default:
			out = append(out, []line{l})
			open = true
		}
	}
	return out
}

func lastLine(block []line) line { return block[len(block)-1] }

// spanOf covers lines from the first word to the last.
func spanOf(lines []line) spec.Span {
	return spec.Span{Start: lines[0].Start, End: lastLine(lines).End}
}
