package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"crosswalk/internal/app"
)

// unreadShown is how many headings a summary names.
const unreadShown = 25

// unreadHeading is a heading that no rule knows, over all documents.
type unreadHeading struct {
	heading               string
	documents, characters int
}

// printSummary says what many documents became, and under which headings they
// say what was not understood, the most first: a line in a table of headings
// (--headings) makes a rule know them.
func printSummary(w io.Writer, outcomes []ingestOutcome, failed int) {
	classes, statements := 0, 0
	became := map[string]int{}
	byHeading := map[string]*unreadHeading{}
	for _, o := range outcomes {
		if o.IngestReport == nil {
			continue
		}
		became[o.Outcome]++
		for _, r := range append([]*app.IngestReport{o.IngestReport}, o.Others...) {
			classes++
			statements += r.Class.Statements
		}
		for _, u := range o.Unread {
			h := byHeading[u.Heading]
			if h == nil {
				h = &unreadHeading{heading: u.Heading}
				byHeading[u.Heading] = h
			}
			h.documents++
			h.characters += u.Characters
		}
	}
	fmt.Fprintf(w, "%s: %s, %s; %d added, %d revised, %d reread, %d unchanged, %d failed\n", plural(len(outcomes), "document"),
		plural(classes, "class"), plural(statements, "statement"), became["added"], became["revised"], became["reread"], became["unchanged"], failed)
	var list []*unreadHeading
	for _, h := range byHeading {
		list = append(list, h)
	}
	if len(list) == 0 {
		return
	}
	slices.SortFunc(list, func(a, b *unreadHeading) int {
		return cmp.Or(cmp.Compare(b.characters, a.characters), cmp.Compare(a.heading, b.heading))
	})
	fmt.Fprintln(w, "not understood, by heading:")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, h := range list[:min(unreadShown, len(list))] {
		fmt.Fprintf(t, "  %s\t%s\t%d bytes\n", cmp.Or(h.heading, "(no heading)"), plural(h.documents, "document"), h.characters)
	}
	t.Flush()
	if n := len(list) - unreadShown; n > 0 {
		fmt.Fprintf(w, "  and %s more\n", plural(n, "heading"))
	}
}
