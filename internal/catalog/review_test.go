package catalog

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// proposals makes as many proposals of codes, likelier and likelier.
func proposals(n int) []review.Proposal {
	out := make([]review.Proposal, n)
	for i := range out {
		confidence := float64(i) / float64(n)
		subject := review.Side{ID: fmt.Sprintf("us-xx:%06d", i), ClassID: fmt.Sprintf("us-xx:%06d", i), Label: fmt.Sprint("Clerk ", i), Text: review.Text{Hash: "a", SourceIDs: []string{"src-a"}}}
		object := review.Side{ID: "onet:43-9061.00", ClassID: "onet:43-9061.00", Label: "Office Clerks, General", Text: review.Text{Hash: "b", SourceIDs: []string{"src-b"}}}
		out[i] = review.Proposal{
			ID: review.IDOf(review.ClassCode, subject.ID, object.ID), Kind: review.ClassCode, Subject: subject, Object: object, Raters: 1,
			Relation: spec.Broad, Confidence: &confidence, Parts: []spec.Part{{Name: "words", Value: 0.3}},
			Evidence: []review.Evidence{{Subject: "Files letters", Object: "File correspondence.", Likeness: 0.5, Shared: []string{"file"}}},
			Made:     review.Made{By: review.Itself(), At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Justification: "semapv:CompositeMatching"},
		}
	}
	return out
}

func ada(ctx context.Context) context.Context {
	return review.WithActor(ctx, review.Actor{ID: "ada", Name: "Ada", Role: review.Reviewer})
}

func accept(r review.Record) (review.Decision, error) {
	return review.Decision{Action: review.Accept, By: review.Actor{ID: "ada", Name: "Ada", Role: review.Reviewer}, At: time.Now(), Seen: review.Seen{Subject: r.Subject.Text, Object: r.Object.Text}}, nil
}

// reviewed is a catalog with some mappings, of which some are decided on.
func reviewed(t *testing.T) (c *Catalog, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "catalog.db")
	c, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if _, _, err := c.Propose(ada(t.Context()), proposals(20)); err != nil {
		t.Fatal(err)
	}
	if n, _, err := c.DecideAll(ada(t.Context()), review.ClassCode, 0.5, Request{}, accept); err != nil || n != 10 {
		t.Fatalf("%d, %v", n, err)
	}
	return c, path
}

func TestTheAuditLogHolds(t *testing.T) {
	c, _ := reviewed(t)
	entries, last, err := c.VerifyAudit(t.Context())
	if err != nil || entries != 2 || len(last) != 64 {
		t.Fatalf("%d entries, last %s, %v", entries, last, err)
	}
	if added, renewed, err := c.Propose(ada(t.Context()), proposals(20)); added+renewed != 0 || err != nil {
		t.Errorf("the same again: %d added, %d renewed, %v", added, renewed, err)
	}
	if again, _, _ := c.VerifyAudit(t.Context()); again != 2 {
		t.Errorf("what changed nothing is in the log: %d entries", again)
	}
}

