package main

import (
	"fmt"
	"strings"

	"crosswalk/internal/app"
)

type groupsCommand struct {
	Employer []string `help:"Issuer of the classes, such as us-ca; one each time, all employers without it." placeholder:"ISSUER"`
	Least    float64  `help:"Least score of any two members, from 0.35 to 1; without it 0.7 within an employer and 0.45 between two." placeholder:"S"`
	Across   bool     `help:"Only counterparts at other employers: each group has one member of an employer at most."`
	Limit    count    `default:"20" help:"Groups at most, up to 200."`
}

func (c groupsCommand) Run(e *env) error {
	return e.withApp(func(a *app.App) error {
		groups, err := a.Groups(e.ctx, app.GroupsRequest{Employers: c.Employer, Least: c.Least, Across: c.Across, Page: app.Page{Limit: int(c.Limit)}})
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(groups)
		}
		fmt.Fprintf(e.out, "%d groups; %d shown\n", groups.Total, len(groups.Items))
		for i, g := range groups.Items {
			printGroup(e, i+1, g)
		}
		return nil
	})
}

type duplicatesCommand struct {
	Employer []string `help:"Issuer of the classes, such as us-ca; one each time, all employers without it." placeholder:"ISSUER"`
	Limit    count    `default:"20" help:"Groups of statements at most, up to 200."`
}

func (c duplicatesCommand) Run(e *env) error {
	return e.withApp(func(a *app.App) error {
		duplicates, err := a.Duplicates(e.ctx, app.DuplicatesRequest{Employers: c.Employer, Page: app.Page{Limit: int(c.Limit)}})
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(duplicates)
		}
		fmt.Fprintf(e.out, "%d statements are made more than once; %d shown\n", duplicates.Total, len(duplicates.Items))
		for i, d := range duplicates.Items {
			fmt.Fprintf(e.out, "\n%2d. %s\n    %d wordings in %d classes of %d series and %d employers\n", i+1, d.Text, d.Wordings, d.ClassCount, d.LineCount, len(d.Employers))
			for _, m := range d.Members[:min(5, len(d.Members))] {
				fmt.Fprintf(e.out, "    %s (%s): %s\n", m.Class.Title, m.Class.ID, m.Statement.Text)
			}
		}
		return nil
	})
}

func printGroup(e *env, n int, g app.ClassGroup) {
	fmt.Fprintf(e.out, "\n%2d. %d members, weakest score %.2f, mean %.2f\n", n, len(g.Members), g.Weakest, g.Mean)
	for _, m := range g.Members {
		classes := ""
		if m.ClassCount > 1 {
			var titles []string
			for _, c := range m.Classes {
				titles = append(titles, c.Title)
			}
			classes = ": " + strings.Join(titles, "; ")
		}
		fmt.Fprintf(e.out, "    %s (%s), %d statements%s\n", m.Title, m.Class.ID, m.Statements, classes)
	}
	for _, l := range g.Links {
		fmt.Fprintf(e.out, "    %.2f  %s and %s: %d statements the same; without counterpart %d of %d and %d of %d\n",
			l.Score, l.A.ID, l.B.ID, l.SameCount, l.OnlyA, l.ComparedA, l.OnlyB, l.ComparedB)
		for _, s := range l.Same {
			fmt.Fprintf(e.out, "          same  %s\n", s.B.Text)
		}
		for _, m := range l.Matched {
			fmt.Fprintf(e.out, "          %s  %s\n            by  %s\n", m.Status, m.B.Text, m.A.Text)
		}
	}
}
