package main

import (
	"fmt"

	"crosswalk/index"
	"crosswalk/internal/app"
)

type searchCommand struct {
	Query  string `arg:"" help:"Words to look for; words in double quotation marks are a phrase."`
	Kind   string `help:"Kind of statement, like duty or knowledge."`
	Class  string `help:"Class id."`
	Issuer string `help:"Issuer, like us-nc."`
	Level  string `help:"Level label or ordinal."`
	Scope  string `default:"all" enum:"classes,onet,all" help:"classes, onet or all."`
	Mode   string `default:"hybrid" enum:"hybrid,text,semantic" help:"hybrid (by words and meaning), text (by words) or semantic (by meaning)."`
	Limit  count  `default:"20" help:"Hits at most, up to 200."`
}

func (c searchCommand) Run(e *env) error {
	return e.withApp(func(a *app.App) error {
		res, err := a.Search(e.ctx, app.SearchRequest{
			Query: c.Query, Kind: c.Kind, Class: c.Class, Issuer: c.Issuer, Level: c.Level,
			Scope: index.Scope(c.Scope), Mode: app.Mode(c.Mode), Page: app.Page{Limit: int(c.Limit)},
		})
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(res)
		}
		if res.Mode.Note != "" {
			fmt.Fprintf(e.out, "(%s)\n", res.Mode.Note)
		}
		for _, f := range res.Items {
			fmt.Fprintf(e.out, "%.2f  %s\n      %s\n", f.Score, f.Statement.Text, place(f.Statement))
		}
		fmt.Fprintf(e.out, "%d of %s\n", len(res.Items), plural(res.Total, "statement"))
		e.credit(a)
		return nil
	})
}
