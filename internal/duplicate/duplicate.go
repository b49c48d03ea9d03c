// Package duplicate finds texts that say the same in the same words, or in nearly the same.
package duplicate

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"crosswalk/internal/parallel"
	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// Two wordings are nearly the same if they share at least four fifths of their different
// stems (Jaccard), and if numbers, negations and voice are the same. Fewer than LeastStems
// stems are too few to leave any out.
const (
	LeastStems = 4

	shareOf, shareIn = 4, 5 // four fifths
)

// Least is the least share of stems in common.
const Least = float64(shareOf) / shareIn

// An Index knows which texts have the same wording and which wordings are nearly the same.
// It is immutable.
type Index struct {
	of   map[string]int32 // wording of each text
	near [][]int32        // wordings nearly the same as each, in their order
}

// A wording is what of a text is compared.
type wording struct {
	key   string   // its stems, in order, and its marks: equal for equal wordings
	marks string   // its numbers and negations, in order, and its voice
	stems []uint32 // different stems, the rarest first
}

// NewIndex reads texts. Its time is in proportion to their number, unless most of them are
// made of the same few stems.
func NewIndex(texts []string) *Index {
	x := &Index{of: make(map[string]int32, len(texts))}
	var distinct []string
	for _, text := range texts {
		if _, known := x.of[text]; !known {
			x.of[text] = int32(len(distinct))
			distinct = append(distinct, text)
		}
	}
	read := make([]wording, len(distinct))
	stems := make([][]string, len(distinct))
	parallel.For(len(distinct), func(i int) {
		stems[i] = semantic.Stems(distinct[i])
		read[i].marks = marksOf(distinct[i])
		read[i].key = strings.Join(stems[i], " ") + "\n" + read[i].marks
	})
	number := make(map[string]int32, len(distinct)) // wordings, by key
	var wordings []wording
	var words [][]string
	for i, text := range distinct {
		n, known := number[read[i].key]
		if !known {
			n = int32(len(wordings))
			number[read[i].key] = n
			wordings, words = append(wordings, read[i]), append(words, stems[i])
		}
		x.of[text] = n
	}
	rank(wordings, words)
	x.near = nearPairs(wordings)
	return x
}

// Wording returns the wording of a text of the index.
func (x *Index) Wording(text string) (wording int32, known bool) {
	wording, known = x.of[text]
	return wording, known
}

// Near lists the wordings that are nearly the same as one.
func (x *Index) Near(wording int32) []int32 { return x.near[wording] }

// Gather puts wordings, which are given in order of preference, into groups: the first
// stands for a group of those nearly the same as itself, then the next that is left. So each
// wording is nearly the same as the first of its group, and chains never form.
func (x *Index) Gather(preferred []int32) [][]int32 {
	place := make(map[int32]int, len(preferred))
	for i, w := range preferred {
		place[w] = i
	}
	var out [][]int32
	for _, first := range preferred {
		if _, left := place[first]; !left {
			continue
		}
		group := []int32{first}
		for _, w := range x.near[first] {
			if _, left := place[w]; left {
				group = append(group, w)
			}
		}
		slices.SortFunc(group, func(a, b int32) int { return cmp.Compare(place[a], place[b]) })
		for _, w := range group {
			delete(place, w)
		}
		out = append(out, group)
	}
	return out
}

// rank numbers the stems of wordings, the rarest lowest: what two wordings share is found
// fastest by their rare stems.
func rank(wordings []wording, words [][]string) {
	in := map[string]int{} // wordings that have a stem
	for i := range words {
		slices.Sort(words[i])
		words[i] = slices.Compact(words[i])
		for _, stem := range words[i] {
			in[stem]++
		}
	}
	order := make([]string, 0, len(in))
	for stem := range in {
		order = append(order, stem)
	}
	slices.SortFunc(order, func(a, b string) int { return cmp.Or(cmp.Compare(in[a], in[b]), cmp.Compare(a, b)) })
	number := make(map[string]uint32, len(order))
	for i, stem := range order {
		number[stem] = uint32(i)
	}
	for i := range wordings {
		for _, stem := range words[i] {
			wordings[i].stems = append(wordings[i].stems, number[stem])
		}
		slices.Sort(wordings[i].stems)
	}
}

// nearPairs finds all pairs of wordings that are nearly the same. Two of them share a stem
// among the rarest fifth of each, so only wordings with such a stem in common are compared
// (prefix filtering: Chaudhuri, Ganti and Kaushik 2006; Bayardo, Ma and Srikant 2007).
func nearPairs(wordings []wording) [][]int32 {
	near := make([][]int32, len(wordings))
	order := make([]int32, 0, len(wordings))
	for i := range wordings {
		if len(wordings[i].stems) >= LeastStems {
			order = append(order, int32(i))
		}
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		return cmp.Compare(len(wordings[a].stems), len(wordings[b].stems))
	})
	has := map[uint32][]int32{} // wordings so far by each of their rare stems, the shortest first
	seen := make([]int32, len(wordings))
	for turn, i := range order {
		w := &wordings[i]
		least := atLeast(len(w.stems))
		for _, stem := range w.stems[:len(w.stems)-least+1] {
			others := has[stem]
			for len(others) > 0 && len(wordings[others[0]].stems) < least {
				others = others[1:] // too short for this one and for all that follow
			}
			for _, k := range others {
				if seen[k] != int32(turn)+1 {
					seen[k] = int32(turn) + 1
					if nearlySame(w, &wordings[k]) {
						near[i], near[k] = append(near[i], k), append(near[k], i)
					}
				}
			}
			has[stem] = append(others, i)
		}
	}
	for i := range near {
		slices.Sort(near[i])
	}
	return near
}

// atLeast is how many of n stems another wording must share.
func atLeast(n int) int { return (shareOf*n + shareIn - 1) / shareIn }

func nearlySame(a, b *wording) bool {
	if a.marks != b.marks {
		return false
	}
	common := 0
	for i, k := 0, 0; i < len(a.stems) && k < len(b.stems); {
		switch {
		case a.stems[i] < b.stems[k]:
			i++
		case a.stems[i] > b.stems[k]:
			k++
		default:
			common, i, k = common+1, i+1, k+1
		}
	}
	return common*shareIn >= (len(a.stems)+len(b.stems)-common)*shareOf
}

var (
	denials = words(`no not never none neither nor cannot cant dont doesnt isnt arent wont without except excluding unless non nonsupervisory`)
	numbers = words(`one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty hundred thousand
		half twice double first second third fourth fifth ii iii iv vi vii viii ix`)
)

func words(list string) map[string]bool {
	out := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		out[word] = true
	}
	return out
}

// marksOf returns what turns a text round though most of its words stay: numbers, steps
// ("II"), negations and the passive voice.
func marksOf(text string) string {
	var b strings.Builder
	for _, t := range semantic.Tokens(text) {
		step := len(t.Word) == 1 && unicode.IsUpper(rune(text[t.Start])) // "Range A", "Clerk I"
		if step && t.Start == 0 || !step && !denials[t.Word] && !numbers[t.Word] && !strings.ContainsFunc(t.Word, unicode.IsDigit) {
			continue
		}
		b.WriteString(t.Word)
		b.WriteByte(' ')
	}
	if semantic.Read(text, spec.Duty).Passive {
		b.WriteString("by")
	}
	return b.String()
}
