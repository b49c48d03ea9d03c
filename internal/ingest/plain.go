package ingest

import "crosswalk/internal/spec"

// wrapped is how long a line is, in bytes, that may go on in the next one
// though that begins with a capital.
const wrapped = 60

// ReadPlain cuts a text that has no headings into sentences and list items,
// all of them duties: it is what somebody writes in a hurry about a job.
func ReadPlain(text string) []spec.Statement {
	d := newDraft(text)
	for _, paragraph := range blocks(d.lines) {
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
	return d.doc.Statements
}

// goesOn reports whether a line continues the one before it.
func (d *draft) goesOn(before, l line) bool {
	if _, listed := d.bullet(l); listed {
		return false
	}
	return startsLower(l.text) || before.Len() >= wrapped && !terminated(before.text)
}
