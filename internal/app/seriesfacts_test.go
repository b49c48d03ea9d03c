package app

import (
	"testing"

	"crosswalk/internal/spec"
	"crosswalk/internal/step"
)

func TestWhatSetsTheClassesOfASeriesApart(t *testing.T) {
	a := start(t, t.TempDir())
	ingested(t, a, gardeners(t))
	series, err := a.Series(t.Context(), "us-xx:4412")
	if err != nil {
		t.Fatal(err)
	}
	if series.Name == "" || len(series.Steps) != 4 || series.Steps[0].Class.Title != "Gardener Trainee" || series.Steps[0].Apart != nil {
		t.Fatalf("%+v", series)
	}
	supervisor := series.Steps[2]
	if supervisor.Class.ID != "us-xx:4412" || supervisor.Apart == nil || supervisor.Apart.Before.Title != "Gardener" {
		t.Fatalf("%+v", supervisor)
	}
	for i, c := range supervisor.Apart.Facts {
		if c.Factor != supervisor.Facts[i].Factor || c.Order != step.Compare(c.Class, c.Before) || c.Job != nil {
			t.Errorf("%+v", c)
		}
	}
	gardener := series.Steps[1]
	if d := gardener.Apart.Facts[2]; d.Order != step.Higher || d.Before.Value != "routine" || d.Class.Value != "average" || d.Class.Quotes[0].StatementID == "" {
		t.Errorf("%+v", d)
	}
	alone, err := a.Series(t.Context(), "us-nc:19200")
	if err != nil || len(alone.Steps) != 1 || alone.Steps[0].Apart != nil || len(alone.Steps[0].Facts) != 3 {
		t.Errorf("%+v, %v", alone, err)
	}
	if _, err := a.Series(t.Context(), "us-xx:none"); spec.CodeOf(err) != spec.NotFound {
		t.Errorf("an unknown class: %v", err)
	}
}

func TestAnAllocationSaysWhatTheJobStates(t *testing.T) {
	a := start(t, t.TempDir())
	ingested(t, a, gardeners(t))
	got, err := a.Allocate(t.Context(), AllocateRequest{CodeRequest: CodeRequest{Title: "Gardener", Text: gardening + "\nSupervises a crew of gardeners"}, Employer: "us-xx", Limit: 4})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range got.Items {
		if c.Apart == nil {
			continue
		}
		if job := c.Apart.Facts[1].Job; job == nil || job.Value != "supervises" {
			t.Errorf("%s: %+v", c.Class.ID, job)
		}
	}
}
