package web

import (
	"fmt"
	"html"
	"html/template"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"crosswalk/internal/app"
	"crosswalk/internal/career"
	"crosswalk/internal/coding"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// functions are what templates call.
var functions = template.FuncMap{
	"share":         func(f *float64) float64 { return *f },
	"percentOf":     func(f float64) string { return percent(&f) },
	"alone":         newAloneWords,
	"number":        func(f float64) string { return fmt.Sprintf("%.2f", f) },
	"signed":        func(f float64) string { return fmt.Sprintf("%+.2f", f) },
	"mark":          mark,
	"words":         func(s any) string { return strings.ReplaceAll(fmt.Sprint(s), "_", " ") },
	"statusWords":   statusWords,
	"byStatus":      byStatus,
	"sortedKeys":    func(m map[string]*float64) []string { return slices.Sorted(maps.Keys(m)) },
	"classLink":     func(id string) string { return "/classes/" + url.PathEscape(id) },
	"sideWords":     sideWords,
	"count":         count,
	"factGroups":    factGroups,
	"partWords":     func(name string) string { return partWords[name] },
	"basisWords":    func(b spec.Basis) string { return basisWords[b] },
	"tenure":        tenureWords,
	"issuerWords":   issuerWords,
	"deref":         func(n *int) int { return *n },
	"upperFirst":    upperFirst,
	"kindWords":     func(k review.Kind) string { return kindWords[k] },
	"kindName":      func(k string) string { return kindWords[review.Kind(k)] },
	"actionWords":   func(a review.Action) string { return actionWords[a] },
	"day":           func(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04") },
	"monthsWords":   monthsWords,
	"basisOfMove":   func(b career.Basis) string { return basisOfMove[b] },
	"relationWords": review.WordsOf,
	"sharedStems":   app.SharedStems,
	"reworded":      rewordedOf,
	"shortened":     shortened,
	"seenRelation":  func(o review.Outcome) string { return review.RelationWords(&o) },
	"subjects":      subjectWords,
	"csvLink":       csvLink,
	"kinds":         func() []spec.Kind { return spec.Kinds },
	"outcomeWords":  func(outcome string) string { return outcomeWords[outcome] },
	"outcomeBrief":  func(outcome string) string { return outcomeBrief[outcome] },
	"rowCount":      rowCount,
	"navigation":    func() []navItem { return navigation },
}

// csvLink is the address of an answer of the API as a table.
func csvLink(api string) string {
	if strings.Contains(api, "?") {
		return api + "&format=csv"
	}
	return api + "?format=csv"
}

// kindWords say what is mapped to what.
var kindWords = map[review.Kind]string{
	review.ClassCode: "classes to O*NET-SOC codes", review.Statement: "requirements to evidence", review.Class: "classes to classes",
}

// subjectWords counts the subjects of mappings of a kind; empty for any.
func subjectWords(n int, kind string) string {
	switch review.Kind(kind) {
	case review.Statement:
		return count(n, "requirement")
	case "":
		return count(n, "mapping")
	}
	return count(n, "class")
}

// basisOfMove says what a move rests on.
var basisOfMove = map[career.Basis]string{
	career.Stated: "stated in a document", career.ByLevel: "the next level", career.BySeries: "next in the series",
	career.Supported: "not stated; requirements in common", career.NoMove: "no document opens it, and too little is in common for a move",
}

func monthsWords(months *int) string {
	switch {
	case months == nil:
		return "time unknown"
	case *months == 0:
		return "no time to wait"
	}
	return count(*months, "month")
}

// actionWords say what a decision did.
var actionWords = map[review.Action]string{
	review.Accept: "Accepted", review.Reject: "Rejected", review.Change: "Changed", review.Comment: "Comment", review.Sign: "Signed",
	review.Confirm: "Rewording confirmed as immaterial", review.Stale: "Opened again", review.Supersede: "Stepped down",
}

func percent(f *float64) string {
	if f == nil {
		return "unknown"
	}
	return fmt.Sprintf("%.0f %%", *f*100)
}

// aloneWords says what has no counterpart.
type aloneWords struct {
	coding.Alone
	What, Other string
}

func newAloneWords(a coding.Alone, what, other string) aloneWords { return aloneWords{a, what, other} }

// A factGroup lists the values of facts of one name.
type factGroup struct {
	Name   string
	Values []string
}

// factGroups groups facts by name, in the order of their first.
func factGroups(facts []spec.Fact) []factGroup {
	var out []factGroup
	for _, f := range facts {
		i := slices.IndexFunc(out, func(g factGroup) bool { return g.Name == f.Name })
		if i < 0 {
			i = len(out)
			out = append(out, factGroup{Name: f.Name})
		}
		out[i].Values = append(out[i].Values, f.Value)
	}
	return out
}

// count says how many there are of something.
func count(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case strings.HasSuffix(noun, "s"):
		noun += "e"
	case strings.HasSuffix(noun, "ry"):
		noun = strings.TrimSuffix(noun, "y") + "ie"
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func upperFirst(s string) string {
	word, _, _ := strings.Cut(s, " ")
	if s == "" || strings.Contains(word, ":") { // an id stays as it is written
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// mark escapes text and marks the given byte ranges of it, which must be in
// order.
func mark(text string, spans []spec.Span) template.HTML {
	var b strings.Builder
	at := 0
	for _, s := range spans {
		if s.Start < at || s.End > len(text) {
			continue
		}
		b.WriteString(html.EscapeString(text[at:s.Start]))
		b.WriteString("<mark>")
		b.WriteString(html.EscapeString(text[s.Start:s.End]))
		b.WriteString("</mark>")
		at = s.End
	}
	b.WriteString(html.EscapeString(text[at:]))
	return template.HTML(b.String())
}

var statusText = map[spec.Status]string{
	spec.Gap:     "Gaps: no wording found that shows these",
	spec.Partial: "Partly met: part of what is asked, or the same subject from another side",
	spec.Short:   "Short: met in substance, below the level asked",
	spec.Unknown: "Unknown: nothing to compare",
	spec.Met:     "Met",
}

func statusWords(s spec.Status) string { return statusText[s] }

// A statusGroup lists the requirements of one status.
type statusGroup struct {
	Status       spec.Status
	Requirements []crosswalk.Requirement
}

// byStatus groups requirements, which come ordered by status.
func byStatus(requirements []crosswalk.Requirement) []statusGroup {
	var out []statusGroup
	for _, r := range requirements {
		if len(out) == 0 || out[len(out)-1].Status != r.Status {
			out = append(out, statusGroup{Status: r.Status})
		}
		g := &out[len(out)-1]
		g.Requirements = append(g.Requirements, r)
	}
	return out
}

var partWords = map[string]string{
	"base":        "where any two statements begin",
	"words":       "words in common",
	"object":      "the subject that something is done to",
	"action":      "what is done, and from which side",
	"kind":        "knowing offered for doing, or doing for knowing",
	"form":        "several acts or a longer text asked than offered",
	"names":       "names and figures that are asked for",
	"degree":      "a lower degree offered than asked",
	"wording":     "the same words on both sides",
	"competency":  "words of the competency's name",
	"statement":   "words of the statement",
	"class_title": "words of the class's title",
	"meaning":     "closeness in meaning, as a whole",
	"together":    "second model, reading both texts together",

	// Of a proposal that compares two classes.
	"covers":  "how much of the other class's requirements this one covers",
	"covered": "how much of this class's requirements the other one covers",

	// Of how alike two jobs are, and of coding.
	"title_exact":          "a title of the occupation has the same words",
	"title_model":          "titles of classes coded so before",
	"title_head":           "the word that says what somebody is",
	"title_aside":          "the title's other words in its titles",
	"aside_meaning":        "the title's other words in what it is about",
	"title_and_text":       "titles and text together",
	"text":                 "words of the text in its tasks",
	"text_likeness":        "likeness of the whole texts, word by word",
	"tasks_found":          "tasks that a statement is like",
	"tools_found":          "tools and technologies named",
	"definition":           "words of the definition in its description",
	"group_of_head":        "what sort of occupation the title names",
	"group_of_text":        "major group that the text is like",
	"minor_of_text":        "minor group that the text is like",
	"rank_supervisor":      "supervising, as supervisors do",
	"rank_foreman":         "supervising workers at first hand",
	"rank_worker":          "doing the work oneself",
	"preparation":          "preparation asked for, and its job zone",
	"titles_known":         "how many titles it is known by",
	"catch_all":            "it collects all others of its kind",
	"own_title_alike":      "closeness in meaning of the two titles",
	"topic_alike":          "closeness in meaning of the title's topic",
	"title_and_text_alike": "closeness in meaning of titles and texts together",
	"definition_alike":     "closeness in meaning of definition and description",
	"rest":                 "the rest, each less than 0.005",
	"prior":                "how common the code is among the employer's classes",
	"title_words":          "codes of the employer's earlier titles with these words",
	"precedents":           "codes of similar classes of the employer",
	"level_of_post":        "level of the post in title and code",
	"place":                "rank among the candidates, over all signals",
	"own_title_sense":      "job title and the occupation's own title, by the sentence encoder",
	"title_sense":          "job title and the nearest of its titles, by the sentence encoder",
	"titles_sense":         "job title and its five nearest titles, by the sentence encoder",
	"statements_sense":     "each statement and its nearest task, by the sentence encoder",
	"tasks_sense":          "each task and its nearest statement, by the sentence encoder",
	"text_sense":           "all statements and all tasks, by the sentence encoder",
	"votes":                "share of the statements nearest to this occupation",
	"definition_sense":     "statements and its definition, by the sentence encoder",
	"summary_sense":        "summary of the job and the definition, by the sentence encoder",
	"whole_sense":          "title with summary and the definition, by the sentence encoder",
	"text_meaning":         "likeness of the whole texts by the words that go together",
	"text_alike":           "closeness in meaning of the whole texts",
	"statements_alike":     "closeness in meaning of statements and tasks",
	"titles":               "words of the titles",
	"titles_alike":         "closeness in meaning of the titles",
	"description_alike":    "closeness in meaning of the descriptions",
	"job_zone":             "how near the job zones are",
	"described":            "O*NET lists tasks of the occupation",
}

var basisWords = map[spec.Basis]string{
	spec.Stated:     "stated in the document",
	spec.ByPosition: "read from the order of the statements; the headings are lost in the source",
	spec.Absent:     "none stated",
}

func tenureWords(t *spec.Tenure) string {
	switch {
	case t == nil:
		return ""
	case t.MaxYears == nil && t.MinYears != nil:
		return fmt.Sprintf("%g years and more", *t.MinYears)
	case t.MinYears == nil && t.MaxYears != nil:
		return fmt.Sprintf("under %g years", *t.MaxYears)
	case t.MinYears != nil:
		return fmt.Sprintf("%g to under %g years", *t.MinYears, *t.MaxYears)
	}
	return ""
}

// issuerNames are the issuers of the seed documents, for people; any other
// issuer is shown by its id.
var issuerNames = map[string]string{
	"us-nc": "North Carolina", "us-ct": "Connecticut", "us-az": "Arizona",
	"us-ca-sf": "San Francisco", "onet": "O*NET occupations", "local": "No issuer stated",
}

func issuerWords(id string) string {
	if name, ok := issuerNames[id]; ok {
		return name + " (" + id + ")"
	}
	return id
}
