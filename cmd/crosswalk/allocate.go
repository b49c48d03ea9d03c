package main

import (
	"fmt"
	"os"

	"crosswalk/internal/app"
	"crosswalk/internal/coding"
	"crosswalk/internal/factor"
	"crosswalk/internal/spec"
)

type allocateCommand struct {
	Document string `arg:"" optional:"" help:"Position description or posting, in any format that is read." type:"existingfile"`
	Title    string `help:"Title of the job, beside or without a document." placeholder:"TEXT"`
	Employer string `required:"" help:"Issuer of the classes that the job is placed among, such as us-ca." placeholder:"ISSUER"`
	Limit    count  `default:"5" help:"Classes at most, up to 20."`
}

func (c allocateCommand) Run(e *env) error {
	return e.withApp(func(a *app.App) error {
		request := app.AllocateRequest{CodeRequest: app.CodeRequest{Title: c.Title}, Employer: c.Employer, Limit: int(c.Limit)}
		if c.Document != "" {
			file, err := os.Open(c.Document)
			if err != nil {
				return err
			}
			defer file.Close()
			if request.File, err = readLimited(file); err != nil {
				return err
			}
			request.Name = c.Document
		}
		allocation, err := a.Allocate(e.ctx, request)
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(allocation)
		}
		printAllocation(e, allocation)
		printMatching(e, allocation.Matching)
		return nil
	})
}

func printAllocation(e *env, al *app.Allocation) {
	fmt.Fprintf(e.out, "%s: %s\n", al.Decision, al.Reason)
	fmt.Fprintf(e.out, "Read: title %q, %d statements. Classes of %s.\n", al.Read.Title, al.Read.Statements, al.Employer)
	if al.Decision == coding.None && len(al.Items) > 0 {
		fmt.Fprintln(e.out, "Closest classes:")
	}
	for i, c := range al.Items {
		fmt.Fprintf(e.out, "\n%2d. %s (%s)  confidence %.2f\n", i+1, c.Class.Title, c.Class.ID, c.Confidence)
		fmt.Fprintf(e.out, "    coverage %s: %s; outside the class: %d of the job's statements\n", share(c.Coverage.Total), countWords(c.Counts), c.OutsideCount)
		for _, r := range c.Matched[:min(3, len(c.Matched))] {
			fmt.Fprintf(e.out, "    %s  %s\n         by  %s\n", r.Status, r.Statement.Text, r.Evidence[0].Statement.Text)
		}
		for _, r := range c.Missing[:min(3, len(c.Missing))] {
			fmt.Fprintf(e.out, "    not shown  %s\n", r.Statement.Text)
		}
		for _, st := range c.Outside[:min(3, len(c.Outside))] {
			fmt.Fprintf(e.out, "    outside  %s\n", st.Text)
		}
		if c.Apart != nil {
			printApart(e, c.Apart)
		}
	}
}

func printApart(e *env, apart *app.Apart) {
	fmt.Fprintf(e.out, "    apart from %s (%s):\n", apart.Before.Title, apart.Before.ID)
	for _, f := range apart.Factors {
		if f.Verdict == factor.Higher || f.Verdict == factor.Lower {
			fmt.Fprintf(e.out, "      %s; the job: %s\n", f.Says, f.Job.Words())
		}
	}
	for _, s := range apart.Statements[:min(3, len(apart.Statements))] {
		status := string(s.Status)
		if s.Status == spec.Unknown {
			status = "not compared"
		}
		fmt.Fprintf(e.out, "      %s  %s\n", status, s.Statement.Text)
	}
}
