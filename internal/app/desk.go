package app

import (
	"context"
	"slices"

	"crosswalk/index"
	"crosswalk/internal/catalog"
	"crosswalk/internal/coding"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// Waiting is the state, on a desk, of what waits for whoever sits there.
const Waiting = catalog.Waiting

// A Place is one subject on a desk, by the likeliest of its mappings that fit.
type Place = catalog.Place

// MaxOnDesk bounds the subjects that a desk shows at once.
const MaxOnDesk = 200

// A Desk is what somebody works through: the subjects of the mappings that fit,
// in an order, some of them around the one at hand.
type Desk struct {
	Places []Place
	Total  int                  // subjects in all
	Here   int                  // number of the one at hand; 0 when it is not among them
	Counts map[review.State]int // mappings that fit but for their state, as whoever asks may see it
	Next   *Place               // behind the one at hand, the first where it is not among them; nil at the end
	Before *Place
}

// DeskRequest asks for a desk. Its state may be Waiting, and then it is the
// queue of whoever asks; its page counts for nothing.
type DeskRequest struct {
	MappingsRequest
	Current *review.Proposal // at hand; nil for none
	From    int              // number of the first subject to show where none is at hand
	Most    int
}

func seatOf(who review.Actor) catalog.Seat {
	return catalog.Seat{Actor: who.ID, Decides: who.Role.May(review.Reviewer), Settles: who.Role.May(review.Approver)}
}

// Desk lays out what somebody works through.
func (a *App) Desk(ctx context.Context, r DeskRequest) (*Desk, error) {
	state := r.State
	if state == Waiting {
		r.State = ""
	}
	s, err := r.selection()
	if err != nil {
		return nil, err
	}
	s.State = state
	if r.Most < 1 || r.Most > MaxOnDesk {
		return nil, spec.Errorf(spec.Invalid, "must be from 1 to %d, not %d", MaxOnDesk, r.Most).In("limit")
	}
	kind, subject := review.Kind(""), ""
	if r.Current != nil {
		kind, subject = r.Current.Kind, r.Current.Subject.ID
	}
	seat, d := seatOf(review.ActorOf(ctx)), &Desk{}
	if d.Places, d.Total, d.Here, err = a.catalog.Desk(ctx, s, seat, kind, subject, max(1, r.From), r.Most); err != nil {
		return nil, err
	}
	if d.Counts, err = a.catalog.CountSeen(ctx, s, seat); err != nil {
		return nil, err
	}
	at := func(number int) *Place {
		i := slices.IndexFunc(d.Places, func(p Place) bool { return p.Number == number })
		if i < 0 {
			return nil
		}
		return &d.Places[i]
	}
	d.Next, d.Before = at(d.Here+1), at(d.Here-1)
	return d, nil
}

// A Work is a mapping as somebody looks at it to decide: what they may know, and
// all that speaks for it and against it.
type Work struct {
	*Mapping
	Seen       review.Outcome    // as whoever looks may know it: a second rater does not learn that there is a first one
	Blind      bool              // what another rater says, if anything, is shown once they have decided
	Candidates []Candidate       // objects proposed for the subject, this one among them, the likeliest first
	Statements map[string]string // where a statement of the evidence stands: its source, by id
	Alone      *coding.Shown     // what has no counterpart, of a class and its code; nil where that cannot be said
	AloneSoon  bool              // it is being prepared, and can be said in a moment
	AloneBy    string            // model and release that say so, where the mapping was made by others; else empty
}

// A Candidate is one of the objects that were proposed for a subject.
type Candidate struct {
	ID         string
	Object     review.Side
	Confidence *float64
	State      review.State // as whoever looks may know it
	Current    bool
}

// Work returns a mapping to be decided on.
func (a *App) Work(ctx context.Context, id string) (*Work, error) {
	r, err := a.catalog.Mapping(ctx, id)
	if err != nil {
		return nil, err
	}
	who := review.ActorOf(ctx)
	m := show(r, who)
	seen := seenBy(&r, who)
	w := &Work{Mapping: &m, Seen: seen.Outcome, Statements: map[string]string{}}
	w.Blind = r.Raters > 1 && who.Role.May(review.Reviewer) && !r.Outcome.HasRated(who.ID) &&
		slices.Contains([]review.State{review.Proposed, review.InReview, review.IsStale}, r.Outcome.State)
	if seen.Outcome.State == review.IsStale {
		if w.Changes, _, err = a.changes(ctx, seen); err != nil {
			return nil, err
		}
	}
	of, err := a.catalog.OfSubject(ctx, r.Kind, r.Subject.ID, MaxProposals+1)
	if err != nil {
		return nil, err
	}
	for i := range of {
		w.Candidates = append(w.Candidates, Candidate{
			ID: of[i].ID, Object: of[i].Proposal.Object, Confidence: of[i].Confidence, State: seenBy(&of[i], who).Outcome.State, Current: of[i].ID == r.ID,
		})
	}
	return w, a.weigh(w)
}

// seenBy is a mapping as somebody may know it.
func seenBy(r *review.Record, who review.Actor) *review.Record {
	if r.Outcome.State != review.InReview || r.Outcome.HasRated(who.ID) || !who.Role.May(review.Reviewer) {
		return r
	}
	seen := review.NewRecord(r.Proposal, review.Visible(&r.Outcome, r.Decisions, who))
	return &seen
}

// weigh finds where the evidence stands, and what has no counterpart.
func (a *App) weigh(w *Work) error {
	v, release, err := a.view()
	if err != nil {
		return err
	}
	defer release()
	for _, e := range w.Evidence {
		for _, id := range []string{e.SubjectID, e.ObjectID} {
			w.place(v, id)
		}
	}
	w.place(v, w.Subject.ID)
	w.place(v, w.Outcome.Object.ID)
	class := v.byID[w.Subject.ID]
	if w.Kind != review.ClassCode || class == nil || w.Proposal.Object.ID == review.NoTerm {
		return nil
	}
	coder, ready, err := v.coderSoon()
	if spec.CodeOf(err) == spec.Unavailable { // the release was taken away
		return nil
	}
	if w.AloneSoon = !ready; err != nil || !ready {
		return err
	}
	w.Alone = coder.Against(coding.Job{Title: class.Title, Statements: v.ofClass[class.ID]}, w.Proposal.Object.ID, maxAlone)
	if w.Alone == nil {
		return nil
	}
	for _, side := range []coding.Alone{w.Alone.OnlyInClass, w.Alone.OnlyInOccupation} {
		for _, q := range side.Examples {
			w.place(v, q.StatementID)
		}
	}
	if w.Made.Model != coder.Embedding() || w.Made.Release != v.release {
		w.AloneBy = "model " + coder.Embedding() + " and O*NET " + v.release
	}
	return nil
}

// place notes where a statement stands, if it is one of those in force.
func (w *Work) place(v *view, id string) {
	if st := v.statement[id]; st != nil {
		w.Statements[id] = st.SourceID
	}
}

// Issuers lists who issued the classes of the catalog, O*NET aside.
func (a *App) Issuers() []string {
	v, release := a.current.take()
	if v == nil {
		return nil
	}
	defer release()
	return slices.DeleteFunc(slices.Clone(v.known.issuers), func(issuer string) bool { return issuer == index.IssuerONET })
}

// TitleOf is the title of a class, or its id where there is none any more.
func (a *App) TitleOf(class string) string {
	v, release := a.current.take()
	if v == nil {
		return class
	}
	defer release()
	if c := v.byID[class]; c != nil {
		return c.Title
	}
	return class
}

// maxAlone bounds the statements without counterpart that are told of a side.
const maxAlone = 60
