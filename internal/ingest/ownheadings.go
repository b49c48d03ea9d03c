package ingest

import (
	"strings"

	"crosswalk/internal/spec"
)

// Headings are an employer's own words for what stands under a heading. They
// go before the built-in ones; nil has none.
type Headings struct{ topics map[string]topic }

// ParseHeadings reads a table of headings: on each line a heading as the
// employer words it and, behind a tab, a heading that is known already and
// means the same. Empty lines and lines that begin with "#" are left out.
// Errors name the line.
func ParseHeadings(table string) (*Headings, error) {
	h := &Headings{topics: map[string]topic{}}
	n := 0
	for line := range strings.Lines(table) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		own, known, ok := strings.Cut(line, "\t")
		if own = normalHeading(own); !ok || own == "" {
			return nil, spec.Errorf(spec.Invalid, "want a heading and, behind a tab, a known one that means the same").At(n)
		}
		t, ok := sectionTopics[normalHeading(known)]
		if !ok {
			t, ok = topicByPhrase[normalHeading(known)]
		}
		if !ok {
			return nil, spec.Errorf(spec.Invalid, "%q is no known heading; %q, %q and %q are some", strings.TrimSpace(known),
				"typical tasks", "knowledge and abilities", "minimum qualifications").At(n)
		}
		h.topics[own] = t
	}
	return h, nil
}

// topicOf returns what stands under a heading by the employer's own words.
func (h *Headings) topicOf(label string) (topic, bool) {
	if h == nil {
		return topic{}, false
	}
	t, ok := h.topics[normalHeading(label)]
	return t, ok
}

// topicOf returns what stands under a heading, by the employer's own words
// first.
func (d *draft) topicOf(label string) (topic, bool) {
	if t, ok := d.own.topicOf(label); ok {
		return t, true
	}
	return topicOf(label)
}
