package app

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"crosswalk/index"
	"crosswalk/internal/catalog"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// A Mapping is a mapping with its history, as somebody may see it.
type Mapping struct {
	review.Record
	RelationWords string      `json:"relation_words" doc:"The relation in plain words"`
	Waiting       bool        `json:"waiting_for_you" doc:"True when the one who asks can bring it further"`
	Hidden        int         `json:"hidden_decisions" minimum:"0" doc:"Decisions of the other rater, which are shown once you have decided"`
	Changes       []Rewording `json:"changes" nullable:"false" doc:"Of a stale mapping: the words decided on, and those there are now"`
}

// MappingsRequest cuts the list of mappings.
type MappingsRequest struct {
	Kind    review.Kind
	State   review.State
	Subject string // class, or statement
	Object  string
	Issuer  string  // of the subject's class
	From    float64 // least confidence; what has none is left out when it is above 0
	Below   float64 // confidence that is too much; 0 for no bound
	Page
}

func (r *MappingsRequest) selection() (catalog.Selection, error) {
	if r.Kind != "" && !slices.Contains(review.Kinds, r.Kind) {
		return catalog.Selection{}, spec.Errorf(spec.Invalid, "must be class_code, statement or class, not %q", r.Kind).In("kind")
	}
	if r.State != "" && !slices.Contains(review.States, r.State) {
		return catalog.Selection{}, spec.Errorf(spec.Invalid, "there is no state %q", r.State).In("state")
	}
	for _, bound := range []struct {
		field string
		value float64
	}{{"from_confidence", r.From}, {"below_confidence", r.Below}} {
		if !(bound.value >= 0 && bound.value <= 1) {
			return catalog.Selection{}, spec.Errorf(spec.Invalid, "must be from 0 to 1").In(bound.field)
		}
	}
	return catalog.Selection{Kind: r.Kind, State: r.State, Subject: r.Subject, Object: r.Object, Issuer: r.Issuer, Least: r.From, Below: r.Below}, nil
}

// reviewListing names a list of mappings. Mappings change without a new
// revision of the catalog, so a page may repeat or miss one that has moved.
func reviewListing(question ...any) listing { return (&view{}).listing(question...) }

// Mappings lists mappings by subject, the likeliest object first.
func (a *App) Mappings(ctx context.Context, r MappingsRequest) (List[Mapping], error) {
	s, err := r.selection()
	if err != nil {
		return List[Mapping]{}, err
	}
	of := reviewListing("mappings", s)
	limit, offset, err := r.resolve(of)
	if err != nil {
		return List[Mapping]{}, err
	}
	records, total, err := a.catalog.Mappings(ctx, s, limit, offset)
	if err != nil {
		return List[Mapping]{}, err
	}
	return listOf(a.shown(ctx, records), total, offset, of), nil
}

// Queue lists what waits for the actor.
func (a *App) Queue(ctx context.Context, kind review.Kind, page Page) (List[Mapping], error) {
	s, err := (&MappingsRequest{Kind: kind}).selection()
	if err != nil {
		return List[Mapping]{}, err
	}
	who := review.ActorOf(ctx)
	of := reviewListing("queue", kind, who.ID)
	limit, offset, err := page.resolve(of)
	if err != nil {
		return List[Mapping]{}, err
	}
	if !who.Role.May(review.Reviewer) { // nothing waits for who may not decide
		return listOf[Mapping](nil, 0, offset, of), nil
	}
	records, total, err := a.catalog.Queue(ctx, s.Kind, who.ID, who.Role.May(review.Approver), limit, offset)
	if err != nil {
		return List[Mapping]{}, err
	}
	return listOf(a.shown(ctx, records), total, offset, of), nil
}

// MappingCounts counts the mappings of each kind in each state.
func (a *App) MappingCounts(ctx context.Context) ([]catalog.StateCount, error) {
	return a.catalog.CountByState(ctx)
}

// Mapping returns one mapping. Of a stale one it says what has changed.
func (a *App) Mapping(ctx context.Context, id string) (*Mapping, error) {
	r, err := a.catalog.Mapping(ctx, id)
	if err != nil {
		return nil, err
	}
	m := show(r, review.ActorOf(ctx))
	if r.Outcome.State == review.IsStale {
		if m.Changes, _, err = a.changes(ctx, &r); err != nil {
			return nil, err
		}
	}
	return &m, nil
}

