package main

import (
	"fmt"
	"strings"

	"crosswalk/internal/app"
	"crosswalk/internal/career"
	"crosswalk/internal/qualification"
	"crosswalk/internal/spec"
)

type pathsCommand struct {
	From       string `arg:"" help:"Class id of where the person is."`
	To         string `help:"Class id of the target; without it the best classes that can be reached." placeholder:"CLASS"`
	Level      string `help:"The person's level, label or ordinal." placeholder:"L"`
	ToLevel    string `help:"The level asked for in the target." placeholder:"L"`
	MaxHops    count  `default:"3" help:"Moves of a path at most (${default}), up to 5."`
	Years      string `help:"Years served in the class; unknown when not given." placeholder:"N"`
	Experience string `help:"Years worked elsewhere; unknown when not given." placeholder:"N"`
	Relevant   string `help:"Years, in the class and elsewhere, of the sort of work that the target asks for, as you judge; unknown when not given." placeholder:"N"`
	Degree     string `enum:",none,some_school,high_school,some_college,associate,bachelor,master,doctorate,professional" default:"" help:"Highest degree: none, high_school, some_college, associate, bachelor, master, doctorate or professional." placeholder:"D"`
	Limit      count  `default:"5" help:"Paths at most, up to 200."`
	furtherFlags
	stopFlags
}

// classFlags choose classes.
type classFlags struct {
	Issuer  string `help:"Only classes of this issuer." placeholder:"ID"`
	Series  string `help:"Only classes of series with this in their name." placeholder:"NAME"`
	JobZone int    `help:"Only classes of this O*NET job zone, 1 to 5." placeholder:"N"`
}

// stopFlags say which classes may be stops, or be ranked.
type stopFlags struct {
	classFlags
	Switch string `default:"any" enum:"promotion,lateral,any" help:"promotion, lateral or any."`
}

func (f classFlags) filter() app.StopFilter {
	return app.StopFilter{Issuer: f.Issuer, Series: f.Series, JobZone: f.JobZone}
}

func (f stopFlags) way() career.Switch {
	if f.Switch == "any" {
		return ""
	}
	return career.Switch(f.Switch)
}

func (c pathsCommand) Run(e *env) error {
	return e.withApp(func(a *app.App) error {
		person, err := app.ReadPerson(c.Years, c.Experience, c.Relevant, c.Degree)
		if err != nil {
			return err
		}
		answer, err := a.Paths(e.ctx, app.PathsRequest{
			Class: c.From, Level: c.Level, To: c.To, ToLevel: c.ToLevel, MaxHops: int(c.MaxHops), Switch: c.way(),
			StopFilter: c.filter(), Further: c.further(), Person: person, Page: app.Page{Limit: int(c.Limit)},
		})
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(answer)
		}
		printPaths(e, answer)
		e.credit(a)
		return nil
	})
}

func printPaths(e *env, a *app.PathsAnswer) {
	for i, p := range a.Items {
		stated := "every hop is the next level, or stated in a document"
		if p.Unstated > 0 {
			stated = plural(p.Unstated, "hop") + " of " + fmt.Sprint(len(p.Hops)) + " not stated in any document"
		}
		fmt.Fprintf(e.out, "%d. %s: cost %.2f (%s), %s; %s\n", i+1, stopName(p.To), p.Cost, partWords(p.Parts), monthWords(p.Months), stated)
		for _, h := range p.Hops {
			printHop(e, h)
		}
		fmt.Fprintln(e.out)
	}
	if a.Reason != "" {
		fmt.Fprintln(e.out, a.Reason)
	}
	if a.Direct != nil {
		fmt.Fprintln(e.out, "\nWho applies all the same stands so:")
		printHop(e, *a.Direct)
	}
	for _, o := range a.Nearest {
		fmt.Fprintf(e.out, "- %s: %s\n", o.Name, o.Text)
	}
	if a.Total > len(a.Items) {
		fmt.Fprintf(e.out, "%d of %d shown.\n", len(a.Items), a.Total)
	}
	printMatching(e, a.Matching)
}

func printHop(e *env, h career.Hop) {
	fmt.Fprintf(e.out, "   %s -> %s\n", stopName(h.From), stopName(h.To))
	fmt.Fprintf(e.out, "     %s, %s (by %s); coverage %s: %s; %s\n", h.Basis, h.Step.Switch, strings.ReplaceAll(h.Step.Basis, "_", " "), share(h.Coverage), countWords(h.Counts), monthWords(h.Months))
	for _, o := range h.Openings {
		fmt.Fprintf(e.out, "     %s “%s” (%s, bytes %d to %d)\n", strings.TrimSpace(o.Label+":"), o.Text, o.SourceID, o.Span.Start, o.Span.End)
	}
	if q := h.Qualification; q != nil && q.Best != nil {
		best := q.Alternatives[*q.Best]
		for _, c := range best.Conditions {
			fmt.Fprintf(e.out, "     %s: %s\n", strings.TrimSpace(best.Label+" "+string(c.State)), conditionWords(c))
		}
	}
	if a := h.Adds; a != nil {
		fmt.Fprintf(e.out, "     of the end: %s before, %s after\n", share(a.Before.Coverage), share(a.After.Coverage))
	}
	for _, r := range h.Gaps {
		fmt.Fprintf(e.out, "     gap: %s\n", r.Statement.Text)
	}
}

func conditionWords(c qualification.ConditionResult) string {
	words := c.Text
	if c.Reason != "" {
		words += " (" + c.Reason + ")"
	}
	if c.Substitution != nil {
		words += " By: " + c.Substitution.Text
	}
	return words
}

func stopName(s career.Stop) string {
	name := fmt.Sprintf("%s (%s)", s.Title, s.ID)
	if s.Level != nil {
		name += ", " + s.Level.Label
	}
	return name
}

func partWords(parts []spec.Part) string {
	words := make([]string, len(parts))
	for i, p := range parts {
		words[i] = fmt.Sprintf("%s %.2f", strings.ReplaceAll(p.Name, "_", " "), p.Value)
	}
	return strings.Join(words, ", ")
}

func monthWords(n *int) string {
	switch {
	case n == nil:
		return "time unknown"
	case *n == 0:
		return "no time to serve"
	}
	return plural(*n, "month") + " to serve"
}
