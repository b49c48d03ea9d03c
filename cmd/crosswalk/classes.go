package main

import (
	"fmt"

	"crosswalk/index"
	"crosswalk/internal/app"
	"crosswalk/internal/spec"
)

type classesCommand struct {
	Query string `arg:"" optional:"" help:"Words of the title."`
	classFlags
	Scope string `default:"all" enum:"classes,onet,all" help:"classes, onet or all."`
	Limit count  `default:"20" help:"Classes at most, up to 200."`
}

func (c classesCommand) Run(e *env) error {
	return e.withApp(func(a *app.App) error {
		res, err := a.Classes(e.ctx, app.ClassesRequest{
			Query: c.Query, StopFilter: c.filter(), Scope: index.Scope(c.Scope), Page: app.Page{Limit: int(c.Limit)},
		})
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(res)
		}
		w := e.table()
		fmt.Fprintln(w, "class\ttitle\tlevels\tstatements")
		for _, class := range res.Items {
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\n", class.ID, class.Title, labels(class.Levels), class.Statements)
		}
		fmt.Fprintf(w, "%d of %s\n", len(res.Items), plural(res.Total, "class"))
		return w.Flush()
	})
}

type showCommand struct {
	Class string `arg:"" help:"Class id."`
	Kind  string `help:"Kind of statement, like duty or knowledge." placeholder:"KIND"`
	Level string `help:"Level, label or ordinal." placeholder:"L"`
}

// Run prints every statement, in the order of the documents.
func (c showCommand) Run(e *env) error {
	return e.withApp(func(a *app.App) error {
		class, all, err := a.Whole(e.ctx, c.Class)
		if err != nil {
			return err
		}
		if c.Kind != "" || c.Level != "" {
			if all, err = listed(e, a, c); err != nil {
				return err
			}
		}
		if e.cli.Format == "json" {
			return e.printJSON(struct {
				spec.Class
				Items []spec.Statement `json:"statements"`
			}{class, all})
		}
		printClass(e, class, all)
		e.credit(a)
		return nil
	})
}

// listed returns the statements that a kind and a level leave.
func listed(e *env, a *app.App, c showCommand) ([]spec.Statement, error) {
	var all []spec.Statement
	page := app.Page{Limit: app.MaxLimit}
	for {
		l, err := a.Statements(e.ctx, c.Class, app.StatementsRequest{Kind: spec.Kind(c.Kind), Level: c.Level, Page: page})
		if err != nil {
			return nil, err
		}
		all = append(all, l.Items...)
		if page.Cursor = l.NextCursor; page.Cursor == "" {
			return all, nil
		}
	}
}

func printClass(e *env, class spec.Class, statements []spec.Statement) {
	fmt.Fprintf(e.out, "%s (%s)\n", class.Title, class.ID)
	if len(class.Levels) > 0 {
		fmt.Fprintf(e.out, "Levels: %s\n", labels(class.Levels))
	}
	section := ""
	for i, st := range statements {
		if st.Section != section || i == 0 {
			section = st.Section
			fmt.Fprintf(e.out, "\n%s\n", section)
		}
		fmt.Fprintf(e.out, "- %s (%s)\n", st.Text, about(st))
	}
	fmt.Fprintf(e.out, "\n%s\n", plural(len(statements), "statement"))
}

// labels lists the levels of a class, lowest first.
func labels(levels []spec.Level) string {
	s := ""
	for i, l := range levels {
		if i > 0 {
			s += ", "
		}
		s += l.Label
	}
	return s
}
