package review

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"crosswalk/internal/spec"
)

// An Action is what a decision does.
type Action string

const (
	Accept    Action = "accept"    // as proposed
	Reject    Action = "reject"    // the object is wrong for the subject
	Change    Action = "change"    // to another object, another relation, or both
	Comment   Action = "comment"   // changes no state
	Sign      Action = "sign"      // an accepted mapping, by somebody who did not rate it
	Confirm   Action = "confirm"   // a rewording is immaterial: the decision before it stands
	Stale     Action = "stale"     // the text that was decided on has changed
	Supersede Action = "supersede" // another code of the same class was decided on
)

// OfPeople lists the actions that people take; the others follow by themselves.
var OfPeople = []Action{Accept, Reject, Change, Comment, Sign, Confirm}

// Needs returns the role that an action needs.
func (a Action) Needs() Role {
	switch a {
	case Comment:
		return Analyst
	case Accept, Reject, Change, Confirm:
		return Reviewer
	case Sign:
		return Approver
	}
	return System
}

// rates reports whether an action says what is right.
func (a Action) rates() bool { return a == Accept || a == Reject || a == Change }

// A Decision is one entry of a mapping's history. It is never changed.
type Decision struct {
	Seq       int64         `json:"seq" doc:"Place in the order of all decisions; times may run backwards, this does not"`
	MappingID string        `json:"mapping_id"`
	Action    Action        `json:"action" enum:"accept,reject,change,comment,sign,confirm,stale,supersede"`
	Object    *Side         `json:"object" doc:"That was decided on, by change; null where it is the proposed one"`
	Relation  spec.Relation `json:"relation" doc:"That was decided on; empty for the proposed one, and where none is said"`
	Comment   string        `json:"comment"`
	By        Actor         `json:"by"`
	At        time.Time     `json:"at"`
	Seen      Seen          `json:"seen" doc:"What text they saw"`
	Bulk      *float64      `json:"bulk" doc:"Confidence from which the person accepted many at once; null for a decision of its own"`
}

// Seen is what somebody saw of both sides when they decided.
type Seen struct {
	Subject Text `json:"subject"`
	Object  Text `json:"object"`
}

// A State is where a mapping stands.
type State string

const (
	Proposed   State = "proposed"
	InReview   State = "in_review" // a rater has decided, another is awaited
	Disagreed  State = "disagreed"
	Accepted   State = "accepted"
	Rejected   State = "rejected"
	Signed     State = "signed"
	IsStale    State = "stale"
	Superseded State = "superseded"
)

// States lists every state, those that wait for somebody first.
var States = []State{Disagreed, IsStale, InReview, Proposed, Accepted, Rejected, Signed, Superseded}

// A Verdict is what somebody holds to be right.
type Verdict struct {
	Accepted bool          `json:"accepted"`
	ObjectID string        `json:"object_id" doc:"That fits, or that was rejected"`
	Relation spec.Relation `json:"relation"`
}

// verdict of a decision that rates.
func (p *Proposal) verdict(d *Decision) Verdict {
	v := Verdict{Accepted: d.Action != Reject, ObjectID: p.Object.ID, Relation: p.Relation}
	if d.Object != nil {
		v.ObjectID = d.Object.ID
	}
	if d.Relation != "" {
		v.Relation = d.Relation
	}
	return v
}

// An Outcome is what the decisions on a mapping come to.
type Outcome struct {
	State    State         `json:"state" enum:"proposed,in_review,disagreed,accepted,rejected,signed,stale,superseded"`
	Object   Side          `json:"object" doc:"The one decided on; the proposed one before that"`
	Relation spec.Relation `json:"relation"`
	Raters   []Actor       `json:"raters" nullable:"false" doc:"Who have decided in this round, in order"`
	SignedBy *Actor        `json:"signed_by"`
	Seen     Seen          `json:"seen" doc:"Text that the last decision rests on"`
	Round    int           `json:"round" minimum:"1" doc:"1, and one more each time that a changed text was decided on anew"`
	Decided  time.Time     `json:"decided" doc:"When the state came about; the zero time for proposed"`

	before  State // that a stale mapping had
	ratings []rating
	settled []rating // by approvers; the last one counts
}

type rating struct {
	by       Actor
	verdict  Verdict
	decision *Decision
}

