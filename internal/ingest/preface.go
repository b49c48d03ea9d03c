package ingest

import (
	"regexp"

	"crosswalk/internal/spec"
)

// The title of a class, and who issued it, stand before the first heading.

// letterhead matches lines that name an employer and not a class.
var letterhead = regexp.MustCompile(`(?i)^(?:the\s+)?(?:state|city|county|town|village|commonwealth|government|university|borough|district)(?:\s+and\s+(?:county|borough))?\s+of\s|(?:\b(?:county|city|state|department|agency|district|authority|university|college|commission|personnel board)\b[ ,]*)$|^(?:class|job|position)\s+(?:specification|description|spec)s?$|^skip to `)

// maxTitleBytes bounds a title; a longer first line is text.
const maxTitleBytes = 120

// readPreface takes title and code from what stands before the first heading,
// and returns the last line that names an employer.
func (d *draft) readPreface(lines []line) (issuer string) {
	lines = trimBlank(d.classLines(lines))
	d.labelledCode(lines)
	for len(lines) > 0 {
		title := lines[0].Span
		title.End = title.Start + len(d.withoutCode(lines[0], lines[0].text))
		if gap := wideGap.FindStringIndex(lines[0].text); gap != nil {
			title.End = title.Start + gap[0]
			if printDate.MatchString(d.text[title.Start:title.End]) { // of a page that was printed from a browser
				title = trim(d.text, spec.Span{Start: lines[0].Start + gap[1], End: lines[0].End})
				if code := titleCode.FindStringIndex(d.text[title.Start:title.End]); code != nil {
					title.End = title.Start + code[0]
				}
			}
		}
		if m := codePattern.FindStringIndex(d.text[title.Start:title.End]); m != nil {
			title.End = title.Start + m[0]
		}
		title = trimEnds(d.text, title, ",;:-–(")
		words := d.text[title.Start:title.End]
		switch {
		case title.Len() == 0, letterhead.MatchString(words):
			if title.Len() > 0 {
				issuer = Fold(words)
				d.addSpan(spec.Note, lines[0].Span)
			}
			lines = trimBlank(lines[1:])
			continue
		case title.Len() <= maxTitleBytes:
			d.doc.Class.Title = Fold(words)
			lines = lines[1:]
		}
		break
	}
	d.readTopic(topic{kind: spec.Other}, lines, spec.Statement{})
	return issuer
}

// printDate matches the date that a browser prints above a page.
var printDate = regexp.MustCompile(`^\d{1,2}/\d{1,2}/\d{2,4}(?:,? \d{1,2}:\d{2}(?: ?[AP]M)?)?$`)

// titlePattern finds the class's name in the clause that cancels the older
// specification, where a document has no title line.
var titlePattern = regexp.MustCompile(`(?i)specification for the class of\s+(.{3,100}?)\s+(?:in salary|approved|effective|dated)`)

// chooseTitle takes the title from a label ("CLASS TITLE: ...") before the
// first line, and from the cancellation clause where there is neither.
func (d *draft) chooseTitle() {
	for _, f := range d.doc.Facts {
		if f.Name == FactTitle && !SameTitle(f.Value, d.doc.Class.Title) {
			d.doc.Class.Title = f.Value
			return
		}
	}
	if d.doc.Class.Title == "" {
		if m := titlePattern.FindStringSubmatch(d.text); m != nil {
			d.doc.Class.Title = Fold(m[1])
		}
	}
}
