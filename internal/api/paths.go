package api

import (
	"context"
	"strconv"
	"strings"

	"crosswalk/internal/app"
	"crosswalk/internal/career"
	"crosswalk/internal/qualification"
)

// StopParams say which classes may be stops of a path, be ranked or be listed.
type StopParams struct {
	Issuer  string `query:"issuer" maxLength:"100" doc:"Issuer of the classes" example:"us-ca"`
	Series  string `query:"series" maxLength:"300" doc:"A part of the name of their series, letter case aside"`
	JobZone int    `query:"job_zone" minimum:"0" maximum:"5" doc:"O*NET job zone of the classes, 1 to 5; classes that have none are left out"`
}

func (p StopParams) filter() app.StopFilter {
	return app.StopFilter{Issuer: p.Issuer, Series: p.Series, JobZone: p.JobZone}
}

// SwitchParam says which way a move may lead.
type SwitchParam struct {
	Switch string `query:"switch" enum:"promotion,lateral,any" default:"any" doc:"promotion: only to classes that stand higher; lateral: only to those that stand as high; any. Of a class with levels, a ranking looks at those of them where the move is such a one"`
}

func (p SwitchParam) way() career.Switch {
	if p.Switch == "any" {
		return ""
	}
	return career.Switch(p.Switch)
}

type pathsInput struct {
	ClassPath
	To      string `query:"to" maxLength:"200" doc:"Class id of the target; without it the best classes that can be reached" example:"us-ca-sf:2940"`
	Level   string `query:"level" maxLength:"100" doc:"The person's level in the class, label or ordinal"`
	ToLevel string `query:"to_level" maxLength:"100" doc:"The level asked for in the target, label or ordinal; its lowest when empty"`
	MaxHops int    `query:"max_hops" minimum:"1" maximum:"5" default:"3" doc:"Moves of a path at most"`
	// A person's facts are text, so that what is not said is told from 0.
	Years      string `query:"years" maxLength:"20" doc:"Years that the person has served in the class; unknown when empty"`
	Experience string `query:"experience" maxLength:"20" doc:"Years that the person has worked elsewhere; unknown when empty"`
	Relevant   string `query:"relevant" maxLength:"20" doc:"Years, in the class and elsewhere, of the sort of work that the target asks for, by the person's own judgement; unknown when empty"`
	Degree     string `query:"degree" maxLength:"40" enum:"none,some_school,high_school,some_college,associate,bachelor,master,doctorate,professional" doc:"The person's highest degree; unknown when empty"`
	SwitchParam
	FurtherParams
	StopParams
	FormatParam
	PageParams
}

func (s *server) paths(ctx context.Context, in *pathsInput) (*app.PathsAnswer, error) {
	person, err := app.ReadPerson(in.Years, in.Experience, in.Relevant, in.Degree)
	if err != nil {
		return nil, err
	}
	return s.app.Paths(ctx, app.PathsRequest{
		Class: in.ID, Level: in.Level, To: in.To, ToLevel: in.ToLevel, MaxHops: in.MaxHops, Switch: in.way(),
		StopFilter: in.filter(), Further: in.further(), Person: person, Page: in.page(),
	})
}

func (s *server) qualifications(ctx context.Context, in *ClassPath) (*qualification.Requirements, error) {
	return s.app.Qualifications(ctx, in.ID)
}

// pathRows gives a row per hop.
func pathRows(a *app.PathsAnswer) [][]string {
	rows := [][]string{{
		"path", "path_cost", "path_months", "hop", "from", "from_title", "from_level", "to", "to_title", "to_level", "basis", "switch", "switch_basis",
		"coverage", "met", "partial", "short", "gap", "unknown", "months", "cost", "alternative", "opened_by", "missing", "source_id", "span_start", "span_end", "reason",
	}}
	for i, p := range a.Items {
		for k, h := range p.Hops {
			from, _ := levelCells(h.From.Level)
			to, _ := levelCells(h.To.Level)
			row := []string{
				strconv.Itoa(a.First + i + 1), number(&p.Cost), whole(p.Months), strconv.Itoa(k + 1), h.From.ID, h.From.Title, from, h.To.ID, h.To.Title, to,
				string(h.Basis), string(h.Step.Switch), h.Step.Basis, number(h.Coverage),
				strconv.Itoa(h.Counts.Met), strconv.Itoa(h.Counts.Partial), strconv.Itoa(h.Counts.Short), strconv.Itoa(h.Counts.Gap), strconv.Itoa(h.Counts.Unknown),
				whole(h.Months), number(&h.Cost),
			}
			label, missing := "", ""
			if q := h.Qualification; q != nil && q.Best != nil {
				best := &q.Alternatives[*q.Best]
				label, missing = best.Label, strings.Join(lacking(best), " | ")
			}
			if len(h.Openings) > 0 {
				o := h.Openings[0]
				row = append(row, label, o.Text, missing, o.SourceID, strconv.Itoa(o.Span.Start), strconv.Itoa(o.Span.End), "")
			} else {
				row = append(row, label, "", missing, "", "", "", "")
			}
			rows = append(rows, row)
		}
	}
	if len(a.Items) == 0 {
		none := make([]string, len(rows[0]))
		none[len(none)-1] = a.Reason
		rows = append(rows, none)
	}
	return rows
}

// lacking lists the conditions of an alternative that are not met.
func lacking(a *qualification.AlternativeResult) []string {
	var out []string
	for _, c := range a.Conditions {
		if c.State == qualification.Missing || c.State == qualification.Short {
			out = append(out, c.Text)
		}
	}
	return out
}

// whole writes a number that may be unknown.
func whole(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}
