package likeness

import (
	"cmp"
	"slices"

	"github.com/viterin/vek/vek32"

	"crosswalk/internal/jobtitle"
	"crosswalk/internal/match"
	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// KindWeight says what a statement of a kind counts in the text of a job, 0 if nothing.
// With equal weights, qualifications and administrative text would drown the duties.
func KindWeight(k spec.Kind) float64 { return kindWeights[k] }

var kindWeights = map[spec.Kind]float64{
	spec.Purpose: 1.5, spec.RoleDescription: 0.8, spec.Duty: 1, spec.Task: 1, spec.Behavior: 0.7,
	spec.Knowledge: 0.7, spec.Skill: 0.5, spec.Ability: 0.4, spec.Other: 0.4, spec.Context: 0.5,
	spec.Qualification: 0.2, spec.Result: 0.5, spec.Responsibility: 0.5,
}

// A WeightedText is the text of a statement and what it counts.
type WeightedText struct {
	Text   string
	Weight float64
}

// Weigh lists the distinct statements that describe a job.
func Weigh(statements []spec.Statement) []WeightedText {
	var out []WeightedText
	seen := make(map[string]bool, len(statements))
	for i := range statements {
		st := &statements[i]
		if w := kindWeights[st.Kind]; w > 0 && !st.Boilerplate && !seen[st.Text] {
			seen[st.Text] = true
			out = append(out, WeightedText{st.Text, w})
		}
	}
	return out
}

// A Description is a description of a job, prepared for comparison. It is immutable.
type Description struct {
	titles  []vector.Row
	meaning []float32 // weighted mean of the statements' vectors, of length one; nil if there are none
	terms   []term    // by id
}

// A term is a stem of the text and its weighted count.
type term struct {
	id    uint64
	times float32
}

// Describe prepares a description. Place returns the sentence encoder's vector of a
// statement, or a Row that is missing.
func Describe(titles []string, statements []spec.Statement, model *semantic.Model, place func(text string) vector.Row) *Description {
	d := new(Description)
	for _, t := range titles {
		if v := titleVector(t, model); vek32.Norm(v) > 0 {
			d.titles = append(d.titles, vector.Round(v))
		}
	}
	times := map[uint64]float32{}
	for _, w := range Weigh(statements) {
		for _, stem := range semantic.Stems(w.Text) {
			times[match.StemID(stem)] += float32(w.Weight)
		}
		if row := place(w.Text); !row.Missing() {
			if d.meaning == nil {
				d.meaning = make([]float32, len(row.Cells))
			}
			for i, v := range row.Floats() {
				d.meaning[i] += float32(w.Weight) * v
			}
		}
	}
	toUnit(d.meaning)
	d.terms = make([]term, 0, len(times))
	for id, n := range times {
		d.terms = append(d.terms, term{id, n})
	}
	slices.SortFunc(d.terms, func(a, b term) int { return cmp.Compare(a.id, b.id) })
	return d
}

// titleVector is the sum of two readings of a title: without steps ("Senior", "II") and
// employer, and as it stands. So a senior librarian is near to all librarians, and nearest
// to the senior one.
func titleVector(title string, model *semantic.Model) []float32 {
	sum := make([]float32, model.Dimensions())
	for _, reading := range []string{jobtitle.Parse(title).Full, title} {
		// The kind whose words are all read as nouns.
		vek32.Add_Inplace(sum, model.Title(semantic.Read(reading, spec.Knowledge).Words))
	}
	toUnit(sum)
	return sum
}

// Given names the parts of a description that are present. Each has its own calibration
// curve.
type Given string

// What can be given.
const (
	NothingGiven Given = ""
	TitleAndText Given = "title_and_text"
	TitleAlone   Given = "title"
	TextAlone    Given = "text"
)

// Given says what the description has.
func (d *Description) Given() Given {
	switch {
	case len(d.terms) == 0 && len(d.titles) == 0:
		return NothingGiven
	case len(d.terms) == 0:
		return TitleAlone
	case len(d.titles) == 0:
		return TextAlone
	}
	return TitleAndText
}

// LeastText is how many stems a text needs to count beside a title: fewer are chance.
const LeastText = 10

// TooShort reports whether the description has too little text to be compared by it.
func (d *Description) TooShort() bool { return len(d.terms) < LeastText }

// WithoutShortText returns the description without its text if that has only a few words
// and there is a title: "Works hard." takes nothing from it.
func (d *Description) WithoutShortText() *Description {
	if len(d.titles) == 0 || !d.TooShort() {
		return d
	}
	return &Description{titles: d.titles}
}

// Mean is the mean of the descriptions' meaning vectors.
func Mean(all []*Description) []float32 {
	var sum []float32
	n := float32(0)
	for _, d := range all {
		if d.meaning == nil {
			continue
		}
		if sum == nil {
			sum = make([]float32, len(d.meaning))
		}
		vek32.Add_Inplace(sum, d.meaning)
		n++
	}
	if n > 0 {
		vek32.DivNumber_Inplace(sum, n)
	}
	return sum
}