// Fold returns what decisions, in the order of their numbers, come to. The
// clock takes no part in it.
func Fold(p *Proposal, decisions []Decision) Outcome {
	o := Outcome{State: Proposed, Object: p.Object, Relation: p.Relation, Raters: []Actor{}, Round: 1,
		Seen: Seen{p.Subject.Text, p.Object.Text}}
	for i := range decisions {
		o.take(p, &decisions[i])
	}
	return o
}

func (o *Outcome) take(p *Proposal, d *Decision) {
	before := o.State
	switch {
	case d.Action.rates():
		o.rate(p, d)
	case d.Action == Sign && o.State == Accepted:
		o.State, o.SignedBy = Signed, &d.By
	case d.Action == Stale && (o.State == Accepted || o.State == Signed):
		o.before, o.State = o.State, IsStale
	case d.Action == Confirm && o.State == IsStale:
		o.State, o.Seen = o.before, d.Seen
	case d.Action == Supersede:
		o.State = Superseded
	}
	if o.State != before || d.Action.rates() {
		o.Decided = d.At
	}
}

// rate takes a rating. The first people who rate are the raters, as many as the
// proposal asks for; a later one settles.
func (o *Outcome) rate(p *Proposal, d *Decision) {
	if o.State == IsStale || o.State == Superseded {
		o.Round, o.ratings, o.settled, o.SignedBy, o.Raters = o.Round+1, nil, nil, nil, []Actor{}
	}
	o.SignedBy = nil
	r := rating{d.By, p.verdict(d), d}
	switch i := slices.IndexFunc(o.ratings, func(r rating) bool { return r.by.ID == d.By.ID }); {
	case len(o.settled) > 0:
		o.settled = append(o.settled, r)
	case i >= 0:
		o.ratings[i] = r
	case len(o.ratings) < p.Raters:
		o.ratings, o.Raters = append(o.ratings, r), append(o.Raters, d.By)
	default:
		o.settled = append(o.settled, r)
	}
	switch {
	case len(o.settled) > 0:
		o.conclude(p, &o.settled[len(o.settled)-1])
	case len(o.ratings) < p.Raters:
		o.State, o.Seen = InReview, d.Seen
	case slices.ContainsFunc(o.ratings, func(r rating) bool { return r.verdict != o.ratings[0].verdict }):
		o.State, o.Seen = Disagreed, d.Seen
	default:
		o.conclude(p, &r)
	}
}

func (o *Outcome) conclude(p *Proposal, r *rating) {
	o.State = Rejected
	if r.verdict.Accepted {
		o.State = Accepted
	}
	o.Relation, o.Object, o.Seen = r.verdict.Relation, p.Object, r.decision.Seen
	if r.decision.Object != nil {
		o.Object = *r.decision.Object
	}
}

// HasRated reports whether somebody has rated or settled in this round.
func (o *Outcome) HasRated(who string) bool { return slices.Contains(o.Took(), who) }

// Took lists who have rated or settled in this round, by id.
func (o *Outcome) Took() []string {
	var out []string
	for _, r := range slices.Concat(o.ratings, o.settled) {
		if !slices.Contains(out, r.by.ID) {
			out = append(out, r.by.ID)
		}
	}
	return out
}

// Check returns an error when somebody may not take a decision, or not now. The
// error is Forbidden, Invalid with the field, or Conflict. alone says that one
// person does everything.
func (o *Outcome) Check(p *Proposal, d *Decision, alone bool) error {
	if !slices.Contains(OfPeople, d.Action) {
		return spec.Errorf(spec.Invalid, "must be one of accept, reject, change, comment, sign and confirm, not %q", d.Action).In("action")
	}
	if !d.By.Role.May(d.Action.Needs()) {
		return spec.Errorf(spec.Forbidden, "%s needs the role %s; yours is %s", d.Action, d.Action.Needs(), d.By.Role)
	}
	if utf8.RuneCountInString(d.Comment) > MaxComment {
		return spec.Errorf(spec.TooLarge, "is over %d characters", MaxComment).In("comment")
	}
	if err := o.checkContent(p, d); err != nil {
		return err
	}
	switch {
	case d.Action.rates() && o.State == Signed && !d.By.Role.May(Approver):
		return spec.Errorf(spec.Forbidden, "the mapping is signed; to decide on it again needs the role %s", Approver)
	case d.Action.rates() && o.open() && len(o.settled) > 0 && !d.By.Role.May(Approver):
		return spec.Errorf(spec.Forbidden, "the mapping is settled; to decide on it again needs the role %s", Approver)
	case d.Action.rates() && o.decidedByOthers(p, d.By.ID) && !d.By.Role.May(Approver):
		return spec.Errorf(spec.Forbidden, "%d raters have decided; to settle needs the role %s", len(o.ratings), Approver)
	case d.Action == Sign && o.State != Accepted:
		return spec.Errorf(spec.Conflict, "only an accepted mapping can be signed; this one is %s", o.State)
	case d.Action == Sign && o.HasRated(d.By.ID) && !alone:
		return spec.Errorf(spec.Forbidden, "whoever rated or settled a mapping cannot sign it")
	case d.Action == Confirm && o.State != IsStale:
		return spec.Errorf(spec.Conflict, "only a stale mapping waits for a rewording to be confirmed; this one is %s", o.State)
	}
	return nil
}

