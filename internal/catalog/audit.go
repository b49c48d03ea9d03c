package catalog

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"crosswalk/internal/catalog/db"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// An Entry is one line of the audit log. Its hash covers everything in it and
// the hash of the entry before, so that no entry can be changed, removed or put
// in between without all hashes behind it changing too.
type Entry struct {
	Seq      int64        `json:"seq" minimum:"1"`
	At       string       `json:"at" doc:"By the clock of the machine, which may jump; seq does not"`
	By       review.Actor `json:"by"`
	Action   string       `json:"action"`
	Target   string       `json:"target" doc:"What it was done to"`
	Detail   string       `json:"detail" doc:"JSON; no secret is ever in it"`
	Previous string       `json:"previous" doc:"Hash of the entry before; empty for the first"`
	Hash     string       `json:"hash" doc:"SHA-256 of a JSON array of all fields above, in their order"`
}

// seal returns the hash that the entry ought to have.
func (e *Entry) seal() string {
	line, err := json.Marshal([]any{e.Seq, e.At, e.By.ID, e.By.Name, e.By.Role, e.Action, e.Target, e.Detail, e.Previous})
	if err != nil {
		panic(err) // strings and a number
	}
	h := sha256.Sum256(line)
	return hex.EncodeToString(h[:])
}

// audit appends an entry in the transaction of what it tells of.
func (w writer) audit(action, target string, detail any) error {
	body, err := json.Marshal(detail)
	if err != nil {
		return err
	}
	last, err := w.q.LastAudit(w.ctx)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	e := Entry{
		Seq: last.Seq + 1, At: timestamp(time.Now()), By: review.ActorOf(w.ctx),
		Action: action, Target: target, Detail: string(body), Previous: last.Hash,
	}
	return w.q.InsertAudit(w.ctx, db.InsertAuditParams{
		Seq: e.Seq, At: e.At, Actor: e.By.ID, Name: e.By.Name, Role: string(e.By.Role),
		Action: e.Action, Target: e.Target, Detail: e.Detail, Previous: e.Previous, Hash: e.seal(),
	})
}

func timestamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// Audit returns entries of the audit log behind a number, so many at most.
func (c *Catalog) Audit(ctx context.Context, after int64, most int) ([]Entry, error) {
	return auditAfter(ctx, c.query, after, most)
}

func auditAfter(ctx context.Context, q *db.Queries, after int64, most int) ([]Entry, error) {
	rows, err := q.AuditAfter(ctx, db.AuditAfterParams{Seq: after, Limit: int64(most)})
	if err != nil {
		return nil, fmt.Errorf("read audit log: %w", err)
	}
	out := make([]Entry, len(rows))
	for i, r := range rows {
		out[i] = Entry{Seq: r.Seq, At: r.At, By: review.Actor{ID: r.Actor, Name: r.Name, Role: review.Role(r.Role)},
			Action: r.Action, Target: r.Target, Detail: r.Detail, Previous: r.Previous, Hash: r.Hash}
	}
	return out, nil
}

// CountAudit counts the entries of the audit log.
func (c *Catalog) CountAudit(ctx context.Context) (int, error) {
	n, err := c.query.CountAudit(ctx)
	if err != nil {
		return 0, fmt.Errorf("read audit log: %w", err)
	}
	return int(n), nil
}

// auditPage is how many entries are read at once.
const auditPage = 1000

// told is what the audit log tells of mappings: the hash of each proposal and
// of each decision.
type told struct {
	proposals map[string]string
	decisions map[int64]string
}

// VerifyAudit checks the whole chain, and that every mapping and every decision
// is what the log tells, as all of it is at one moment. It returns how many
// entries there are and the hash of the last one: who keeps that elsewhere can
// tell later that nothing was cut off the end. The error is Conflict and names
// the first thing that does not hold.
func (c *Catalog) VerifyAudit(ctx context.Context) (entries int, last string, err error) {
	tx, err := c.reads.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return 0, "", fmt.Errorf("verify audit log: %w", err)
	}
	defer tx.Rollback()
	q := c.query.WithTx(tx)
	t := told{map[string]string{}, map[int64]string{}}
	for {
		page, err := auditAfter(ctx, q, int64(entries), auditPage)
		if err != nil {
			return entries, last, err
		}
		for i := range page {
			e := &page[i]
			if e.Seq != int64(entries)+1 || e.Previous != last || e.Hash != e.seal() {
				return entries, last, spec.Errorf(spec.Conflict, "the audit log does not hold: entry %d is not what was written, or one before it is missing", entries+1)
			}
			entries, last = entries+1, e.Hash
			if err := t.take(e); err != nil {
				return entries, last, spec.Errorf(spec.Conflict, "entry %d of the audit log cannot be read: %v", e.Seq, err)
			}
		}
		if len(page) < auditPage {
			break
		}
	}
	return entries, last, t.verify(ctx, q)
}

func (t told) take(e *Entry) error {
	switch e.Action {
	case auditPropose, auditImport:
		return json.Unmarshal([]byte(e.Detail), &t.proposals) // adds to the map
	case auditDecide:
		noted := decisionEntry{Decisions: t.decisions}
		return json.Unmarshal([]byte(e.Detail), &noted)
	}
	return nil
}

// verify checks that mappings and decisions are those that the log tells of, and
// that what stands beside each is what its decisions come to.
func (t told) verify(ctx context.Context, q *db.Queries) error {
	after := ""
	for {
		rows, err := q.WholeMappingsAfter(ctx, db.WholeMappingsAfterParams{ID: after, Limit: recordPage})
		if err != nil {
			return fmt.Errorf("verify mappings: %w", err)
		}
		if len(rows) == 0 {
			break
		}
		after = rows[len(rows)-1].ID
		decisions, err := q.DecisionsBetween(ctx, db.DecisionsBetweenParams{MappingID: rows[0].ID, MappingID_2: after})
		if err != nil {
			return fmt.Errorf("verify mappings: %w", err)
		}
		if err := t.check(rows, decisions); err != nil {
			return err
		}
	}
	for seq := range t.decisions {
		return spec.Errorf(spec.Conflict, "decision %d, of which the audit log tells, is missing", seq)
	}
	for id := range t.proposals {
		return spec.Errorf(spec.Conflict, "mapping %s, of which the audit log tells, is missing", id)
	}
	return nil
}

func (t told) check(rows []db.Mapping, decisions []db.DecisionsBetweenRow) error {
	histories := map[string][]review.Decision{}
	for _, d := range decisions {
		if t.decisions[d.Seq] != review.HashOf(d.Body) {
			return spec.Errorf(spec.Conflict, "decision %d is not what the audit log tells of", d.Seq)
		}
		delete(t.decisions, d.Seq)
		list, err := appendDecision(histories[d.MappingID], d.Seq, d.Body)
		if err != nil {
			return err
		}
		histories[d.MappingID] = list
	}
	for _, row := range rows {
		stored := body{row.Proposal, row.Evidence}
		if t.proposals[row.ID] != stored.hash() {
			return spec.Errorf(spec.Conflict, "mapping %s is not what the audit log tells of", row.ID)
		}
		delete(t.proposals, row.ID)
		r, err := newRecord(stored, histories[row.ID])
		if err != nil {
			return err
		}
		row.Proposal, row.Evidence = "", ""
		if is := columnsOf(&r); is != row {
			return spec.Errorf(spec.Conflict, "what stands beside mapping %s is not what its decisions come to: it is said to be %s, they come to %s", row.ID, row.State, is.State)
		}
	}
	return nil
}
