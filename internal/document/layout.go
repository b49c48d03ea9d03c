package document

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// A glyph is one character of a page and where it stands. Up is positive, as in
// PDF.
type glyph struct {
	r                        rune
	font                     string // its name; empty where it was not asked for
	left, right, bottom, top float64
}

func (g *glyph) height() float64 { return g.top - g.bottom }

// A run is what stands on one line without a wide gap.
type run struct {
	glyph // its box; r is not used
	text  []rune
}

// Shares of the height of a line that decide how glyphs belong together.
const (
	sameLine   = 0.5  // of the smaller height: two runs overlap by this much on one line
	offLine    = 0.25 // of its height: the middle of a comma stands below its line by less
	doubled    = 0.2  // a letter this near to the same letter is its shadow: bold by overprinting
	paragraph  = 0.55 // the gap to the next line is larger than usual by this much
	columnGap  = 2.0  // a gap this wide separates columns
	wideColumn = 0.28 // of the width of the page: a column of prose, not of labels
)

// A row is what stands on one line: a run, or several that are apart.
type row struct {
	glyph  // its box; r is not used
	runs   []run
	bullet bool
}

// pageText writes the glyphs of a page, in their order in the file, as lines. A
// paragraph is one line, where the layout shows that its lines were broken by the
// margin; blank lines stand where the page has a gap. known says which words there
// are; it may be nil.
func pageText(glyphs []glyph, known func(string) bool) string {
	rows := rowsOf(inColumns(runsOf(withoutDoubles(glyphs))))
	usual := usualGap(rows)
	var b []byte
	for i := range rows {
		r := &rows[i]
		if i > 0 {
			before := &rows[i-1]
			gap := before.bottom - r.top
			far := gap > usual+paragraph*r.height() || r.bottom > before.top
			switch {
			case before.hyphenated() && !r.bullet:
				if keepsHyphen(before, r, known) {
					b = append(b, '-')
				}
			case !far && wrapped(rows, i, usual) && before.brokenAtHyphen(r):
				if !keepsHyphen(before, r, known) {
					b = b[:len(b)-1]
				}
			case !far && wrapped(rows, i, usual):
				b = append(b, ' ')
			case far:
				b = append(b, "\n\n"...)
			default:
				b = append(b, '\n')
			}
		}
		b = append(b, r.text()...)
	}
	return string(b)
}

// rowsOf puts runs that stand beside one another on one row.
func rowsOf(runs []run) []row {
	bullets := bulletsOf(runs)
	var out []row
	for i := range runs {
		r := runs[i]
		if n := len(out) - 1; n >= 0 && follows(&runs[i-1], &r) {
			out[n].runs = append(out[n].runs, r)
			out[n].right, out[n].top, out[n].bottom = max(out[n].right, r.right), max(out[n].top, r.top), min(out[n].bottom, r.bottom)
			continue
		}
		sign := r.sign(after(runs, i))
		out = append(out, row{glyph: r.glyph, runs: []run{r}, bullet: bullets[sign] || listSigns[sign]})
		if bullets[sign] {
			out[len(out)-1].runs[0].text = append([]rune{'•'}, r.text[1:]...)
		}
	}
	return out
}

// listSigns start a list item even if the sign occurs once.
var listSigns = map[rune]bool{'•': true, '-': true, '–': true, '*': true, '·': true, '▪': true, '●': true, '○': true, '\uf0b7': true, '\uf0a7': true}

// text writes a row: a tab stands where its runs are apart, a space behind the sign
// of a list.
func (r *row) text() string {
	var b strings.Builder
	for i, part := range r.runs {
		switch {
		case i == 1 && r.bullet && len(r.runs[0].text) == 1:
			b.WriteByte(' ')
		case i > 0:
			b.WriteByte('\t')
		}
		b.WriteString(clean(part.text, i == 0))
	}
	return b.String()
}

func (r *row) last() *run { return &r.runs[len(r.runs)-1] }

// wrapped reports whether the margin broke a line before the i-th row: its first
// word would not have fitted behind the row above. The margin comes from the
// adjacent rows; for a block of only two rows, from all rows with the same left edge.
func wrapped(rows []row, i int, usual float64) bool {
	a, b := &rows[i-1], &rows[i]
	if b.bullet || len(b.runs) > 1 || numbered.MatchString(string(b.runs[0].text)) || math.Abs(a.height()-b.height()) > a.height()/2 {
		return false
	}
	margin := max(a.right, b.right)
	near := func(k int) bool {
		gap := rows[k-1].bottom - rows[k].top
		return gap <= usual+paragraph*rows[k].height() && rows[k].bottom < rows[k-1].top
	}
	around := 2
	for k := i - 1; k > 0 && near(k); k-- {
		margin = max(margin, rows[k-1].right)
		around++
	}
	for k := i + 1; k < len(rows) && near(k); k++ {
		margin = max(margin, rows[k].right)
		around++
	}
	for k := 0; k < len(rows) && around == 2; k++ {
		if math.Abs(rows[k].left-a.left) < a.height() {
			margin = max(margin, rows[k].right)
		}
	}
	return a.right+b.firstWidth()+a.height()/2 > margin
}

