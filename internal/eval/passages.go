package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

// passageLabels is a file of the test data: passages about minimum qualifications with
// what one reader found in them, quoted in words.
const passageLabels = "qualification_labels_dev.jsonl"

// A quotedRequirement is a node of such a label: all or any of others, or a quotation.
type quotedRequirement struct {
	All, Any   []quotedRequirement
	Kind, Text string
}

// labelledPassages reads the labels and finds their quotations in the documents.
func labelledPassages(dir string, texts map[string]string) ([]labelledQualification, error) {
	file, err := os.Open(filepath.Join(dir, passageLabels))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var out []labelledQualification
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		var l struct {
			Doc, Title, Text string
			Requires         quotedRequirement
			Desired          []quotedRequirement
		}
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", passageLabels, n, err)
		}
		doc := foldText(texts[l.Doc])
		doc.from = max(0, strings.Index(doc.words, l.Text[:min(len(l.Text), openingBytes)]))
		tree, err := doc.requirement(&l.Requires)
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %s: %w", passageLabels, n, l.Doc, err)
		}
		wished, err := doc.requirement(&quotedRequirement{All: l.Desired})
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %s: %w", passageLabels, n, l.Doc, err)
		}
		one := labelledQualification{Doc: l.Doc, Reader: "A", Title: l.Title, Requires: tree}
		for i := range wished.All {
			one.Desired = append(one.Desired, wished.All[i].At)
		}
		out = append(out, one)
	}
	return out, lines.Err()
}

// openingBytes is how much of a passage tells it from the rest of its document.
const openingBytes = 60

// A foldedText is a text with its white space folded, in which quotations are found.
type foldedText struct {
	words string
	at    []int // byte of the text at which each byte of words stands
	from  int   // where the next quotation is looked for first
}

func foldText(text string) *foldedText {
	f := &foldedText{}
	var words strings.Builder
	blank := true
	for i, r := range text {
		if unicode.IsSpace(r) {
			if !blank {
				words.WriteByte(' ')
				f.at = append(f.at, i)
			}
			blank = true
			continue
		}
		blank = false
		_, size := utf8.DecodeRuneInString(text[i:])
		words.WriteString(text[i : i+size])
		for k := range size {
			f.at = append(f.at, i+k)
		}
	}
	f.words = words.String()
	return f
}

// requirement turns the quotations of a label into byte ranges.
func (f *foldedText) requirement(q *quotedRequirement) (requirement, error) {
	out := requirement{Kind: q.Kind}
	if q.Text != "" {
		quoted := strings.Join(strings.Fields(q.Text), " ")
		at := strings.Index(f.words[f.from:], quoted) + f.from
		if at < f.from {
			if at = strings.Index(f.words, quoted); at < 0 {
				return out, fmt.Errorf("%q does not stand in the document", q.Text)
			}
		}
		f.from = at
		out.At = [2]int{f.at[at], f.at[at+len(quoted)-1] + 1}
		return out, nil
	}
	for _, list := range []struct {
		from []quotedRequirement
		to   *[]requirement
	}{{q.All, &out.All}, {q.Any, &out.Any}} {
		for i := range list.from {
			child, err := f.requirement(&list.from[i])
			if err != nil {
				return out, err
			}
			*list.to = append(*list.to, child)
		}
	}
	return out, nil
}
