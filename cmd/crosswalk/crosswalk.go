package main

import (
	"fmt"

	"crosswalk/index"
	"crosswalk/internal/app"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/spec"
)

type crosswalkCommand struct {
	From      string `arg:"" help:"Class id of the origin."`
	To        string `arg:"" help:"Class id of the target."`
	FromLevel string `help:"The person's level in the origin, label or ordinal." placeholder:"L"`
	ToLevel   string `help:"The level asked for in the target, label or ordinal." placeholder:"L"`
	furtherFlags
}

// furtherFlags say what somebody knows beside their class.
type furtherFlags struct {
	Knows []string `sep:"none" help:"What the person knows beside the class, in their own words; a statement each time." placeholder:"TEXT"`
	Has   []string `sep:"none" help:"Id of a statement, of any class, that the person can show as well; one each time." placeholder:"ID"`
}

func (f furtherFlags) further() app.Further { return app.Further{Knows: f.Knows, Has: f.Has} }

func (c crosswalkCommand) Run(e *env) error {
	return e.withApp(func(a *app.App) error {
		x, err := a.Crosswalk(e.ctx, app.CrosswalkRequest{From: c.From, To: c.To, FromLevel: c.FromLevel, ToLevel: c.ToLevel, Further: c.further()})
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(x)
		}
		printCrosswalk(e, x)
		e.credit(a)
		return nil
	})
}

func printCrosswalk(e *env, x *crosswalk.Crosswalk) {
	fmt.Fprintf(e.out, "From %s to %s\n", sideName(x.From), sideName(x.To))
	fmt.Fprintf(e.out, "Coverage %s: %s\n", share(x.Coverage.Total), countWords(x.Counts))
	if first := x.FirstLook; first != nil {
		fmt.Fprintf(e.out, "In rankings, which compare by vectors alone: %s\n", share(first.Total))
	}
	status := spec.Status("")
	for _, r := range x.Requirements {
		if r.Status != status {
			status = r.Status
			fmt.Fprintf(e.out, "\n%s\n", status)
		}
		fmt.Fprintf(e.out, "- %s%s\n", r.Statement.Text, levelWords(r.Statement.Level))
		for _, ev := range r.Evidence {
			fmt.Fprintf(e.out, "    %.2f  %s (%s; %s)\n", *ev.Confidence, ev.Statement.Text, place(ev.Statement), ev.LevelNote)
		}
		if len(r.Nearest) > 0 {
			fmt.Fprintf(e.out, "    nearest, not enough: %s (%s)\n", r.Nearest[0].Statement.Text, place(r.Nearest[0].Statement))
		}
		if r.Note != "" {
			fmt.Fprintf(e.out, "    %s\n", r.Note)
		}
	}
	if len(x.Qualifications) > 0 {
		fmt.Fprintln(e.out, "\nqualifications asked for (shown, not compared)")
	}
	for _, q := range x.Qualifications {
		fmt.Fprintf(e.out, "- %s\n", q.Text)
	}
	printMatching(e, x.Matching)
}

// printMatching says what compared the statements of an answer.
func printMatching(e *env, m crosswalk.Matching) {
	if m.Note != "" {
		models := "Model: " + m.Model
		if m.Second != "" {
			models = "Models: " + m.Model + ", " + m.Second
		}
		fmt.Fprintf(e.out, "\n(%s %s.)\n", m.Note, models)
	}
}

func levelWords(l *spec.Level) string {
	if l == nil {
		return ""
	}
	return " [" + l.Label + "]"
}

func sideName(s crosswalk.Side) string {
	name := fmt.Sprintf("%s (%s)", s.Title, s.ID)
	if s.Level != nil {
		name += ", " + s.Level.Label
	}
	return name
}

func countWords(c crosswalk.Counts) string {
	return fmt.Sprintf("%d met, %d partial, %d short, %d gap, %d unknown", c.Met, c.Partial, c.Short, c.Gap, c.Unknown)
}

type rankCommand struct {
	Class     string `arg:"" help:"Class id."`
	Level     string `help:"Level of the class, label or ordinal." placeholder:"L"`
	Scope     string `default:"all" enum:"classes,onet,all" help:"classes, onet or all."`
	Direction string `default:"to" enum:"to,from" help:"to: where one can move to; from: who could fill the class."`
	Limit     count  `default:"20" help:"Classes at most, up to 200."`
	furtherFlags
	stopFlags
}

func (c rankCommand) Run(e *env) error {
	return e.withApp(func(a *app.App) error {
		res, err := a.Matches(e.ctx, app.MatchesRequest{
			Class: c.Class, Level: c.Level, Scope: index.Scope(c.Scope),
			Direction: crosswalk.Direction(c.Direction), Switch: c.way(), StopFilter: c.filter(), Further: c.further(), Page: app.Page{Limit: int(c.Limit)},
		})
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(res)
		}
		w := e.table()
		fmt.Fprintln(w, "score\tcoverage\tclass\tlevel\tstatus of the requirements")
		for _, r := range res.Items {
			fmt.Fprintf(w, "%s\t%s\t%s (%s)\t%s\t%s\n", share(r.Score), share(r.Coverage.Total), r.Class.Title, r.Class.ID, levelName(r.Level), countWords(r.Counts))
		}
		if err := w.Flush(); err != nil {
			return err
		}
		printMatching(e, res.Matching)
		e.credit(a)
		return nil
	})
}
