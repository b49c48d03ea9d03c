package eval

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"crosswalk/internal/app"
	"crosswalk/internal/spec"
)

// wordLabels holds pairs with the words that each of two readers marked as carrying
// the match, split at white space and numbered from 1.
//
//go:embed labels/words.tsv
var wordLabels string

// words measures which words answers mark: those that two texts share, and those
// that the encoder finds alike.
func words(dir string, w io.Writer) error {
	rows, err := readTable(filepath.Join(dir, gradedPairs))
	if err != nil {
		return err
	}
	sources, err := gradedTexts(dir, rows)
	if err != nil {
		return err
	}
	texts := make(map[string]string, len(sources))
	for text := range sources {
		texts[textKey(text)] = text
	}
	m, err := app.NewMatcher(nil)
	if err != nil {
		return err
	}
	labels, err := tableOf("labels of words", wordLabels)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "words: which words carry a match, as two readers marked them; F1 against each, the mean")
	for _, part := range []Part{PartChoose, PartReport} {
		var readers, stems, both agreement
		n := 0
		for _, row := range labels {
			a, b := texts[row["requirement"]], texts[row["offered"]]
			if a == "" || b == "" {
				return fmt.Errorf("labels of words: no text has the key %s or %s", row["requirement"], row["offered"])
			}
			if PartOf(EmployerOf(sources[a])) != part {
				continue
			}
			n++
			marks, err := m.Marks(context.Background(), a, b)
			if err != nil {
				return err
			}
			for side, text := range []string{a, b} {
				first, second, _ := strings.Cut(row[[]string{"required_words", "offered_words"}[side]], ";")
				readers.add(numbers(first), numbers(second))
				for _, gold := range [][]int{numbers(first), numbers(second)} {
					stems.add(wordsAt(text, marks.Shared[side]), gold)
					both.add(wordsAt(text, marks.Marked[side]), gold)
				}
			}
		}
		fmt.Fprintf(w, "  %s: %d pairs; the readers against each other %.3f; stems alone %s; stems and encoder %s\n", part, n, readers.f1(), stems, both)
	}
	return nil
}

// agreement counts marked words.
type agreement struct{ marked, right, gold int }

func (a *agreement) add(marked, gold []int) {
	a.marked += len(marked)
	a.gold += len(gold)
	for _, m := range marked {
		if slices.Contains(gold, m) {
			a.right++
		}
	}
}

func (a agreement) f1() float64 { return 2 * float64(a.right) / float64(max(1, a.marked+a.gold)) }

func (a agreement) String() string {
	return fmt.Sprintf("%.3f (precision %.3f, recall %.3f)", a.f1(), float64(a.right)/float64(max(1, a.marked)), float64(a.right)/float64(max(1, a.gold)))
}

func numbers(fields string) []int {
	var out []int
	for f := range strings.FieldsSeq(fields) {
		if n, err := strconv.Atoi(f); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// wordsAt numbers the words of a text that byte ranges touch.
func wordsAt(text string, spans []spec.Span) []int {
	var out []int
	at := 0
	for i, word := range strings.Fields(text) {
		start := at + strings.Index(text[at:], word)
		at = start + len(word)
		if slices.ContainsFunc(spans, func(s spec.Span) bool { return s.Start < at && start < s.End }) {
			out = append(out, i+1)
		}
	}
	return out
}
