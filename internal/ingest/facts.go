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

// codePattern finds the class's own code where a document labels it.
var codePattern = regexp.MustCompile(`(?i)\b(?:job|class|classification|spec(?:ification)?|schematic)\s+(?:code|number|no\.?)\s*[:#]?\s*([A-Z]{0,5}-?[0-9](?:[A-Z0-9.-]*[A-Z0-9])?)`)

// classPattern finds "CLASS: 1927SH;", "EST: 10/17/1969;" and "REV: ...".
var classPattern = regexp.MustCompile(`(?m)^\s*(CLASS|EST|REV)\s*:\s*([^;\r\n]+)`)

var classPatternFacts = map[string]string{
	"CLASS": FactClassCode, "EST": FactEstablished, "REV": FactRevised,
}

// labelledCode takes the class code from the text's own label and keeps it as
// a fact.
func (d *draft) labelledCode() {
	if m := codePattern.FindStringSubmatchIndex(d.text); m != nil {
		s := spec.Span{Start: m[2], End: m[3]}
		d.doc.Class.Code = d.text[s.Start:s.End]
		d.fact(FactClassCode, s)
	}
}

// isoDate returns a date in the forms that American documents use as
// YYYY-MM-DD, and "" when s is none.
func isoDate(s string) string {
	s = strings.TrimSpace(s)
	for _, layout := range []string{"1/2/2006", "1/2/06", "2006-01-02", "January 2, 2006", "Jan 2, 2006", "1-2-2006", "January 2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	return ""
}