func (a *App) shown(ctx context.Context, records []review.Record) []Mapping {
	out := make([]Mapping, len(records))
	for i, r := range records {
		out[i] = show(r, review.ActorOf(ctx))
	}
	return out
}

// show hides from a rater what the other one said first.
func show(r review.Record, who review.Actor) Mapping {
	m := Mapping{Record: r, RelationWords: review.RelationWords(&r.Outcome), Changes: []Rewording{}}
	visible := review.Visible(&r.Outcome, r.Decisions, who)
	if m.Hidden = len(r.Decisions) - len(visible); m.Hidden > 0 {
		m.Outcome.Raters = []review.Actor{}
	}
	if m.Decisions = visible; m.Decisions == nil {
		m.Decisions = []review.Decision{}
	}
	m.Waiting = waitsFor(&r, who)
	return m
}

// waitsFor reports whether somebody can bring a mapping further.
func waitsFor(r *review.Record, who review.Actor) bool {
	decides, settles := who.Role.May(review.Reviewer), who.Role.May(review.Approver)
	switch r.Outcome.State {
	case review.Proposed, review.IsStale:
		return decides
	case review.InReview:
		return decides && !r.Outcome.HasRated(who.ID)
	case review.Disagreed:
		return settles || decides && r.Outcome.HasRated(who.ID)
	case review.Accepted:
		return settles && !r.Outcome.HasRated(who.ID)
	}
	return false
}

// DecideRequest is what somebody decides on a mapping.
type DecideRequest struct {
	Action      review.Action `json:"action" enum:"accept,reject,change,comment,sign,confirm" doc:"accept: as proposed; reject: the object is wrong; change: to another object or relation; sign: an accepted mapping that you did not rate; confirm: the rewording of a stale mapping is immaterial"`
	Object      string        `json:"object,omitempty" maxLength:"200" doc:"For change: another class id, or sssom:NoTermFound"`
	Relation    spec.Relation `json:"relation,omitempty" enum:"exactMatch,closeMatch,broadMatch,narrowMatch,relatedMatch" doc:"For change and accept: another relation than the proposed one; only a person says exactMatch"`
	Comment     string        `json:"comment,omitempty" maxLength:"4000"`
	SubjectHash string        `json:"subject_hash,omitempty" maxLength:"64" doc:"Hash of the subject's text that you saw; the decision is refused when the text is another by now"`
	ObjectHash  string        `json:"object_hash,omitempty" maxLength:"64" doc:"The same of the object's"`
}

// Decide appends a decision of the actor on a mapping. The same request key of
// the same actor again changes nothing: replayed is true then.
func (a *App) Decide(ctx context.Context, id, request string, r DecideRequest) (m *Mapping, replayed bool, err error) {
	who, err := a.deciding(ctx)
	if err != nil {
		return nil, false, err
	}
	alone := !a.HasAccounts()
	record, replayed, err := a.catalog.Decide(ctx, id, requestOf(request, "decide on "+id, r), func(record review.Record) (review.Decision, error) {
		d := review.Decision{Action: r.Action, Relation: r.Relation, Comment: strings.TrimSpace(r.Comment), By: who, At: a.cfg.Now().UTC()}
		object := record.Proposal.Object
		if r.Action != review.Change { // what is decided on already stays so for a signature
			object = record.Outcome.Object
		}
		if r.Action == review.Accept || r.Action == review.Reject {
			object = record.Proposal.Object
		}
		if r.Object != "" {
			side, err := a.otherObject(ctx, &record.Proposal, r.Object)
			if err != nil {
				return d, err
			}
			object, d.Object = side, &side
		}
		if err := record.Outcome.Check(&record.Proposal, &d, alone); err != nil {
			return d, err
		}
		if d.Seen, err = a.seenNow(ctx, &record.Proposal.Subject, &object, r); err != nil {
			return d, err
		}
		if d.Object != nil {
			d.Object.Text = d.Seen.Object
		}
		return d, nil
	})
	if err != nil {
		return nil, false, err
	}
	shown := show(record, who)
	return &shown, replayed, nil
}

// requestOf is a request that can be sent again: with the key, what is to be done
// and all that was said of it.
func requestOf(key, what string, said any) catalog.Request {
	body, err := json.Marshal(said)
	if err != nil {
		panic(err) // plain data
	}
	return catalog.Request{Key: key, Asked: what + ": " + review.HashOf(string(body))}
}

