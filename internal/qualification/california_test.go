package qualification_test

import (
	"archive/zip"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"

	"crosswalk/internal/spec"
)

const california = "us-ca"

// testData is where the data for measures lie; they are not in the repository.
func testData() string {
	if dir := os.Getenv("CROSSWALK_TESTDATA"); dir != "" {
		return dir
	}
	return "../../../shared/data"
}

// A calClass is a class of a specification, with its statements of minimum
// qualifications as the reader of documents gives them.
type calClass struct {
	file       string
	text       string
	class      spec.Class
	statements []spec.Statement
}

// californiaClasses cuts the specifications into classes. It knows just enough
// of them for the measure: the heading, the class headings below it, the
// headings of the alternatives.
func californiaClasses(t *testing.T) []calClass {
	t.Helper()
	archive, err := zip.OpenReader(filepath.Join(testData(), "ca_class_specs_dev.zip"))
	if err != nil {
		t.Skipf("no data: %v", err)
	}
	defer archive.Close()
	var out []calClass
	for _, f := range archive.File {
		if path.Ext(f.Name) != ".txt" {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		r.Close()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, cutSpecification(path.Base(f.Name), string(b))...)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].file < out[j].file })
	return out
}

var (
	codeLine    = regexp.MustCompile(`(?m)^- Class Code: *(\w+)`)
	titleLine   = regexp.MustCompile(`(?m)^# (.+)$`)
	rowLine     = regexp.MustCompile(`(?m)^\|? *\w{4} *\| *(\d\w{3}) *\| *([^|\n]+?) *\|?$`)
	seriesLine  = regexp.MustCompile(`(?m)^(.+?) (?:Series )Specification`)
	sectionHead = regexp.MustCompile(`(?im)^#+ *Minimum Qualifications.*$`)
	sectionEnd  = regexp.MustCompile(`(?im)^## *(?:Knowledge|Special |Additional Desirable|Additional Requirement|Drug|Felony|Abilities|Class History|Desirable|Personal|Physical|General Qual|Examination|Background|Salary|Peace|Citizen|Medical|Training R)`)
	patternHead = regexp.MustCompile(`(?i)^(?:and )?(?:either|or)(?: pattern)? [ivx]+|^and$|^(?:all|both) (?:levels|class)`)
	plainWord   = regexp.MustCompile(`[a-z0-9]+`)
)

func plainKey(s string) string {
	return strings.Join(plainWord.FindAllString(strings.ToLower(strings.ReplaceAll(s, "\u00a0", " ")), -1), " ")
}

func cutSpecification(file, text string) []calClass {
	var out []calClass
	at := map[string]int{}
	add := func(code, title, series string) {
		at[plainKey(title)] = len(out)
		out = append(out, calClass{file: file, text: text, class: spec.Class{
			ID: spec.ClassID(california, code), Code: code, Title: strings.TrimSpace(title), Issuer: california, Series: series}})
	}
	if m := codeLine.FindStringSubmatch(text); m != nil {
		if title := titleLine.FindStringSubmatch(text); title != nil {
			add(m[1], title[1], "")
		}
	}
	if len(out) == 0 {
		series := ""
		if m := seriesLine.FindStringSubmatch(text); m != nil {
			series = m[1]
		}
		for _, m := range rowLine.FindAllStringSubmatch(text, -1) {
			add(m[1], m[2], series)
		}
	}
	head := sectionHead.FindStringIndex(text)
	if head == nil || len(out) == 0 {
		return out
	}
	end := len(text)
	if m := sectionEnd.FindStringIndex(text[head[1]:]); m != nil {
		end = head[1] + m[0]
	}
	var now []int
	for i := range out {
		now = append(now, i)
	}
	everyone, unit, open := now, "", false
	for pos := head[1]; pos < end; {
		stop := pos + len(text[pos:end])
		if n := strings.IndexByte(text[pos:end], '\n'); n >= 0 {
			stop = pos + n
		}
		line := strings.TrimSpace(text[pos:stop])
		start := pos + strings.Index(text[pos:stop], line)
		pos = stop + 1
		if line == "" {
			continue
		}
		if strings.HasPrefix(line, "#") {
			label := strings.TrimRight(strings.TrimSpace(strings.TrimLeft(line, "#")), ":")
			switch i, known := at[plainKey(label)]; {
			case patternHead.MatchString(label):
				unit, open = label, false
				if strings.HasPrefix(strings.ToLower(label), "all") || strings.HasPrefix(strings.ToLower(label), "both") {
					now = everyone
				}
				continue
			case known:
				if !open {
					now = nil
				}
				now, unit, open = append(now[:len(now):len(now)], i), "", true
				continue
			}
		}
		open = false
		section := "Minimum Qualifications"
		if unit != "" {
			section += spec.SectionSeparator + unit
		}
		for _, i := range now {
			out[i].statements = append(out[i].statements, spec.Statement{
				ClassID: out[i].class.ID, SourceID: file, Kind: spec.Qualification, Section: section,
				Text: line, Span: spec.Span{Start: start, End: start + len(line)}})
		}
	}
	return out
}