// decidedByOthers reports whether as many as are asked for have rated in this
// round, and who is none of them.
func (o *Outcome) decidedByOthers(p *Proposal, who string) bool {
	return o.open() && len(o.ratings) >= p.Raters && !o.HasRated(who)
}

// open reports whether a decision would belong to this round, and not begin the
// next.
func (o *Outcome) open() bool { return o.State != IsStale && o.State != Superseded }

// Replay checks a history that another catalog has kept: every decision in it
// must have been allowed when it was taken. The one person of a catalog without
// accounts did everything alone. The error is Invalid.
func Replay(p *Proposal, decisions []Decision) error {
	o := Fold(p, nil)
	for i := range decisions {
		d := &decisions[i]
		var err error
		switch {
		case d.By.ID == "":
			err = spec.Errorf(spec.Invalid, "it is not said who took it")
		case d.By.Role == System:
			if d.Action != Stale && d.Action != Supersede && d.Action != Confirm {
				err = spec.Errorf(spec.Invalid, "only a person can %s", d.Action)
			}
		default:
			err = o.Check(p, d, d.By.ID == "local")
		}
		if err != nil {
			return spec.Errorf(spec.Invalid, "decision %d could not have been taken: %v", i+1, err)
		}
		o.take(p, d)
	}
	return nil
}

func (o *Outcome) checkContent(p *Proposal, d *Decision) error {
	switch {
	case d.Action == Change && d.Object == nil && d.Relation == "":
		return spec.Errorf(spec.Invalid, "a change needs another object or another relation").In("object")
	case d.Action == Change && p.verdict(d) == p.verdict(&Decision{Action: Accept}):
		return spec.Errorf(spec.Invalid, "this is what is proposed: accept it").In("object")
	case d.Action != Change && d.Object != nil:
		return spec.Errorf(spec.Invalid, "only a change names another object").In("object")
	case d.Action != Change && d.Action != Accept && d.Relation != "":
		return spec.Errorf(spec.Invalid, "only accept and change say a relation").In("relation")
	case d.Relation != "" && !slices.Contains(sayable, d.Relation):
		return spec.Errorf(spec.Invalid, "must be one of %s, not %q", sayableList(), d.Relation).In("relation")
	case d.Action == Comment && strings.TrimSpace(d.Comment) == "":
		return spec.Errorf(spec.Invalid, "a comment needs words").In("comment")
	}
	return nil
}

// Visible returns the decisions of a history that somebody may see: whoever may
// still be the second rater sees nothing of what the first one said.
func Visible(o *Outcome, decisions []Decision, who Actor) []Decision {
	if o.State != InReview || o.HasRated(who.ID) {
		return decisions
	}
	var out []Decision
	for _, d := range decisions {
		hidden := slices.ContainsFunc(o.ratings, func(r rating) bool { return r.by.ID == d.By.ID })
		if !hidden || d.Seq < o.firstOfRound() {
			out = append(out, d)
		}
	}
	return out
}

func (o *Outcome) firstOfRound() int64 {
	if len(o.ratings) == 0 {
		return 0
	}
	first := o.ratings[0].decision.Seq
	for _, r := range o.ratings {
		first = min(first, r.decision.Seq)
	}
	return first
}
