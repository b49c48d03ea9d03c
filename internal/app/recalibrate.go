package app

import (
	"context"
	"iter"

	"crosswalk/internal/catalog"
	"crosswalk/internal/review"
)

// Recalibration is what reviewers' decisions would make of the machine's
// confidence.
type Recalibration struct {
	Kind    review.Kind         `json:"kind" enum:"class_code,statement,class"`
	Curve   review.Curve        `json:"curve"`
	Before  review.Calibration  `json:"before" doc:"The machine's own confidences, before any curve"`
	After   *review.Calibration `json:"after" doc:"The same by a curve that was fitted to the other decisions; null when there are too few"`
	Note    string              `json:"note" doc:"Why there is no curve; empty otherwise"`
	Applied bool                `json:"applied"`
}

// Recalibrate measures the confidence of class codes on decisions and fits a
// curve to them. It is put in force only when apply says so: then codes found
// from now on have the confidence that it gives.
func (a *App) Recalibrate(ctx context.Context, apply bool) (*Recalibration, error) {
	const kind = review.ClassCode
	var records []review.Record
	err := a.catalog.Records(ctx, catalog.Selection{Kind: kind}, false, func(all iter.Seq2[review.Record, error]) error {
		for r, err := range all {
			if err != nil {
				return err
			}
			if len(r.Decisions) > 0 {
				records = append(records, r)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	judged := review.JudgedBy(records, kind)
	out := &Recalibration{Kind: kind, Before: review.Calibrated(judged)}
	if out.Curve, err = review.FitCurve(kind, judged); err == nil {
		var fitted []review.Judged
		if fitted, err = review.CrossFitted(kind, judged); err == nil {
			after := review.Calibrated(fitted)
			out.After = &after
		}
	}
	if err != nil {
		out.Note = err.Error()
		if apply {
			return nil, err
		}
		return out, nil
	}
	if apply {
		if _, err := a.deciding(ctx); err != nil {
			return nil, err
		}
		if err := a.catalog.PutCurve(ctx, out.Curve); err != nil {
			return nil, err
		}
		out.Applied = true
	}
	return out, nil
}
