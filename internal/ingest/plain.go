package ingest

import (
	"strings"

	"crosswalk/internal/spec"
)

// wrapped is how long a line is, in bytes, that may go on in the next one
// though that begins with a capital.
const wrapped = 60

// titleWords is how many words a line has at most that may be a title.
const titleWords = 10

// ReadPlain cuts a text that has no headings into sentences and list items,
// all of them duties: it is what somebody writes in a hurry about a job. A
// short line that stands above the rest, apart, is its title.
func ReadPlain(text string) (title string, duties []spec.Statement) {
	d := newDraft(text)
	paragraphs := blocks(d.lines)
	if len(paragraphs) > 1 && len(paragraphs[0]) == 1 {
		first := paragraphs[0][0].text
		if _, listed := d.bullet(paragraphs[0][0]); !listed && !terminated(first) && len(strings.Fields(first)) <= titleWords {
			title, paragraphs = Fold(first), paragraphs[1:]
		}
	}
	for _, paragraph := range paragraphs {
		for start := 0; start < len(paragraph); {
			end := start + 1
			for end < len(paragraph) && d.goesOn(paragraph[end-1], paragraph[end]) {
				end++
			}
			span := spanOf(paragraph[start:end])
			if content, ok := d.bullet(paragraph[start]); ok {
				span.Start = content.Start
			}
			for _, item := range listItems(text, span) {
				for _, sentence := range sentences(text, item) {
					d.addSpan(spec.Duty, sentence)
				}
			}
			start = end
		}
	}
	d.finish()
	return title, d.doc.Statements
}

// goesOn reports whether a line continues the one before it.
func (d *draft) goesOn(before, l line) bool {
	if _, listed := d.bullet(l); listed {
		return false
	}
	return startsLower(l.text) || before.Len() >= wrapped && !terminated(before.text)
}
