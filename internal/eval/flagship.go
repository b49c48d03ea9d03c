package eval

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"strings"

	"crosswalk/internal/app"
)

// flagshipLabels are the requirements of one crosswalk with the status that each of
// two readers would sign, who saw all that the origin offers.
//
//go:embed labels/flagship.tsv
var flagshipLabels string

// flagshipCrosswalk is the crosswalk that they read.
var flagshipCrosswalk = app.CrosswalkRequest{From: "us-az:ACV80272", To: "us-nc:19200", ToLevel: "Journey"}

// Flagship measures how many statuses of one crosswalk of the seed documents two
// readers would sign.
func Flagship(ctx context.Context, a *app.App, w io.Writer) error {
	rows, err := tableOf("labels of the flagship crosswalk", flagshipLabels)
	if err != nil {
		return err
	}
	x, err := a.Crosswalk(ctx, flagshipCrosswalk)
	if err != nil {
		return err
	}
	status := make(map[string]string, len(x.Requirements))
	for _, r := range x.Requirements {
		status[r.Statement.Text] = string(r.Status)
	}
	fmt.Fprintf(w, "flagship: %s to %s, %s: the status of each requirement, and what two readers would sign\n",
		flagshipCrosswalk.From, flagshipCrosswalk.To, flagshipCrosswalk.ToLevel)
	var signed [2]int
	alike := 0
	var wrong strings.Builder
	for _, row := range rows {
		said, ok := status[row["requirement"]]
		if !ok {
			return fmt.Errorf("labels of the flagship crosswalk: nothing requires %q", row["requirement"])
		}
		first, second, _ := strings.Cut(row["readers"], ",")
		for i, reader := range []string{first, second} {
			if said == reader {
				signed[i]++
			}
		}
		if first == second {
			alike++
		}
		if said != first || said != second {
			fmt.Fprintf(&wrong, "  %-8s %s, %s: %q (%s)\n", said, first, second, row["requirement"], row["level"])
		}
	}
	fmt.Fprintf(w, "  %d requirements; the readers agree on %d; signed by the first %d, by the second %d\n%s", len(rows), alike, signed[0], signed[1], wrong.String())
	return nil
}