// TestWhatIsTamperedWithIsFound changes one character, or removes one row, in
// every column that the log vouches for; the triggers that forbid it are taken
// away first, as somebody with the file could.
func TestWhatIsTamperedWithIsFound(t *testing.T) {
	flip := func(table, column, where string) string {
		return fmt.Sprintf("UPDATE %s SET %s = 'X' || substr(%s, 2) WHERE %s", table, column, column, where)
	}
	for name, change := range map[string]string{
		"audit at":          flip("audit", "at", "seq = 1"),
		"audit actor":       flip("audit", "actor", "seq = 2"),
		"audit name":        flip("audit", "name", "seq = 2"),
		"audit action":      flip("audit", "action", "seq = 1"),
		"audit target":      flip("audit", "target", "seq = 2"),
		"audit detail":      flip("audit", "detail", "seq = 1"),
		"audit previous":    flip("audit", "previous", "seq = 2"),
		"audit hash":        flip("audit", "hash", "seq = 2"),
		"first entry gone":  "DELETE FROM audit WHERE seq = 1",
		"decision":          "UPDATE decisions SET body = replace(body, '\"accept\"', '\"reject\"') WHERE seq = 3",
		"decision gone":     "DELETE FROM decisions WHERE seq = 4",
		"decision put in":   "INSERT INTO decisions (mapping_id, actor, body) SELECT mapping_id, actor, body FROM decisions WHERE seq = 5",
		"proposal":          "UPDATE mappings SET proposal = replace(proposal, 'broadMatch', 'exactMatch') WHERE state = 'proposed'",
		"state":             "UPDATE mappings SET state = 'signed' WHERE state = 'accepted'",
		"confidence":        "UPDATE mappings SET confidence = 0.99 WHERE state = 'proposed'",
		"object":            "UPDATE mappings SET object_id = 'onet:1' WHERE state = 'accepted'",
		"raters":            "UPDATE mappings SET raters = '' WHERE state = 'accepted'",
		"seen":              "UPDATE mappings SET seen_object = '' WHERE state = 'accepted'",
		"proposed and gone": "DELETE FROM mappings WHERE state = 'proposed'",
	} {
		t.Run(name, func(t *testing.T) {
			c, path := reviewed(t)
			db, err := sql.Open("sqlite3", "file:"+path)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.Exec(change); !strings.Contains(change, "mappings SET") && !strings.Contains(change, "FROM mappings") && name != "decision put in" && err == nil {
				t.Error("the catalog let it happen")
			}
			for _, trigger := range []string{"decisions_stay", "decisions_remain", "audit_stays", "audit_remains"} {
				if _, err := db.Exec("DROP TRIGGER " + trigger); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := db.Exec(change); err != nil {
				t.Fatal(err)
			}
			if _, _, err := c.VerifyAudit(t.Context()); spec.CodeOf(err) != spec.Conflict {
				t.Errorf("it was not found: %v", err)
			}
		})
	}
}

func TestAFailedBulkDecisionLeavesNothing(t *testing.T) {
	c, _ := reviewed(t)
	seen := 0
	_, _, err := c.DecideAll(ada(t.Context()), review.ClassCode, 0, Request{}, func(r review.Record) (review.Decision, error) {
		if seen++; seen == 7 {
			return review.Decision{}, spec.Errorf(spec.Forbidden, "no more")
		}
		return accept(r)
	})
	if err == nil {
		t.Fatal("it did not fail")
	}
	if _, n, err := c.Mappings(t.Context(), Selection{State: review.Accepted}, 1, 0); n != 10 || err != nil {
		t.Errorf("%d are accepted, %v", n, err)
	}
	if _, _, err := c.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestOfSeveralCodesBulkAcceptsTheLikeliest(t *testing.T) {
	c, err := Open(t.Context(), filepath.Join(t.TempDir(), "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	list := proposals(3)
	for i := range list { // three codes of one class
		list[i].Subject.ID = "us-xx:1"
		list[i].Object.ID = fmt.Sprint("onet:", i)
		list[i].ID = review.IDOf(review.ClassCode, "us-xx:1", list[i].Object.ID)
	}
	if _, _, err := c.Propose(ada(t.Context()), list); err != nil {
		t.Fatal(err)
	}
	if n, _, err := c.DecideAll(ada(t.Context()), review.ClassCode, 0, Request{Key: "once"}, accept); n != 1 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	got, _, err := c.Mappings(t.Context(), Selection{State: review.Accepted}, 10, 0)
	if err != nil || len(got) != 1 || got[0].Object.ID != "onet:2" {
		t.Errorf("%+v, %v", got, err)
	}
	if n, replayed, err := c.DecideAll(ada(t.Context()), review.ClassCode, 0, Request{Key: "once"}, accept); !replayed || n != 1 || err != nil {
		t.Errorf("the same request again: %d, replayed %v, %v", n, replayed, err)
	}
	// Another code decided on: the first steps down.
	if _, _, err := c.Decide(ada(t.Context()), list[0].ID, Request{}, accept); err != nil {
		t.Fatal(err)
	}
	r, err := c.Mapping(t.Context(), list[2].ID)
	if err != nil || r.Outcome.State != review.Superseded {
		t.Errorf("%s, %v", r.Outcome.State, err)
	}
	if _, _, err := c.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestADeskHasTheQueueInOrder: the likeliest first, what was accepted before it for
// who signs, as much as is asked for around the one at hand.
func TestADeskHasTheQueueInOrder(t *testing.T) {
	c, _ := reviewed(t) // ten proposed, ten accepted by ada
	ben, cyd := Seat{Actor: "ben", Decides: true}, Seat{Actor: "cyd", Decides: true, Settles: true}
	at := func(i int) string { return fmt.Sprintf("us-xx:%06d", i) }
	for name, tt := range map[string]struct {
		of          Selection
		seat        Seat
		current     string
		from        int
		total, here int
		first, last string
	}{
		"what waits for a reviewer":    {Selection{State: Waiting}, ben, "", 1, 10, 0, at(9), at(5)},
		"the list goes on":             {Selection{State: Waiting}, ben, "", 9, 10, 0, at(4), at(0)},
		"around the one at hand":       {Selection{State: Waiting}, ben, at(6), 1, 10, 4, at(8), at(4)},
		"what waits for an approver":   {Selection{State: Waiting}, cyd, "", 1, 20, 0, at(19), at(15)},
		"nothing waits for an analyst": {Selection{State: Waiting}, Seat{Actor: "ana"}, "", 1, 0, 0, "", ""},
		"who accepted does not sign":   {Selection{State: Waiting}, Seat{Actor: "ada", Decides: true, Settles: true}, "", 1, 10, 0, at(9), at(5)},
		"one state":                    {Selection{State: review.Accepted}, ben, at(3), 1, 10, 0, at(19), at(15)},
		"from a confidence on":         {Selection{Least: 0.2, Below: 0.4}, ben, "", 1, 4, 0, at(7), at(4)},
		"another issuer":               {Selection{Issuer: "us-x"}, ben, "", 1, 0, 0, "", ""},
		"one class":                    {Selection{Issuer: "us-xx", Subject: at(3)}, ben, at(3), 1, 1, 1, at(3), at(3)},
	} {
		places, total, here, err := c.Desk(t.Context(), tt.of, tt.seat, review.ClassCode, tt.current, tt.from, 5)
		if err != nil {
			t.Fatal(err)
		}
		first, last := "", ""
		if len(places) > 0 {
			first, last = places[0].Subject.ID, places[len(places)-1].Subject.ID
		}
		if total != tt.total || here != tt.here || first != tt.first || last != tt.last {
			t.Errorf("%s: %d, at %d, from %s to %s", name, total, here, first, last)
		}
	}
	counts, err := c.CountSeen(t.Context(), Selection{Least: 0.4, Below: 0.6}, ben)
	if err != nil || counts[review.Proposed] != 2 || counts[review.Accepted] != 2 {
		t.Errorf("%v, %v", counts, err)
	}
}