// seenNow is the text of both sides as it is now, which must be what the person
// saw, where they say so.
func (a *App) seenNow(ctx context.Context, subject, object *review.Side, r DecideRequest) (seen review.Seen, err error) {
	if seen.Subject, err = a.textOf(ctx, subject); err != nil {
		return seen, err
	}
	if seen.Object, err = a.textOf(ctx, object); err != nil {
		return seen, err
	}
	for _, side := range []struct{ field, said, is string }{
		{"subject_hash", r.SubjectHash, seen.Subject.Hash}, {"object_hash", r.ObjectHash, seen.Object.Hash},
	} {
		if side.said != "" && side.said != side.is {
			return seen, spec.Errorf(spec.Conflict, "the text is another one by now; look at it again").In(side.field)
		}
	}
	return seen, nil
}

// otherObject finds what a change names.
func (a *App) otherObject(ctx context.Context, p *review.Proposal, id string) (review.Side, error) {
	none := review.Side{ID: review.NoTerm, Label: "nothing fits", Text: review.Text{SourceIDs: []string{}}}
	if id == review.NoTerm {
		return none, nil
	}
	v, release, err := a.view()
	if err != nil {
		return none, err
	}
	defer release()
	if p.Kind == review.Statement {
		st := v.statement[id]
		if st == nil {
			return none, spec.Errorf(spec.Invalid, "there is no statement %q", id).In("object")
		}
		return review.Side{ID: st.ID, ClassID: st.ClassID, Label: st.Text}, nil
	}
	c, err := v.class(id, "object")
	if err != nil {
		var e *spec.Error
		if errors.As(err, &e) && e.Code == spec.NotFound {
			return none, spec.Errorf(spec.Invalid, "there is no class %q", id).In("object")
		}
		return none, err
	}
	if p.Kind == review.ClassCode && c.Issuer != index.IssuerONET {
		return none, spec.Errorf(spec.Invalid, "%s is no occupation of O*NET", c.ID).In("object")
	}
	return review.Side{ID: c.ID, ClassID: c.ID, Label: c.Title}, nil
}

// BulkRequest accepts many proposals at once.
type BulkRequest struct {
	Kind    review.Kind `json:"kind" enum:"class_code,statement,class"`
	From    float64     `json:"from_confidence" minimum:"0" maximum:"1" doc:"Accept what is proposed with at least this confidence, and nobody has decided on"`
	Comment string      `json:"comment,omitempty" maxLength:"4000"`
}

// BulkAccepted says what became of it.
type BulkAccepted struct {
	Accepted int  `json:"accepted" doc:"Also of a request that had been carried out before"`
	Replayed bool `json:"replayed" doc:"True when the same request had been carried out before"`
}

// AcceptMany accepts proposals from a confidence on that the actor chose, which
// stands beside each decision. All are accepted, or none.
func (a *App) AcceptMany(ctx context.Context, request string, r BulkRequest) (*BulkAccepted, error) {
	who, err := a.deciding(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := (&MappingsRequest{Kind: r.Kind}).selection(); err != nil || r.Kind == "" {
		return nil, spec.Errorf(spec.Invalid, "must be class_code, statement or class").In("kind")
	}
	if !(r.From >= 0 && r.From <= 1) {
		return nil, spec.Errorf(spec.Invalid, "must be from 0 to 1").In("from_confidence")
	}
	texts := map[string]review.Text{}
	text := func(side *review.Side) (review.Text, error) {
		if t, ok := texts[side.ID]; ok {
			return t, nil
		}
		t, err := a.textOf(ctx, side)
		texts[side.ID] = t
		return t, err
	}
	at := a.cfg.Now().UTC()
	out := &BulkAccepted{}
	out.Accepted, out.Replayed, err = a.catalog.DecideAll(ctx, r.Kind, r.From, requestOf(request, "accept many", r), func(record review.Record) (d review.Decision, err error) {
		d = review.Decision{Action: review.Accept, Comment: strings.TrimSpace(r.Comment), By: who, At: at, Bulk: &r.From}
		if err := record.Outcome.Check(&record.Proposal, &d, !a.HasAccounts()); err != nil {
			return d, err
		}
		if d.Seen.Subject, err = text(&record.Proposal.Subject); err == nil {
			d.Seen.Object, err = text(&record.Proposal.Object)
		}
		return d, err
	})
	return out, err
}

// Agreement compares the raters pair by pair.
func (a *App) Agreement(ctx context.Context) ([]review.Agreement, error) {
	rated, err := a.catalog.DecidedByTwo(ctx)
	return review.Agreements(rated), err
}
