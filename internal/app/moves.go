package app

import (
	"context"
	"time"

	"crosswalk/internal/career"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/spec"
)

// Moves are the rankings of the classes that one can move to, by how they stand
// to the class held.
type Moves struct {
	Groups map[career.Switch]Group
	// NextLevel is the level above of the class held; nil where there is none, or
	// no level was said.
	NextLevel *crosswalk.Ranked
	Known     []spec.Statement // what somebody knows beside the class
	Matching  crosswalk.Matching
}

// A Group is one ranking of moves.
type Group struct {
	List[crosswalk.Ranked]
	Steps []career.Step // of the items, in their order
}

// Switches are the ways that a move can lead, in the order in which people ask.
var Switches = []career.Switch{career.Promotion, career.Lateral, career.Unclear, career.Down}

// Moves ranks the classes that one can move to as Matches does for each of the
// switches, and looks at every class once. Cursors are those of Matches; one may
// be given where there is one switch.
func (a *App) Moves(ctx context.Context, r MatchesRequest, switches ...career.Switch) (*Moves, error) {
	v, release, err := a.view()
	if err != nil {
		return nil, err
	}
	defer release()
	r.Direction, r.Switch = crosswalk.To, switches[0]
	rivalry, err := a.rivalry(ctx, v, &r)
	if err != nil {
		return nil, err
	}
	asked, lists := map[string]crosswalk.Place{}, map[career.Switch]listing{}
	for _, s := range switches {
		r.Switch = s
		lists[s] = v.matchesListing(&r)
		limit, offset, err := r.resolve(lists[s])
		if err != nil {
			return nil, err
		}
		asked[string(s)] = crosswalk.Place{Limit: limit, Offset: offset}
	}
	done, err := a.turn(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	if rivalry.Score, err = a.scores(ctx, v, rivalry, r.Scope); err != nil {
		return nil, err
	}
	ranked, err := v.engine.RankGroups(ctx, rivalry, asked)
	if err != nil {
		return nil, err
	}
	graph, err := v.graph()
	if err != nil {
		return nil, err
	}
	step := graph.StepsFrom(rivalry.Subject.ID, rivalry.Level)
	out := &Moves{Groups: map[career.Switch]Group{}, NextLevel: v.nextLevel(rivalry), Known: rivalry.Subject.Known(), Matching: v.engine.Matching}
	for _, s := range switches {
		of := ranked[string(s)]
		g := Group{List: listOf(of.Page, of.Total, asked[string(s)].Offset, lists[s])}
		for _, m := range g.Items {
			g.Steps = append(g.Steps, step(m.Class.ID, m.Level))
		}
		out.Groups[s] = g
	}
	return out, nil
}

// nextLevel measures the level above the one held, of the same class.
func (v *view) nextLevel(r crosswalk.Rivalry) *crosswalk.Ranked {
	levels := r.Subject.Levels
	if r.Level == nil || r.Level.Ordinal >= len(levels) {
		return nil
	}
	next := &levels[r.Level.Ordinal]
	r.Group = func(_ *crosswalk.Class, l *spec.Level) string {
		if l.Ordinal == next.Ordinal {
			return "next"
		}
		return ""
	}
	own := v.engine.Explain(r, "next", v.byID[r.Subject.ID], -1, nil)
	return &own
}

// Now is the time by the app's clock.
func (a *App) Now() time.Time { return a.cfg.Now() }