// numbered matches the number of an item.
var numbered = regexp.MustCompile(`^\(?(?:[0-9]{1,2}|[a-zA-Z]|[ivx]{1,4})[.)]\s`)

// firstWidth is about how wide the first word of a row is.
func (r *row) firstWidth() float64 {
	text := r.runs[0].text
	n := slices.Index(text, ' ')
	if n < 0 {
		n = len(text)
	}
	return (r.runs[0].right - r.runs[0].left) * float64(n) / float64(len(text))
}

// withoutDoubles leaves out a glyph that is drawn again over itself, a way to set
// bold type.
func withoutDoubles(glyphs []glyph) []glyph {
	const cell = 4 // points
	type place struct {
		r    rune
		x, y int
	}
	at := map[place][]int{}
	var out []glyph
	for _, g := range glyphs {
		if unicode.IsSpace(g.r) || g.r < ' ' || g.height() <= 0 {
			out = append(out, g)
			continue
		}
		x, y := int(math.Floor(g.left/cell)), int(math.Floor(g.bottom/cell))
		seen := false
		for dx := -1; dx <= 1 && !seen; dx++ {
			for dy := -1; dy <= 1 && !seen; dy++ {
				seen = slices.ContainsFunc(at[place{g.r, x + dx, y + dy}], func(k int) bool {
					near := doubled * g.height()
					return math.Abs(out[k].left-g.left) < near && math.Abs(out[k].bottom-g.bottom) < near
				})
			}
		}
		if seen {
			continue
		}
		at[place{g.r, x, y}] = append(at[place{g.r, x, y}], len(out))
		out = append(out, g)
	}
	return out
}

// runsOf joins glyphs that follow one another on one line. PDFium says where words
// and lines end; where a line is broken by a wide gap, the rest is a run of its own.
func runsOf(glyphs []glyph) []run {
	var out []run
	space, fresh := false, true
	for _, g := range glyphs {
		n := len(out) - 1
		switch {
		case g.r == '\n' || g.r == '\r':
			fresh = true
			continue
		case unicode.IsSpace(g.r):
			space = true
			continue
		case g.r == lineHyphen: // has no box of its own
			if n >= 0 && !fresh {
				out[n].text = append(out[n].text, lineHyphen)
			}
			continue
		}
		if n < 0 || !out[n].goesOn(&g, fresh) {
			out = append(out, run{glyph: g, text: []rune{g.r}})
			space, fresh = false, false
			continue
		}
		r := &out[n]
		if space || fresh {
			r.text = append(r.text, ' ')
		}
		r.text = append(r.text, g.r)
		r.right, r.top, r.bottom = max(r.right, g.right), max(r.top, g.top), min(r.bottom, g.bottom)
		space, fresh = false, false
	}
	return out
}

// goesOn reports whether a glyph belongs to the run. Its box is that of its ink, so
// a comma stands below the line and an apostrophe above it.
func (r *run) goesOn(g *glyph, fresh bool) bool {
	gap := columnGap * r.height()
	if fresh {
		gap /= 2
	}
	middle, slack := (g.top+g.bottom)/2, r.height()*offLine
	return g.left >= r.left && g.left-r.right <= gap && middle >= r.bottom-slack && middle <= r.top+slack
}

// sign returns the character that stands apart before the text of a line, where b is
// what follows it; or 0.
func (r *run) sign(next *run) rune {
	if len(r.text) > 2 && r.text[1] == ' ' || len(r.text) == 1 && next != nil && follows(r, next) {
		return r.text[0]
	}
	return 0
}

// fewestBullets is the minimum number of lines that a sign must begin to count as a
// bullet.
const fewestBullets = 2

// bulletsOf finds the signs that stand apart before the text of several lines: the
// font of a bullet may say that it is a letter.
func bulletsOf(runs []run) map[rune]bool {
	count := map[rune]int{}
	for i := range runs {
		if i > 0 && follows(&runs[i-1], &runs[i]) {
			continue
		}
		if r := runs[i].sign(after(runs, i)); r > unicode.MaxASCII {
			count[r]++
		}
	}
	out := map[rune]bool{}
	for r, n := range count {
		out[r] = n >= fewestBullets
	}
	return out
}

func after(runs []run, i int) *run {
	if i+1 < len(runs) {
		return &runs[i+1]
	}
	return nil
}

// overlap is the share of the smaller height by which two boxes stand beside one
// another.
func overlap(a, b *glyph) float64 {
	smaller := min(a.height(), b.height())
	if smaller <= 0 { // a dash or a full stop in an odd font
		if b.bottom >= a.bottom-1 && b.top <= a.top+1 || a.bottom >= b.bottom-1 && a.top <= b.top+1 {
			return 1
		}
		return 0
	}
	return (min(a.top, b.top) - max(a.bottom, b.bottom)) / smaller
}

