package eval

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"crosswalk/internal/ingest"
	"crosswalk/internal/qualification"
	"crosswalk/internal/spec"
)

// documents counts what becomes of the California specifications: classes,
// statements, and what is in none of them.
func documents(dir string, w io.Writer) error {
	var specs, classes, statements, comparable, characters, lost int
	kinds := map[spec.Kind]int{}
	var read asked
	remainder := map[string]int{} // characters by heading
	last := ""
	err := readSpecifications(filepath.Join(dir, codedSpecs), func(file string, doc *ingest.Document) error {
		classes++
		statements += len(doc.Statements)
		if slices.ContainsFunc(doc.Statements, func(st spec.Statement) bool { return st.Kind.IsRequirement() }) {
			comparable++
		}
		read.add(doc)
		if file == last {
			return nil
		}
		last = file
		specs++
		whole := ingest.Read(doc.Text)
		for _, st := range whole.Statements {
			kinds[st.Kind]++
		}
		n, left := accounted(whole)
		characters += n
		for heading, k := range left {
			lost += k
			remainder[heading] += k
		}
		return nil
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "documents: %d specifications of the State of California, %d classes, %d of them with something to compare\n", specs, classes, comparable)
	fmt.Fprintf(w, "  statements: %d, what classes share counted for each\n", statements)
	for _, k := range spec.Kinds {
		if kinds[k] > 0 {
			fmt.Fprintf(w, "    %-18s %6d, each once\n", k.Words(), kinds[k])
		}
	}
	fmt.Fprintf(w, "  characters that are no heading, table or blank: %d; in no statement, frame or connector: %d (%.2f %%)\n", characters, lost, 100*float64(lost)/float64(max(1, characters)))
	other := float64(kinds[spec.Other])
	fmt.Fprintf(w, "  statements under headings that no rule knows: %.0f\n", other)
	for _, h := range largest(remainder, 8) {
		fmt.Fprintf(w, "    left under %q: %d\n", h, remainder[h])
	}
	read.report(w)
	return nil
}

var (
	// leftOut is what stands between statements and says nothing by itself: list
	// signs, the frame of a list, what joins two entries.
	leftOut = regexp.MustCompile(`(?i)\b(?:knowledge of|ability to|abilities to|skills? in|all of the above|all the above|in addition to (?:the above|what all levels require)|and|or|and/or|plus)\b|[^a-z0-9]+`)
)

// accounted counts the characters of a specification that headings, tables and
// white space are no part of, and those of them that are in no statement, by
// the section of the statement before.
func accounted(doc *ingest.Document) (characters int, left map[string]int) {
	covered := make([]bool, len(doc.Text))
	mark := func(s spec.Span) {
		for i := s.Start; i < s.End; i++ {
			covered[i] = true
		}
	}
	for _, st := range doc.Statements {
		mark(st.Span)
	}
	for _, f := range doc.Facts {
		mark(f.Span)
	}
	left = map[string]int{}
	at, section, cell := 0, "", false
	for line := range strings.Lines(doc.Text) {
		start, end := at, at+len(line)
		at = end
		words := strings.TrimSpace(line)
		switch {
		case words == "":
			continue
		case strings.HasPrefix(words, "#"):
			section = strings.Trim(words, "# *:")
			continue
		case strings.HasPrefix(words, "|"):
			cell = strings.HasSuffix(words, "|")
			continue
		case cell:
			cell = false
			continue
		}
		var open strings.Builder
		for i := start; i < end; i++ {
			if c := doc.Text[i]; c > ' ' {
				characters++
			}
			if covered[i] {
				open.WriteByte(' ')
			} else {
				open.WriteByte(doc.Text[i])
			}
		}
		if rest := leftOut.ReplaceAllString(open.String(), ""); rest != "" && !headLine.MatchString(words) {
			left[section] += len(rest)
		}
	}
	return characters, left
}

// headLine matches the lines of codes and dates under the title, the captions
// of tables, and the title where it has no sign.
var headLine = regexp.MustCompile(`(?i)^-? ?(?:schematic code|class code|established|revised|title changed|series established)\b| - (?:class titles and codes|dates established)`)

func largest(counts map[string]int, n int) []string {
	var names []string
	for name := range counts {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	return names[:min(n, len(names))]
}

// asked counts what the minimum qualifications of classes are read as.
type asked struct {
	classes, alternatives, experiences, withoutYears, feeders, education, licences, other, substitutions int
	characters, remainder                                                                                int
}

func (a *asked) add(doc *ingest.Document) {
	required := slices.DeleteFunc(slices.Clone(doc.Statements), func(st spec.Statement) bool {
		return st.Kind != spec.Qualification && st.Kind != spec.Substitution
	})
	if len(required) == 0 {
		return
	}
	a.classes++
	for _, st := range required {
		a.characters += st.Span.Len()
	}
	r := qualification.Read(doc.Text, required, nil)
	for _, t := range r.Remainder {
		a.remainder += t.Span.Len()
	}
	conditions := slices.Clone(r.Common)
	for _, alternative := range r.Alternatives {
		a.alternatives++
		conditions = append(conditions, alternative.Conditions...)
	}
	for _, c := range conditions {
		a.substitutions += len(c.Substitutions)
		switch c.Kind {
		case qualification.ExperienceAsked:
			a.experiences++
			a.feeders += len(c.Experience.Feeders)
			if c.Experience.Years == nil {
				a.withoutYears++
			}
		case qualification.EducationAsked:
			a.education++
		case qualification.LicenceAsked:
			a.licences++
		default:
			a.other++
		}
	}
}

func (a *asked) report(w io.Writer) {
	fmt.Fprintf(w, "  minimum qualifications of %d classes: %d alternatives; experience %d (%d without a stated time), education %d, licence %d, other %d; substitutions %d; ways in named %d\n",
		a.classes, a.alternatives, a.experiences, a.withoutYears, a.education, a.licences, a.other, a.substitutions, a.feeders)
	fmt.Fprintf(w, "    characters not understood: %d of %d (%.2f %%)\n", a.remainder, a.characters, 100*float64(a.remainder)/float64(max(1, a.characters)))
}
