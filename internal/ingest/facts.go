package ingest

import (
	"regexp"
	"strings"
	"time"

	"crosswalk/internal/spec"
)

// Names of the facts that documents state about a class as a whole.
const (
	FactTitle             = "title"
	FactClassCode         = "class_code"
	FactSchematicCode     = "schematic_code"
	FactPositionCode      = "position_code"
	FactWorkingTitle      = "working_title"
	FactSeries            = "series"
	FactOccupationalGroup = "occupational_group"
	FactDesignation       = "job_class_designation"
	FactBargainingUnit    = "bargaining_unit"
	FactEEO               = "eeo_category"
	FactSalaryGroup       = "salary_group"
	FactEffectiveDate     = "effective_date"
	FactEstablished       = "established_date"
	FactRevised           = "revised_date"
	FactSources           = "sources"
)

// codePattern finds a labelled code. A code that a sentence mentions is some
// other class's: the label begins a line, or stands behind a gap or a bracket.
var codePattern = regexp.MustCompile(`(?im)(?:^|\t|\s{3,}|[(|*]|^[-•–]\s)\s*(?:(?:job|class|classification|spec(?:ification)?|schematic|position|title)\s+(?:code|number|no\.?)|code)\s*[:#]*\**\s*([A-Z]{0,5}-?[0-9](?:[A-Z0-9.-]*[A-Z0-9])?)`)

// titleCode finds a code that ends a title: in brackets, or behind a gap.
var titleCode = regexp.MustCompile(`(?:\s*[(\[]|\t\s*|\s{2,})((?:[A-Z]{1,5}-?[0-9]|[0-9]{3})[A-Z0-9.-]{0,10})[)\]]?\s*$`)

// yearOrTerm matches what ends a title and is no code: "(2024)", "10-MONTH".
var yearOrTerm = regexp.MustCompile(`^(?:19|20)[0-9]{2}$|^[0-9]+-[A-Z]{2,}`)

// withoutCode returns a title without the class code at its end, which it
// keeps. The label must stand in the line.
func (d *draft) withoutCode(l line, label string) string {
	m := titleCode.FindStringSubmatchIndex(label)
	at := strings.Index(l.text, label)
	if m == nil || m[0] == 0 || at < 0 || d.doc.Class.Code != "" || yearOrTerm.MatchString(label[m[2]:m[3]]) {
		return label
	}
	d.code(spec.Span{Start: l.Start + at + m[2], End: l.Start + at + m[3]})
	return label[:m[0]]
}

// withoutCodes leaves out the lines that hold a labelled code and nothing else.
func (d *draft) withoutCodes(lines []line) []line {
	var rest []line
	for _, l := range lines {
		if m := codePattern.FindStringIndex(l.text); m == nil || m[0] > 0 || m[1] < len(l.text) {
			rest = append(rest, l)
		}
	}
	return rest
}

// labelledCode takes the class code from the label among the given lines: the
// first, and a schematic code only where there is no other.
func (d *draft) labelledCode(lines []line) {
	var schematic *spec.Span
	for _, l := range lines {
		m := codePattern.FindStringSubmatchIndex(l.text)
		if m == nil {
			continue
		}
		s := spec.Span{Start: l.Start + m[2], End: l.Start + m[3]}
		if !strings.Contains(strings.ToLower(l.text[m[0]:m[2]]), "schematic") {
			d.code(s)
			return
		}
		if schematic == nil {
			schematic = &s
		}
	}
	if schematic != nil {
		d.code(*schematic)
	}
}

// code keeps a class code, and makes it the class's own where it can be one.
func (d *draft) code(s spec.Span) {
	d.fact(FactClassCode, s)
	s = trim(d.text, s)
	if code := d.text[s.Start:s.End]; d.doc.Class.Code == "" && codeShape.MatchString(code) && strings.ContainsAny(code, "0123456789") {
		d.doc.Class.Code = code
	}
}

// classPattern finds "CLASS: 1927SH; EST: 10/17/1969; REV: ...", on one line
// or on several.
var (
	classPattern = regexp.MustCompile(`^(?:CLASS|EST|REV)\s*:`)
	classPart    = regexp.MustCompile(`\b(CLASS|EST|REV)\s*:\s*([^;\r\n]+)`)
)

// classLines takes the lines "CLASS: ...", "EST: ..." and "REV: ..." out as
// facts and returns the others.
func (d *draft) classLines(lines []line) []line {
	var rest []line
	for _, l := range lines {
		if !classPattern.MatchString(l.text) {
			rest = append(rest, l)
			continue
		}
		for _, m := range classPart.FindAllStringSubmatchIndex(l.text, -1) {
			value := spec.Span{Start: l.Start + m[4], End: l.Start + m[5]}
			switch l.text[m[2]:m[3]] {
			case "EST":
				d.fact(FactEstablished, value)
			case "REV":
				d.fact(FactRevised, value)
			default:
				if strings.ContainsAny(d.text[value.Start:value.End], "0123456789") {
					d.code(value)
				} else {
					d.fact(FactTitle, value)
				}
			}
		}
	}
	return rest
}

// isoDate returns a date in the forms that American documents use as
// YYYY-MM-DD, and "" when s is none or names no day.
func isoDate(s string) string {
	s = strings.Trim(strings.TrimSpace(s), ".")
	for _, layout := range []string{
		"1/2/2006", "1/2/06", "2006-01-02", "January 2, 2006", "Jan 2, 2006", "Jan. 2, 2006", "2 January 2006", "1-2-2006", "January 2 2006",
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	return ""
}