// follows reports whether b stands on the line of a, to the right of it.
func follows(a, b *run) bool { return b.left >= a.right-1 && overlap(&a.glyph, &b.glyph) >= sameLine }

// hyphenated reports whether a word is broken at the end of a row, as the file says.
func (r *row) hyphenated() bool {
	text := r.last().text
	last := text[len(text)-1]
	return last == lineHyphen || last == softHyphen
}

// brokenAtHyphen reports whether a row ends in a word and a hyphen, which the next one
// goes on with: "man-" above "agement".
func (r *row) brokenAtHyphen(next *row) bool {
	text := r.last().text
	n := len(text)
	return n > 1 && text[n-1] == '-' && unicode.IsLetter(text[n-2]) && unicode.IsLower(next.runs[0].text[0])
}

// keepsHyphen reports whether the hyphen at the end of a is one of a compound:
// "hiring-phases", where no word is made without it.
func keepsHyphen(a, b *row, known func(string) bool) bool {
	text := a.last().text
	if text[len(text)-1] == softHyphen {
		return false
	}
	before, after := lastWord(string(text[:len(text)-1])), firstWord(string(b.runs[0].text))
	return known == nil || !known(strings.ToLower(before+after))
}

func lastWord(s string) string { return s[len(strings.TrimRightFunc(s, unicode.IsLetter)):] }

func firstWord(s string) string { return s[:len(s)-len(strings.TrimLeftFunc(s, unicode.IsLetter))] }

const (
	softHyphen = '\u00ad'
	// lineHyphen is what PDFium writes for a hyphen at the end of a line.
	lineHyphen = '\x02'
)

// usualGap is the median distance from one row to the next below it.
func usualGap(rows []row) float64 {
	var gaps []float64
	for i := 1; i < len(rows); i++ {
		if gap := rows[i-1].bottom - rows[i].top; gap > -rows[i].height() && gap < 3*rows[i].height() {
			gaps = append(gaps, gap)
		}
	}
	if len(gaps) == 0 {
		return 0
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/2]
}

// inColumns puts the runs of a page that a file holds line by line across two
// columns into the order in which they are read. Runs that are in that order stay.
func inColumns(runs []run) []run {
	var left, right float64
	if len(runs) > 0 {
		left, right = runs[0].left, runs[0].right
	}
	for i := range runs {
		left, right = min(left, runs[i].left), max(right, runs[i].right)
	}
	width := right - left
	var out []run
	for i := 0; i < len(runs); {
		n := acrossColumns(runs[i:], left, width)
		if n == 0 {
			out = append(out, runs[i])
			i++
			continue
		}
		for _, second := range []bool{false, true} {
			for k := i; k < i+n; k++ {
				if (k > i && follows(&runs[k-1], &runs[k])) == second {
					out = append(out, runs[k])
				}
			}
		}
		i += n
	}
	return out
}

// fewestLines is how many lines go across two columns at least.
const fewestLines = 4

// acrossColumns returns how many runs at the start are pairs of two wide columns
// that lie side by side: lines of prose in both, cut at the same place.
func acrossColumns(runs []run, left, width float64) int {
	n, gutter, wide := 0, 0.0, 0
	for n+1 < len(runs) && follows(&runs[n], &runs[n+1]) {
		a, b := &runs[n], &runs[n+1]
		if n == 0 {
			gutter = b.left
		}
		if math.Abs(b.left-gutter) > a.height() || a.right > gutter || a.left-left > width/4 || n+2 < len(runs) && follows(b, &runs[n+2]) {
			break
		}
		if a.right-a.left > wideColumn*width && b.right-b.left > wideColumn*width {
			wide++
		}
		n += 2
	}
	if n < 2*fewestLines || wide < n/4 {
		return 0
	}
	return n
}

// ligatures are characters that stand for several letters.
var ligatures = map[rune]string{
	'ﬀ': "ff", 'ﬁ': "fi", 'ﬂ': "fl", 'ﬃ': "ffi", 'ﬄ': "ffl", 'ﬅ': "st", 'ﬆ': "st",
}

// clean writes what a font draws as the characters that it means. A sign of a font
// of symbols that begins a line is a bullet.
func clean(text []rune, beginsLine bool) string {
	var b strings.Builder
	for i, r := range text {
		switch {
		case ligatures[r] != "":
			b.WriteString(ligatures[r])
		case unicode.Is(unicode.Co, r) || r == unicode.ReplacementChar:
			if i == 0 && beginsLine && len(text) > 1 {
				b.WriteRune('•')
			}
		case r == softHyphen, unicode.Is(unicode.Cf, r), r != '\t' && unicode.IsControl(r):
		case unicode.IsSpace(r) && r != '\t':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return strings.TrimSpace(b.String())
}
