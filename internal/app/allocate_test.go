package app

import (
	"math"
	"slices"
	"strings"
	"testing"

	"crosswalk/internal/coding"
	"crosswalk/internal/spec"
)

const gardening = "Plants and waters flowers and shrubs\nMows lawns and trims hedges\nRemoves weeds\nSprays trees against pests\nKeeps garden tools in order"

func TestAJobIsPlacedAmongTheClassesOfAnEmployer(t *testing.T) {
	a := start(t, t.TempDir())
	ingested(t, a, gardeners(t))
	for _, tt := range []struct {
		name     string
		request  CodeRequest
		employer string
		decision coding.Decision
		first    string
	}{
		{"title and text", CodeRequest{Title: "Groundskeeper Gardener", Text: gardening}, "us-xx", coding.Suggest, "Gardener"},
		{"a document", CodeRequest{File: []byte(gardeners(t)[:2000])}, "us-xx", coding.Suggest, "Gardener"},
		{"a title alone", CodeRequest{Title: "Gardener"}, "us-xx", coding.Review, "Gardener"},
		{"a title and a few words", CodeRequest{Title: "Gardener", Text: "Works hard."}, "us-xx", coding.Review, "Gardener"},
		{"nothing known", CodeRequest{Title: "Zxcvb"}, "us-xx", coding.None, "nothing"},
		{"work that the employer has not", CodeRequest{Title: "Tax Attorney", Text: "Represents the county in tax court\nDrafts legal opinions on bonds"}, "us-xx", coding.None, ""},
		{"another employer", CodeRequest{Title: "Child Protective Worker", Text: "Investigates reports of child abuse\nPlaces children in foster care\nTestifies in court"}, "us-az", "", "Child Protective Service Specialist II"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := a.Allocate(t.Context(), AllocateRequest{CodeRequest: tt.request, Employer: tt.employer})
			if err != nil {
				t.Fatal(err)
			}
			if tt.decision != "" && got.Decision != tt.decision {
				t.Errorf("%s (%s), want %s", got.Decision, got.Reason, tt.decision)
			}
			if tt.first == "nothing" && len(got.Items) == 0 {
				return
			}
			if len(got.Items) == 0 || !strings.Contains(got.Items[0].Class.Title, tt.first) {
				t.Fatalf("%d classes, the first is %+v", len(got.Items), got.Items)
			}
			for i, c := range got.Items {
				sum := 0.0
				for _, p := range c.Parts {
					sum += p.Value
				}
				if c.Class.Issuer != tt.employer || math.Abs(sum-c.Score) > 1e-9 || c.Confidence < 0 || c.Confidence > 1 {
					t.Errorf("%s: parts add up to %v, score %v, confidence %v", c.Class.ID, sum, c.Score, c.Confidence)
				}
				if i > 0 && got.Items[i-1].Score < c.Score {
					t.Errorf("%s is not in its place", c.Class.ID)
				}
				if len(c.Missing) != min(shownStatements, c.Counts.Gap) || len(c.Outside) != min(shownStatements, c.OutsideCount) {
					t.Errorf("%s: %d of %d gaps, %d of %d outside", c.Class.ID, len(c.Missing), c.Counts.Gap, len(c.Outside), c.OutsideCount)
				}
			}
		})
	}
}

func TestWhatSetsAClassApartFromTheOneBefore(t *testing.T) {
	a := start(t, t.TempDir())
	ingested(t, a, gardeners(t))
	got, err := a.Allocate(t.Context(), AllocateRequest{CodeRequest: CodeRequest{Title: "Supervising Gardener", Text: gardening + "\nSupervises a crew of gardeners"}, Employer: "us-xx", Limit: 4})
	if err != nil {
		t.Fatal(err)
	}
	apart := 0
	for _, c := range got.Items {
		class, err := a.Class(t.Context(), c.Class.ID)
		if err != nil {
			t.Fatal(err)
		}
		if (c.Apart == nil) != (class.Position == 1) {
			t.Errorf("%s, position %d: apart %+v", class.Title, class.Position, c.Apart)
		}
		if c.Apart == nil {
			continue
		}
		before, err := a.Class(t.Context(), c.Apart.Before.ID)
		if err != nil || before.Position != class.Position-1 {
			t.Errorf("%s is compared with %s (%v)", class.Title, before.Title, err)
		}
		list, err := a.Statements(t.Context(), before.ID, StatementsRequest{Page: Page{Limit: MaxLimit}})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range c.Apart.Statements {
			apart++
			if slices.ContainsFunc(list.Items, func(st spec.Statement) bool { return st.Text == s.Statement.Text }) {
				t.Errorf("%q is said of %s too", s.Statement.Text, before.Title)
			}
		}
	}
	if apart == 0 {
		t.Error("nothing sets any class apart")
	}
}

func TestAllocationsThatAreRefused(t *testing.T) {
	a := start(t, t.TempDir())
	for _, tt := range []struct {
		request AllocateRequest
		field   string
		code    spec.Code
	}{
		{AllocateRequest{CodeRequest: CodeRequest{Title: "Clerk"}, Employer: "us-none"}, "employer", spec.Invalid},
		{AllocateRequest{CodeRequest: CodeRequest{Title: "Clerk"}}, "employer", spec.Invalid},
		{AllocateRequest{CodeRequest: CodeRequest{Title: "Clerk"}, Employer: "onet"}, "employer", spec.Invalid},
		{AllocateRequest{CodeRequest: CodeRequest{Statements: slices.Repeat([]string{"Files letters"}, 600)}, Employer: "us-az", Limit: MaxAllocated}, "limit", spec.TooLarge},
		{AllocateRequest{Employer: "us-az"}, "title", spec.Invalid},
		{AllocateRequest{CodeRequest: CodeRequest{Title: "Clerk"}, Employer: "us-az", Limit: MaxAllocated + 1}, "limit", spec.Invalid},
	} {
		_, err := a.Allocate(t.Context(), tt.request)
		var field string
		if refused, ok := err.(*spec.Error); ok {
			field = refused.Field
		}
		if spec.CodeOf(err) != tt.code || field != tt.field {
			t.Errorf("%+v: %v in %q", tt.request, err, field)
		}
	}
}

// The first line of a paste is a duty where somebody gave the title beside it.
func TestNoLineOfAPasteIsLostToTheTitle(t *testing.T) {
	a := start(t, t.TempDir())
	got, err := a.Allocate(t.Context(), AllocateRequest{CodeRequest: CodeRequest{Title: "Gardener", Text: gardening}, Employer: "us-az"})
	if err != nil || got.Read.Statements != 5 {
		t.Errorf("read %+v, %v; want 5 statements", got, err)
	}
}
