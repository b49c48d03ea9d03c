package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/app"
)

// The documents that come with the program are so few that only a low score groups them.
const least = "0.35"

func TestGroupsAndDuplicatesOverRESTAndOnTheCommandLine(t *testing.T) {
	s := startService(t)
	data := t.TempDir()
	query := "?employers=us-az&employers=us-ct&employers=us-ca-sf&employers=us-nc"
	want := into[app.List[app.ClassGroup]](t, do(t, http.MethodGet, s.url+"/api/v1/groups"+query+"&least="+least, "", ""))
	if want.Total == 0 {
		t.Fatal("no groups")
	}
	_, out, _ := command(t, "", "groups", "--employer", "us-az", "--employer", "us-ct", "--employer", "us-ca-sf", "--employer", "us-nc", "--least", least, "--data", data, "--format", "json")
	var got app.List[app.ClassGroup]
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-API +CLI)\n%s", d)
	}
	if _, out, _ = command(t, "", "groups", "--least", least, "--data", data); !strings.Contains(out, "weakest score 0.") {
		t.Errorf("printed:\n%s", out)
	}
	rows, err := csv.NewReader(bytes.NewReader(do(t, http.MethodGet, s.url+"/api/v1/groups"+query+"&format=csv&least="+least, "", "").body)).ReadAll()
	if err != nil || len(rows) < 2 || len(rows[1]) != len(rows[0]) || rows[1][0] != want.Items[0].Members[0].Class.ID {
		t.Errorf("as a table: %v %v", rows, err)
	}
	for path, want := range map[string]int{
		"/groups?employers=us-none": 422, "/groups?least=0.1": 422, "/groups?least=2": 422, "/duplicates?employers=us-none": 422, "/duplicates": 200,
	} {
		if a := do(t, http.MethodGet, s.url+"/api/v1"+path, "", ""); a.status != want {
			t.Errorf("%s: %d %s, want %d", path, a.status, a.body, want)
		}
	}
	if _, out, _ = command(t, "", "duplicates", "--data", data); !strings.HasPrefix(out, "0 statements are made more than once") {
		t.Errorf("printed:\n%s", out)
	}
}
