package ingest

import (
	"regexp"
	"slices"
	"strings"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// Entries with a frame: "Knowledge of", "Ability to". It may stand in the entry, in
// front of several, or as a heading over all.

// addFramed adds an entry from a list of knowledge, skills and abilities. Its
// frame decides its kind. One that holds a list of its own ("Knowledge of
// filing; typing") is cut, and the frame stands in front of each part.
func (d *draft) addFramed(it item, fallback spec.Kind, base spec.Statement) {
	stem := it.stem
	if stem == "" {
		stem = base.Stem
	}
	for i, part := range d.framedParts(it.Span) {
		st := base
		st.Span, st.Stem = part.Span, part.stem
		words := Fold(d.text[part.Start:part.End])
		if st.Stem == "" && i == 0 && stem != "" && takesStem(stem, words) {
			st.Stem = stem
		}
		if st.Stem != "" {
			st.Span = d.withoutDoubled(st.Stem, st.Span)
			words = Fold(d.text[st.Span.Start:st.Span.End])
		}
		st.Kind = semantic.FrameKind(joinStem(st.Stem, words), "")
		switch {
		case it.lead, aside.MatchString(words):
			st.Kind = spec.Note
		case st.Kind == "" && substitution.MatchString(words):
			st.Kind = spec.Substitution
		case st.Kind == "" && st.Stem == "" && asksPapers.MatchString(words):
			st.Kind = spec.Qualification
		case st.Kind == "" && knowledgeInside.MatchString(words):
			st.Kind = spec.Knowledge
		case st.Kind == "" && semantic.BeginsWithVerb(words):
			st.Kind = spec.Ability
		case st.Kind == "":
			st.Kind = fallback
		}
		d.add(st)
	}
}

// aside matches an entry that stands in brackets and says of the others whom
// they are for, and a note below the list.
var aside = regexp.MustCompile(`^\([^()]*\b(?:required|following|levels?|classes|patterns?)\b[^()]*\)$|^NOTE:`)

// asksPapers matches an entry that opens with what an applicant must have: a degree,
// years, a licence.
var asksPapers = regexp.MustCompile(`(?i)^(?:an? |the |valid |current |possession of |completion of |graduation from )*(?:associate|bachelor|master|doctor|doctoral|high school|undergraduate|graduate|college|university|juris)\S*\s(?:\S+\s){0,3}(?:degree|diploma|graduat|equivalent|coursework|education)|^(?:at least |minimum (?:of )?|an? )?(?:\w+ )?\(?\d{1,2}\)?\+? (?:or more )?(?:years?|months?)\b|^(?:an? |valid |current |possession of )+.{0,40}\b(?:licen[cs]e|certificate)\b`)

// knowledgeInside matches an entry whose knowledge stands behind something else:
// "Computer practice and a thorough knowledge of spreadsheets".
var knowledgeInside = regexp.MustCompile(`(?i)\band (?:an? )?(?:\w+ ){0,3}(?:knowledge|understanding) of\b`)

// understands matches what somebody is able to do, though it is worded like
// knowledge.
var understands = regexp.MustCompile(`(?i)^(?:understand|know)\b`)

var followingColon = regexp.MustCompile(`(?i)^\s*(?:the following|these)?(?:\s+[a-z]+)?\s*:\s*`)

// framedParts cuts an entry that opens with a frame at its semicolons; the
// frame is the stem of every part that has none of its own.
func (d *draft) framedParts(s spec.Span) []item {
	text := d.text[s.Start:s.End]
	end := semantic.OpeningFrame(text)
	if end == 0 || !strings.Contains(text[end:], ";") {
		return []item{{Span: s}}
	}
	frame := Fold(text[:end])
	rest := spec.Span{Start: s.Start + end, End: s.End}
	colon := followingColon.FindStringIndex(text[end:])
	if colon != nil {
		rest.Start += colon[1]
	}
	parts := listItems(d.text, rest)
	kind := semantic.FrameKind(frame, "")
	framed := func(part spec.Span) bool {
		words := Fold(d.text[part.Start:part.End])
		// In a list that says "Knowledge of:" at its head, "an understanding of
		// law" is one entry like the others.
		return semantic.OpeningFrame(words) > 0 && !(colon != nil && (semantic.FrameKind(words, "") == kind || kind == spec.Ability && understands.MatchString(words)))
	}
	// In "Knowledge of filing; ability to type; tact" the frames are the parts'
	// own: what has none does not take the first.
	carries := colon != nil || !slices.ContainsFunc(parts, framed)
	var out []item
	for i, part := range parts {
		it := item{Span: part}
		carries = carries && !(i > 0 && framed(part))
		words := Fold(d.text[part.Start:part.End])
		if (i == 0 || carries) && (takesStem(frame, words) || kind == spec.Ability && colon != nil && understands.MatchString(words)) {
			it.stem = frame
		}
		out = append(out, it)
	}
	return out
}

// takesStem reports whether an entry continues a stem. One in lower case does
// ("of factors ..."), unless both name what is known or done ("Ability to",
// "knowledge of ..."). One with a capital does where the stem is a bare frame
// and the entry has no frame of its own: "Federal law", not "Interpersonal
// skills".
func takesStem(stem, words string) bool {
	framed := semantic.FrameKind(words, "") != ""
	if startsLower(words) {
		return !framed || semantic.OpeningFrame(words) == 0 || semantic.FrameKind(stem, "") == ""
	}
	if namesAbility.MatchString(words) && !semantic.BeginsWithVerb(words) {
		return false // "Supervisory ability" stands by itself
	}
	return semantic.IsFrame(stem) && !framed && !semantic.IsBoilerplate(words)
}

// namesAbility matches what ends like a frame: "Some supervisory ability".
var namesAbility = regexp.MustCompile(`(?i)\b(?:knowledge|skills?|ability|abilities)$`)

// withoutDoubled leaves out a word that the stem ends with and the entry
// begins with, or the whole stem: "Ability to" and "to cut".
func (d *draft) withoutDoubled(stem string, s spec.Span) spec.Span {
	if words := d.text[s.Start:s.End]; len(words) > len(stem) && strings.EqualFold(words[:len(stem)], stem) && words[len(stem)] == ' ' {
		return trim(d.text, spec.Span{Start: s.Start + len(stem), End: s.End})
	}
	last := stem[strings.LastIndexByte(stem, ' ')+1:]
	words := d.text[s.Start:s.End]
	if first, rest, ok := strings.Cut(words, " "); ok && strings.EqualFold(first, last) {
		return trim(d.text, spec.Span{Start: s.End - len(rest), End: s.End})
	}
	return s
}
