package onet

import (
	"fmt"
	"strings"

	"crosswalk/internal/spec"
)

// Family names the documents that are made from a release.
const Family = "onet-release"

// Publisher of every release.
const Publisher = "O*NET"

// Licence of every release.
const Licence = "CC BY 4.0"

// Attribution is what the licence asks to show beside text of a release.
func Attribution(version string) string {
	return "This page includes information from the O*NET " + version + " Database by the U.S. Department of Labor, " +
		"Employment and Training Administration (USDOL/ETA). Used under the CC BY 4.0 license. O*NET® is a trademark of USDOL/ETA."
}

// Names of the facts of an occupation.
const (
	FactJobZone    = "job_zone"
	FactAlternate  = "alternate_title"
	FactReported   = "reported_title"
	FactEmerging   = "emerging_task"
	FactTechnology = "technology"
	FactRating     = "rating"
)

// Sections of an occupation's document.
const (
	sectionDescription  = "Description"
	sectionCore         = "Core tasks"
	sectionSupplemental = "Supplemental tasks"
	sectionUnrated      = "Tasks not rated"
)

// A Document is an occupation as one text, with its statements and facts
// quoted from it by span.
type Document struct {
	Text       string
	Statements []spec.Statement // without ids; Ref is the release's task id
	Facts      []spec.Fact
	// Activities are the ids of detailed work activities, by statement.
	Activities map[int][]string
}

// Document writes the occupation as one text. The release's number is not in
// it: an occupation that did not change between releases keeps its text.
func (o *Occupation) Document() *Document {
	w := writer{doc: &Document{Activities: map[int][]string{}}}
	w.line(o.Title)
	w.line("O*NET-SOC code " + o.Code)
	if o.JobZone > 0 {
		w.heading("Job zone")
		w.fact(FactJobZone, fmt.Sprint(o.JobZone))
	}
	w.heading(sectionDescription)
	w.statement(spec.Statement{Kind: spec.Purpose, Section: sectionDescription}, o.Description)
	for _, section := range []string{sectionCore, sectionSupplemental, sectionUnrated} {
		w.tasks(o.Tasks, section)
	}
	w.facts("Emerging tasks", FactEmerging, emergingLines(o.EmergingTasks))
	w.facts("Alternate titles", FactAlternate, o.AlternateTitles)
	w.facts("Reported titles", FactReported, o.ReportedTitles)
	w.facts("Technology", FactTechnology, technologyLines(o.Technology))
	w.facts("Ratings", FactRating, ratingLines(o.Ratings))
	w.doc.Text = w.text.String()
	return w.doc
}

func (t Task) section() string {
	switch t.Type {
	case "Core":
		return sectionCore
	case "Supplemental":
		return sectionSupplemental
	}
	return sectionUnrated
}

func emergingLines(tasks []EmergingTask) []string {
	var out []string
	for _, t := range tasks {
		line := t.Text + " (" + strings.ToLower(t.Category) + ")"
		if t.TaskID != "" {
			line = t.Text + " (revision of task " + t.TaskID + ")"
		}
		out = append(out, line)
	}
	return out
}

// toolEnd ends the name of a tool in its fact; what it is stands behind it.
const toolEnd = " – "

// Tool is the name of a tool, as its fact states it.
func Tool(fact string) string {
	name, _, _ := strings.Cut(fact, toolEnd)
	return name
}

func technologyLines(technology []Technology) []string {
	var out []string
	for _, t := range technology {
		line := t.Example + toolEnd + t.Commodity
		if t.Hot {
			line += ", hot"
		}
		if t.InDemand {
			line += ", in demand"
		}
		out = append(out, line)
	}
	return out
}

func ratingLines(ratings []Rating) []string {
	var out []string
	for _, r := range ratings {
		line := fmt.Sprintf("%s – %s: %.2f", r.Element, r.Detail, r.Value)
		if r.Unit != "" {
			line += " " + r.Unit
		}
		out = append(out, line)
	}
	return out
}

// writer writes a document, and notes where what it says stands.
type writer struct {
	text strings.Builder
	doc  *Document
}

// line writes one line, white space folded, and returns where it stands.
func (w *writer) line(s string) spec.Span {
	start := w.text.Len()
	w.text.WriteString(strings.Join(strings.Fields(s), " "))
	span := spec.Span{Start: start, End: w.text.Len()}
	w.text.WriteByte('\n')
	return span
}

func (w *writer) heading(s string) {
	w.text.WriteByte('\n')
	w.line(s)
}

func (w *writer) statement(st spec.Statement, text string) {
	st.Span = w.line(text)
	if st.Span.Len() == 0 {
		return
	}
	st.Text = w.text.String()[st.Span.Start:st.Span.End]
	st.Citations = []spec.Citation{}
	w.doc.Statements = append(w.doc.Statements, st)
}

func (w *writer) tasks(tasks []Task, section string) {
	begun := false
	for _, t := range tasks {
		if t.section() != section {
			continue
		}
		if !begun {
			w.heading(section)
			begun = true
		}
		if len(t.Activities) > 0 {
			w.doc.Activities[len(w.doc.Statements)] = t.Activities
		}
		w.statement(spec.Statement{Kind: spec.Task, Section: section, Ref: t.ID}, t.Text)
	}
}

func (w *writer) facts(heading, name string, values []string) {
	if len(values) > 0 {
		w.heading(heading)
	}
	for _, v := range values {
		w.fact(name, v)
	}
}

func (w *writer) fact(name, value string) {
	span := w.line(value)
	if span.Len() > 0 {
		w.doc.Facts = append(w.doc.Facts, spec.Fact{Name: name, Value: w.text.String()[span.Start:span.End], Span: span})
	}
}
