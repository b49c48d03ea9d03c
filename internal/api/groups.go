package api

import (
	"context"
	"strconv"
	"strings"

	"crosswalk/internal/app"
)

// EmployersParam chooses the employers whose classes are looked at.
type EmployersParam struct {
	Employers []string `query:"employers,explode" maxItems:"100" doc:"Issuer of the classes, each time the parameter is given; all employers without it" example:"us-ca"`
}

type listGroupsInput struct {
	EmployersParam
	Least  float64 `query:"least" minimum:"0" maximum:"1" doc:"Least score of any two members, from 0.35 to 1; without it 0.7 within an employer and 0.45 between two"`
	Across bool    `query:"across" doc:"Only counterparts at other employers: each group has one member of an employer at most"`
	FormatParam
	PageParams
}

func (s *server) listGroups(ctx context.Context, in *listGroupsInput) (app.List[app.ClassGroup], error) {
	return s.app.Groups(ctx, app.GroupsRequest{Employers: in.Employers, Least: in.Least, Across: in.Across, Page: in.page()})
}

type listDuplicatesInput struct {
	EmployersParam
	FormatParam
	PageParams
}

func (s *server) listDuplicates(ctx context.Context, in *listDuplicatesInput) (app.List[app.Duplicate], error) {
	return s.app.Duplicates(ctx, app.DuplicatesRequest{Employers: in.Employers, Page: in.page()})
}

// groupRows gives a row per link of two members.
func groupRows(groups []app.ClassGroup) [][]string {
	rows := [][]string{{"group", "members", "weakest", "mean", "a", "a_title", "b", "b_title", "score", "confidence", "same", "only_a", "compared_a", "only_b", "compared_b"}}
	for _, g := range groups {
		names := make([]string, len(g.Members))
		for i, m := range g.Members {
			names[i] = m.Class.ID
		}
		for _, l := range g.Links {
			rows = append(rows, []string{
				g.Members[0].Class.ID, strings.Join(names, " "), number(&g.Weakest), number(&g.Mean), l.A.ID, l.A.Title, l.B.ID, l.B.Title, number(&l.Score), number(&l.Confidence),
				strconv.Itoa(l.SameCount), strconv.Itoa(l.OnlyA), strconv.Itoa(l.ComparedA), strconv.Itoa(l.OnlyB), strconv.Itoa(l.ComparedB),
			})
		}
	}
	return rows
}

// duplicateRows gives a row per class that makes a statement.
func duplicateRows(duplicates []app.Duplicate) [][]string {
	rows := [][]string{{"statement", "wordings", "series", "classes", "class_id", "class_title", "statement_id", "text"}}
	for _, d := range duplicates {
		for _, m := range d.Members {
			rows = append(rows, []string{
				d.Text, strconv.Itoa(d.Wordings), strconv.Itoa(d.LineCount), strconv.Itoa(d.ClassCount), m.Class.ID, m.Class.Title, m.Statement.ID, m.Statement.Text,
			})
		}
	}
	return rows
}
