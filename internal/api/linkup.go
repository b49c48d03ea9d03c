package api

import (
	"context"
	"fmt"
	"strconv"

	"crosswalk/internal/app"
)

type linkUpInput struct {
	Class      string `query:"class" required:"true" maxLength:"200" doc:"Class id" example:"us-ct:1927SH"`
	Occupation string `query:"occupation" required:"true" maxLength:"200" doc:"Occupation's class id" example:"onet:21-1021.00"`
	FormatParam
}

func (s *server) linkUp(ctx context.Context, in *linkUpInput) (*app.LinkUp, error) {
	return s.app.LinkUp(ctx, in.Class, in.Occupation)
}

type importanceInput struct{ Body app.ImportanceRequest }

func (s *server) rateImportance(ctx context.Context, in *importanceInput) (*app.LinkUp, error) {
	return s.app.RateImportance(ctx, in.Body)
}

func (s *server) recalibration(ctx context.Context, _ *struct{}) (*app.Recalibration, error) {
	return s.app.Recalibrate(ctx, false)
}

// linkUpRows gives a row per line of the form.
func linkUpRows(l *app.LinkUp) [][]string {
	rows := [][]string{{"side", "statement_id", "kind", "text", "status", "credit", "evidence", "mean_importance", "graded_by", "counts"}}
	for _, r := range l.Rows {
		evidence, mean := "", ""
		if r.Evidence != nil {
			evidence = r.Evidence.Statement.Text
		}
		if r.Mean != nil {
			mean = strconv.FormatFloat(*r.Mean, 'f', 2, 64)
		}
		rows = append(rows, []string{r.Side, r.Statement.ID, string(r.Statement.Kind), r.Statement.Text, string(r.Status),
			strconv.FormatFloat(r.Credit, 'f', 4, 64), evidence, mean, fmt.Sprint(len(r.Grades)), strconv.FormatBool(r.Counts)})
	}
	return rows
}
