package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"crosswalk/internal/app"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// asActor runs f with an app that is ready, and a context that says who acts.
func (e *env) asActor(f func(ctx context.Context, a *app.App) error) error {
	return e.withApp(func(a *app.App) error {
		who, err := a.CommandActor(e.ctx, e.cli.Actor)
		if err != nil {
			return err
		}
		return f(review.WithActor(e.ctx, who), a)
	})
}

type proposeCommand struct {
	Kind       string   `arg:"" enum:"class_code,statement,class" help:"class_code: classes to O*NET-SOC codes; statement: requirements of a class to the evidence of another; class: a class to another."`
	Classes    []string `arg:"" optional:"" help:"class_code: the classes, all when none is named; else the class that offers and the one that requires."`
	Candidates count    `default:"1" help:"Codes to propose for each class, up to 5."`
	Raters     int      `help:"How many people must decide apart from each other: 1 or 2."`
}

func (c proposeCommand) Run(e *env) error {
	return e.asActor(func(ctx context.Context, a *app.App) error {
		r := app.ProposeRequest{Kind: review.Kind(c.Kind), Candidates: int(c.Candidates), Raters: c.Raters}
		if r.Kind == review.ClassCode {
			r.Subjects = c.Classes
		} else {
			if len(c.Classes) != 2 {
				return spec.Errorf(spec.Invalid, "%s needs two classes: the one that offers and the one that requires", c.Kind).In("classes")
			}
			r.From, r.To = c.Classes[0], c.Classes[1]
		}
		p, err := a.Propose(ctx, r)
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(p)
		}
		fmt.Fprintf(e.out, "%d proposed, %d renewed, %d unchanged\n", p.Proposed, p.Renewed, p.Unchanged)
		e.credit(a)
		return nil
	})
}

type mappingsCommand struct {
	ID      string `arg:"" optional:"" help:"Mapping id: shows its history."`
	Kind    string `enum:",class_code,statement,class" default:"" help:"class_code, statement or class."`
	State   string `enum:",proposed,in_review,disagreed,accepted,rejected,signed,stale,superseded" default:"" help:"proposed, in_review, disagreed, accepted, rejected, signed, stale or superseded."`
	Subject string `help:"Class or statement that the mapping starts from." placeholder:"ID"`
	Object  string `help:"Class or statement that it leads to." placeholder:"ID"`
	Limit   count  `default:"20" help:"Mappings at most, up to 200."`
}

func (c mappingsCommand) Run(e *env) error {
	return e.asActor(func(ctx context.Context, a *app.App) error {
		if c.ID != "" {
			m, err := a.Mapping(ctx, c.ID)
			if err != nil {
				return err
			}
			if e.cli.Format == "json" {
				return e.printJSON(m)
			}
			printMapping(e, m)
			return nil
		}
		list, err := a.Mappings(ctx, app.MappingsRequest{Kind: review.Kind(c.Kind), State: review.State(c.State), Subject: c.Subject, Object: c.Object, Page: app.Page{Limit: int(c.Limit)}})
		if err != nil {
			return err
		}
		return e.printMappings(list)
	})
}

type queueCommand struct {
	Kind  string `enum:",class_code,statement,class" default:"" help:"class_code, statement or class."`
	Limit count  `default:"20" help:"Mappings at most, up to 200."`
}

func (c queueCommand) Run(e *env) error {
	return e.asActor(func(ctx context.Context, a *app.App) error {
		list, err := a.Queue(ctx, review.Kind(c.Kind), app.Page{Limit: int(c.Limit)})
		if err != nil {
			return err
		}
		return e.printMappings(list)
	})
}

