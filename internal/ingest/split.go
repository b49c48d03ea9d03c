package ingest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"crosswalk/internal/spec"
)

// sentences cuts s at the ends of sentences. PDF text loses full stops, so a
// capitalised opener ("They", "Ability") behind a lower-case word also begins
// a sentence.
func sentences(text string, s spec.Span) []spec.Span {
	var out []spec.Span
	start := s.Start
	cut := func(end int) {
		if piece := trim(text, spec.Span{Start: start, End: end}); piece.Len() > 0 {
			out = append(out, piece)
		}
		start = end
	}
	depth := 0 // a stop inside parentheses ends nothing
	for i := s.Start; i < s.End; i++ {
		switch c := text[i]; {
		case c == '(':
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
	if endsInAbbreviation(before) {
		return false
	}
	return !startsLower(strings.TrimSpace(after))
}

var abbreviations = map[string]bool{
	"e.g": true, "i.e": true, "etc": true, "dr": true, "mr": true, "mrs": true, "ms": true,
	"sec": true, "no": true, "u.s": true, "vs": true, "st": true, "jr": true, "sr": true,
	"inc": true, "dept": true, "div": true, "approx": true, "hrs": true, "ph.d": true,
}

func endsInAbbreviation(s string) bool {
	s = strings.TrimSuffix(s, ".")
	word := s[strings.LastIndexFunc(s, func(r rune) bool { return isSpace(r) || r == '(' || r == ',' })+1:]
	return abbreviations[strings.ToLower(word)] || len(word) == 1 && unicode.IsUpper(rune(word[0]))
}

// sentenceOpeners begin a sentence in class specifications and hardly stand
// capitalised inside one.
var sentenceOpeners = map[string]bool{
	"They": true, "Positions": true, "Ability": true, "Knowledge": true, "Skill": true,
	"These": true, "This": true, "It": true, "Incumbents": true,
}

func lostStop(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	if !unicode.IsLower(last) {
		return false
	}
	end := strings.IndexFunc(after, func(r rune) bool { return !unicode.IsLetter(r) })
	if end < 0 {
		end = len(after)
	}
	return sentenceOpeners[after[:end]]
}

// listItems cuts s at semicolons outside parentheses; a leading "and" of an
// item is left out.
func listItems(text string, s spec.Span) []spec.Span {
	var out []spec.Span
	lastClose := strings.LastIndexByte(text[:s.End], ')')
	depth, start := 0, s.Start
	for i := s.Start; i <= s.End; i++ {
		if i < s.End {
			switch text[i] {
			case '(':
				depth++
			case ')':
				depth = max(depth-1, 0)
			}
			// A parenthesis that is never closed must not swallow the list.
			if text[i] != ';' || depth > 0 && i < lastClose {
				continue
			}
		}
		item := trimEnds(text, spec.Span{Start: start, End: i}, ".;,")
		for _, word := range []string{"and ", "or "} {
			if strings.HasPrefix(text[item.Start:item.End], word) {
				item.Start += len(word)
				item = trim(text, item)
			}
		}
		if item.Len() > 0 {
			out = append(out, item)
		}
		start, depth = i+1, 0
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
