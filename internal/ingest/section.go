package ingest

import (
	"strings"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// An item is one entry of a list: its words, and the stem that an earlier
// line of the list puts in front of them.
type item struct {
	spec.Span
	stem string
	lead bool // only introduces the entries below it
}

// readTopic reads the lines under a heading as the topic says.
func (d *draft) readTopic(t topic, lines []line, base spec.Statement) {
	lines = trimBlank(lines)
	if len(lines) == 0 {
		return
	}
	if t.fact != "" {
		d.readFact(t.fact, lines)
		return
	}
	base.Kind = t.kind
	switch t.cut {
	case prose:
		for _, it := range d.entries(lines) {
			base.Span = it.Span
			d.add(base)
		}
	case bySentence:
		for _, it := range d.entries(lines) {
			for _, s := range sentences(d.text, it.Span) {
				base.Span = trimEnds(d.text, s, ".;")
				d.add(base)
			}
		}
	default:
		for _, it := range d.items(lines) {
			st := base
			words := Fold(d.text[it.Start:it.End])
			switch {
			case it.stem != "":
				st.Stem = it.stem
			case semantic.OpensWithFrame(words):
				st.Stem = ""
			}
			st.Span = it.Span
			if t.cut == byFrame {
				st.Kind = semantic.FrameKind(joinStem(st.Stem, words), t.kind)
			}
			if it.lead {
				st.Kind = spec.Note
			}
			d.add(st)
		}
	}
}

// readFact keeps the first line as the fact's value; what follows is not
// understood and is said to be.
func (d *draft) readFact(name string, lines []line) {
	d.fact(name, lines[0].Span)
	for _, l := range lines[1:] {
		if !l.blank() {
			d.warn(l.num, "not understood, left out: %q", clip(l.text))
		}
	}
}

func joinStem(stem, words string) string {
	if stem == "" {
		return words
	}
	return stem + " " + words
}

// entries returns the bullets of lines where there are any, else the
// paragraphs.
func (d *draft) entries(lines []line) []item {
	if d.hasBullets(lines) {
		return d.bullets(lines)
	}
	return d.paragraphs(lines)
}

func (d *draft) hasBullets(lines []line) bool {
	for _, l := range lines {
		if _, ok := l.bullet(d.text); ok {
			return true
		}
	}
	return false
}

// items cuts lines into list entries: by bullets where there are any, else a
// lone paragraph at its semicolons, else by paragraphs.
func (d *draft) items(lines []line) []item {
	if d.hasBullets(lines) {
		return d.joinStems(d.bullets(lines))
	}
	if groups := blocks(lines); len(groups) == 1 {
		span := spanOf(groups[0])
		if strings.Contains(d.text[span.Start:span.End], ";") && len(d.paragraphs(lines)) == 1 {
			var out []item
			for _, s := range listItems(d.text, span) {
				out = append(out, item{Span: s})
			}
			return out
		}
	}
	return d.joinStems(d.paragraphs(lines))
}

// bullets returns one item a bullet; a line without a sign continues the
// bullet above it, and a sign that stands alone takes the lines below it.
func (d *draft) bullets(lines []line) []item {
	var out []item
	open := false
	for _, l := range lines {
		if l.blank() {
			open = open && len(out) > 0 && out[len(out)-1].Len() == 0
			continue
		}
		span, isBullet := l.bullet(d.text)
		switch {
		case isBullet:
			out = append(out, item{Span: span})
		case open && out[len(out)-1].Len() == 0:
			out[len(out)-1].Span = span
		case open:
			out[len(out)-1].End = span.End
		default:
			out = append(out, item{Span: span})
		}
		open = true
	}
	return out
}

// paragraphs returns one item a paragraph. Inside a paragraph a line that
// begins with a capital behind a finished one is an entry of its own: lists
// lose their blank lines.
func (d *draft) paragraphs(lines []line) []item {
	var out []item
	for _, block := range blocks(lines) {
		start := 0
		for i := 1; i <= len(block); i++ {
			if i == len(block) || terminated(block[i-1].text) && !startsLower(block[i].text) {
				span := spanOf(block[start:i])
				if s, ok := (line{Span: span, text: d.text[span.Start:span.End]}).bullet(d.text); ok {
					span = s
				}
				out = append(out, item{Span: span})
				start = i
			}
		}
	}
	return out
}

// joinStems trims the items and gives those that continue a stem theirs. A
// stem is an entry that waits for its subject: a bare frame ("Considerable
// knowledge"), or an entry that ends in a colon before entries in lower case.
func (d *draft) joinStems(list []item) []item {
	var out []item
	stem, preposition := "", ""
	for i, it := range list {
		words := Fold(d.text[it.Start:it.End])
		if words == "" {
			continue
		}
		if frame := semantic.IsFrame(words) && !terminated(strings.TrimRight(words, ":")); frame || strings.HasSuffix(words, ":") {
			stem, preposition = "", ""
			if !frame && (i+1 == len(list) || !startsLower(d.text[list[i+1].Start:list[i+1].End])) {
				it.Span, it.lead = trimEnds(d.text, it.Span, ":"), true
				out = append(out, it)
				continue
			}
			stem = strings.TrimRight(words, " :")
			preposition = semantic.FramePreposition(stem)
			continue
		}
		if stem != "" && !startsLower(words) && semantic.OpensWithFrame(words) {
			stem = ""
		}
		it.Span = trimEnds(d.text, it.Span, ".;,")
		it.stem = stem
		if stem != "" && preposition != "" {
			// The first entry may bring the preposition for all of them.
			first, _, _ := strings.Cut(words, " ")
			if semantic.IsPreposition(strings.ToLower(first)) {
				preposition = first
			} else {
				it.stem = stem + " " + preposition
			}
		}
		out = append(out, it)
	}
	return out
}

func trimBlank(lines []line) []line {
	for len(lines) > 0 && lines[0].blank() {
		lines = lines[1:]
	}
	for len(lines) > 0 && lastLine(lines).blank() {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// maxQuoted bounds how much of a line a warning quotes.
const maxQuoted = 60

func clip(s string) string {
	r := []rune(Fold(s))
	if len(r) <= maxQuoted {
		return string(r)
	}
	return string(r[:maxQuoted]) + "…"
}
