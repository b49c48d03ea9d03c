package coding

import (
	"strings"

	"github.com/viterin/vek/vek32"

	"crosswalk/internal/jobtitle"
	"crosswalk/internal/likeness"
	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// A Job is what is to be coded. Every part may be missing.
type Job struct {
	Title      string
	Statements []spec.Statement
	Employer   string // issuer id; empty where it is not known
}

// query is a job prepared for comparison.
type query struct {
	title                    jobtitle.Parts
	full, head, aside, topic vector
	body                     map[int32]float64 // weighted stems of the statements
	bodyVector               vector
	units                    []unit
	stems                    [][]string // different stems of each statement, in alphabetical order
	definition               vector
	placed                   placed // by meaning
	zone                     float64
	given                    Given
	said                     float64 // how much a text of this length says, 0 to 1
	textWeight               float64 // what the text's signals count beside a title's
}

// withoutStatus leaves out a title that says only whether or how somebody works.
func (j Job) withoutStatus() Job {
	if jobtitle.IsStatus(j.Title) {
		j.Title = ""
	}
	return j
}

// A unit is a statement that is compared with tasks.
type unit struct {
	statement int
	vector    vector
	weight    float64
}

// comparedWithTasks are the kinds whose statements are compared one by one.
var comparedWithTasks = map[spec.Kind]bool{
	spec.Purpose: true, spec.RoleDescription: true, spec.Duty: true, spec.Task: true,
	spec.Behavior: true, spec.Knowledge: true, spec.Other: true,
}

// A specification of several classes describes each under a heading with its
// title. The job's own section counts more, the others less.
const (
	ownSection   = 3
	otherSection = 0.3
)

// fullMass is the information, in idf, from which a statement counts fully.
const fullMass = 20

func (c *corpus) query(j Job) *query {
	q := &query{title: jobtitle.Parse(j.Title), body: map[int32]float64{}, zone: zoneOf(j.Statements)}
	q.placed = c.meaning.place(q.title)
	q.full, q.head = c.titleVector(q.title.Full), c.titleVector(q.title.Head)
	q.aside, q.topic = c.vectorOf(q.title.Aside), c.vectorOf(q.title.Topic)
	own := bare(j.Title)
	hasOwn := false
	for _, st := range j.Statements {
		hasOwn = hasOwn || own != "" && bare(st.Section) == own
	}
	var definition []string
	stems := 0
	for i, st := range j.Statements {
		weight := likeness.KindWeight(st.Kind)
		if weight == 0 || st.Boilerplate {
			continue
		}
		isOwn := hasOwn && bare(st.Section) == own
		switch {
		case isOwn:
			weight *= ownSection
		case hasOwn && st.Kind == spec.Other:
			weight *= otherSection
		}
		words := c.read(st.Text)
		stems += len(words.all)
		q.stems = append(q.stems, set(words.all))
		mass := 0.0
		for _, s := range words.known {
			q.body[s] += weight
			mass += c.idf[s]
		}
		whole := c.meaning.statement(st.Text, st.Kind)
		addTimes(q.placed.text, whole, weight*min(1, mass/fullMass))
		if st.Kind == spec.Purpose || isOwn {
			definition = append(definition, st.Text)
		}
		if v := c.weigh(words); comparedWithTasks[st.Kind] && (len(v) > 0 || vek32.Norm(whole) > 0) {
			q.placed.units.add(whole)
			q.units = append(q.units, unit{i, v, weight * min(1, mass/fullMass)})
		}
	}
	q.definition = c.vectorOf(strings.Join(definition, " "))
	q.placed.definition = c.meaning.statement(strings.Join(definition, " "), spec.Duty)
	c.meaning.centre(q.placed.text)
	q.bodyVector = c.unit(q.body)
	q.textWeight = 1
	q.said = float64(len(q.body)) / float64(len(q.body)+halfSaid)
	switch hasTitle, hasText := len(q.full) > 0, len(q.body) >= leastText; {
	case hasTitle && stems >= leastText:
		q.given = BothGiven
		q.textWeight = q.said
	case hasTitle: // "Works hard." takes nothing from it
		q.given, q.said = TitleGiven, 0
	case hasText:
		q.given = TextGiven
	default:
		q.given = NothingGiven
	}
	return q
}

// withoutText is the query with the title alone.
func (q *query) withoutText() *query {
	title := *q
	title.body, title.bodyVector, title.units, title.stems, title.definition, title.zone = nil, nil, nil, nil, nil, 0
	title.placed = q.placed.withoutText()
	return &title
}

const (
	// leastText is how many stems a text needs to count beside a title, and how many
	// of those that some occupation has to count alone.
	leastText = likeness.LeastText
	// halfSaid is how many of them say half of what can be said: less is
	// chance.
	halfSaid = 25
)

// bare is a text by its stems, to compare headings with titles.
func bare(s string) string { return strings.Join(semantic.Stems(s), " ") }
