package api

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"crosswalk/internal/app"
	"crosswalk/internal/catalog"
	"crosswalk/internal/review"
)

// MappingsParams cut the list of mappings.
type MappingsParams struct {
	Kind    string  `query:"kind" enum:"class_code,statement,class" doc:"What is mapped to what"`
	State   string  `query:"state" enum:"proposed,in_review,disagreed,accepted,rejected,signed,stale,superseded"`
	Subject string  `query:"subject" maxLength:"200" doc:"Class id or statement id of the subject" example:"us-ct:1927SH"`
	Object  string  `query:"object" maxLength:"200" doc:"Class id or statement id of the object"`
	Issuer  string  `query:"issuer" maxLength:"100" doc:"Issuer of the subject's class" example:"us-nc"`
	From    float64 `query:"from_confidence" minimum:"0" maximum:"1" doc:"Least confidence; mappings without one are left out when it is above 0"`
	Below   float64 `query:"below_confidence" minimum:"0" maximum:"1" doc:"Confidence that is too much, and mappings without one are left out; no bound when 0"`
}

func (p MappingsParams) request(page app.Page) app.MappingsRequest {
	return app.MappingsRequest{
		Kind: review.Kind(p.Kind), State: review.State(p.State), Subject: p.Subject, Object: p.Object, Issuer: p.Issuer, From: p.From, Below: p.Below, Page: page,
	}
}

type mappingsInput struct {
	MappingsParams
	FormatParam
	PageParams
}

func (s *server) listMappings(ctx context.Context, in *mappingsInput) (app.List[app.Mapping], error) {
	return s.app.Mappings(ctx, in.request(in.page()))
}

// MappingPath names a mapping in the path.
type MappingPath struct {
	ID string `path:"id" maxLength:"40" doc:"Mapping id"`
}

func (s *server) getMapping(ctx context.Context, in *MappingPath) (*app.Mapping, error) {
	return s.app.Mapping(ctx, in.ID)
}

type proposeInput struct{ Body app.ProposeRequest }

func (s *server) propose(ctx context.Context, in *proposeInput) (*app.Proposed, error) {
	return s.app.Propose(ctx, in.Body)
}

// RequestKey makes a request one that can be sent again without harm.
type RequestKey struct {
	Key string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of yours. The same request with the same key, of the same user, is carried out once, however often it arrives"`
}

type decideInput struct {
	MappingPath
	RequestKey
	Body app.DecideRequest
}

// Decided is a mapping after a decision.
type Decided struct {
	*app.Mapping
	Replayed bool `json:"replayed" doc:"True when the request had been carried out before, and changed nothing now"`
}

func (s *server) decide(ctx context.Context, in *decideInput) (*Decided, error) {
	m, replayed, err := s.app.Decide(ctx, in.ID, in.Key, in.Body)
	return &Decided{m, replayed}, err
}

type bulkAcceptInput struct {
	RequestKey
	Body app.BulkRequest
}

func (s *server) acceptMany(ctx context.Context, in *bulkAcceptInput) (*app.BulkAccepted, error) {
	return s.app.AcceptMany(ctx, in.Key, in.Body)
}

type queueInput struct {
	Kind string `query:"kind" enum:"class_code,statement,class"`
	FormatParam
	PageParams
}

func (s *server) queue(ctx context.Context, in *queueInput) (app.List[app.Mapping], error) {
	return s.app.Queue(ctx, review.Kind(in.Kind), in.page())
}

// MappingCounts counts mappings.
type MappingCounts struct {
	Items []catalog.StateCount `json:"items" nullable:"false"`
}

func (s *server) countMappings(ctx context.Context, _ *struct{}) (MappingCounts, error) {
	items, err := s.app.MappingCounts(ctx)
	return MappingCounts{items}, err
}

// Agreements compare raters.
type Agreements struct {
	Items []review.Agreement `json:"items" nullable:"false"`
}

func (s *server) agreement(ctx context.Context, _ *struct{}) (Agreements, error) {
	items, err := s.app.Agreement(ctx)
	return Agreements{items}, err
}

// auditLimit bounds a page of the audit log.
const auditLimit = 200

type auditInput struct {
	After int64 `query:"after" minimum:"0" doc:"Number of the last entry that you have"`
	Limit int   `query:"limit" minimum:"1" maximum:"200" default:"20"`
	FormatParam
}

// AuditPage is a page of the audit log.
type AuditPage struct {
	Items []catalog.Entry `json:"items" nullable:"false"`
}

func (s *server) audit(ctx context.Context, in *auditInput) (AuditPage, error) {
	items, err := s.app.Audit(ctx, in.After, min(in.Limit, auditLimit))
	return AuditPage{items}, err
}

func (s *server) verifyAudit(ctx context.Context, _ *struct{}) (*app.Verified, error) {
	return s.app.VerifyAudit(ctx)
}

// mappingRows gives a row per mapping.
func mappingRows(items []app.Mapping) [][]string {
	rows := [][]string{{
		"mapping", "kind", "subject", "subject_label", "object", "object_label", "relation", "relation_in_words", "state",
		"confidence", "similarity", "raters", "signed_by", "decided_at", "comment",
	}}
	for i := range items {
		m := &items[i]
		signed, comment, at := "", "", ""
		if m.Outcome.SignedBy != nil {
			signed = m.Outcome.SignedBy.Name
		}
		var raters []string
		for _, a := range m.Outcome.Raters {
			raters = append(raters, a.Name)
		}
		for _, d := range m.Decisions {
			if d.Comment != "" {
				comment = d.Comment
			}
		}
		if !m.Outcome.Decided.IsZero() {
			at = m.Outcome.Decided.Format(time.RFC3339)
		}
		rows = append(rows, []string{
			m.ID, string(m.Kind), m.Subject.ID, m.Subject.Label, m.Outcome.Object.ID, m.Outcome.Object.Label, string(m.Outcome.Relation),
			m.RelationWords, string(m.Outcome.State), optional(m.Confidence), optional(m.Similarity), strings.Join(raters, "; "), signed, at, comment,
		})
	}
	return rows
}

func optional(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'f', 4, 64)
}

func auditRows(p AuditPage) [][]string {
	rows := [][]string{{"seq", "at", "by", "name", "role", "action", "target", "detail", "previous", "hash"}}
	for _, e := range p.Items {
		rows = append(rows, []string{fmt.Sprint(e.Seq), e.At, e.By.ID, e.By.Name, string(e.By.Role), e.Action, e.Target, e.Detail, e.Previous, e.Hash})
	}
	return rows
}