func (e *env) printMappings(list app.List[app.Mapping]) error {
	if e.cli.Format == "json" {
		return e.printJSON(list)
	}
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	for i := range list.Items {
		m := &list.Items[i]
		confidence := ""
		if m.Confidence != nil {
			confidence = fmt.Sprintf("%.2f", *m.Confidence)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", m.ID, m.Outcome.State, confidence, shortened(m.Subject.Label, 40), m.Outcome.Object.ID, shortened(m.Outcome.Object.Label, 40))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if list.Total > len(list.Items) {
		fmt.Fprintf(e.out, "%d of %d shown.\n", len(list.Items), list.Total)
	}
	if list.Total == 0 {
		fmt.Fprintln(e.out, "No mappings.")
	}
	return nil
}

func shortened(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return strings.TrimSpace(string(r[:n-1])) + "…"
}

func printMapping(e *env, m *app.Mapping) {
	fmt.Fprintf(e.out, "%s: %s (%s)\n  -> %s (%s)\n", m.ID, m.Subject.Label, m.Subject.ID, m.Outcome.Object.Label, m.Outcome.Object.ID)
	fmt.Fprintf(e.out, "%s, %s (%s)", m.Outcome.State, m.Outcome.Relation, m.RelationWords)
	if m.Confidence != nil {
		fmt.Fprintf(e.out, "; the machine's confidence %.2f", *m.Confidence)
	}
	fmt.Fprintln(e.out)
	for _, ev := range m.Evidence {
		fmt.Fprintf(e.out, "  “%s”\n    ~ “%s” (%.2f)\n", ev.Subject, ev.Object, ev.Likeness)
	}
	for _, d := range m.Decisions {
		fmt.Fprintf(e.out, "%s  %s  %s (%s)", d.At.Format("2006-01-02 15:04"), d.Action, d.By.Name, d.By.Role)
		if d.Object != nil {
			fmt.Fprintf(e.out, " to %s", d.Object.ID)
		}
		if d.Relation != "" {
			fmt.Fprintf(e.out, " as %s", d.Relation)
		}
		if d.Bulk != nil {
			fmt.Fprintf(e.out, " with all from confidence %.2f", *d.Bulk)
		}
		if d.Comment != "" {
			fmt.Fprintf(e.out, ": %s", d.Comment)
		}
		fmt.Fprintln(e.out)
	}
	if m.Hidden > 0 {
		fmt.Fprintf(e.out, "%s of the other rater shown once you have decided.\n", plural(m.Hidden, "decision"))
	}
	for _, c := range m.Changes {
		fmt.Fprintf(e.out, "%s, %s\n  was: %s\n  is:  %s\n", c.Side, c.Kind, orNone(c.Old), orNone(c.New))
	}
}

func orNone(s string) string {
	if s == "" {
		return "(nothing)"
	}
	return s
}

type decideCommand struct {
	ID       string `arg:"" help:"Mapping id."`
	Action   string `arg:"" enum:"accept,reject,change,comment,sign,confirm" help:"accept, reject, change, comment, sign or confirm."`
	Object   string `help:"For change: another class, or sssom:NoTermFound." placeholder:"ID"`
	Relation string `enum:",exactMatch,closeMatch,broadMatch,narrowMatch,relatedMatch" default:"" help:"exactMatch, closeMatch, broadMatch, narrowMatch or relatedMatch."`
	Comment  string `help:"Why."`
	Key      string `help:"Any text of yours: the same command with it is carried out once."`
}

func (c decideCommand) Run(e *env) error {
	return e.asActor(func(ctx context.Context, a *app.App) error {
		m, replayed, err := a.Decide(ctx, c.ID, c.Key, app.DecideRequest{
			Action: review.Action(c.Action), Object: c.Object, Relation: spec.Relation(c.Relation), Comment: c.Comment,
		})
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(m)
		}
		if replayed {
			fmt.Fprintln(e.out, "This had been carried out before; nothing has changed.")
		}
		printMapping(e, m)
		return nil
	})
}

type acceptCommand struct {
	Kind    string  `arg:"" enum:"class_code,statement,class" help:"class_code, statement or class."`
	From    float64 `arg:"" help:"Confidence from which on every proposal is accepted."`
	Comment string  `help:"Why."`
	Key     string  `help:"Any text of yours: the same command with it is carried out once."`
}

func (c acceptCommand) Run(e *env) error {
	return e.asActor(func(ctx context.Context, a *app.App) error {
		out, err := a.AcceptMany(ctx, c.Key, app.BulkRequest{Kind: review.Kind(c.Kind), From: c.From, Comment: c.Comment})
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(out)
		}
		fmt.Fprintf(e.out, "%s accepted\n", plural(out.Accepted, "mapping"))
		return nil
	})
}

type agreementCommand struct{}

func (agreementCommand) Run(e *env) error {
	return e.asActor(func(ctx context.Context, a *app.App) error {
		list, err := a.Agreement(ctx)
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(map[string]any{"items": list})
		}
		for _, g := range list {
			fmt.Fprintf(e.out, "%s and %s, %s: %d rated by both, agreed on %.0f %%, kappa %s", g.A.Name, g.B.Name, g.Kind, g.N, 100*g.Observed, kappaWords(g.Kappa))
			if g.Graded != nil {
				fmt.Fprintf(e.out, ", weighted by relation %s", kappaWords(*g.Graded))
			}
			fmt.Fprintln(e.out)
		}
		if len(list) == 0 {
			fmt.Fprintln(e.out, "No mapping was rated by two people.")
		}
		return nil
	})
}

func kappaWords(k review.Kappa) string {
	if k.Kappa == nil {
		return "not defined"
	}
	return fmt.Sprintf("%.2f", *k.Kappa)
}
