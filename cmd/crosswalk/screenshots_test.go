package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"crosswalk/internal/app"
	"crosswalk/internal/review"
)

var screenshots = flag.String("screenshots", "", "folder to take pictures of the pages into")

// pictured are the pages to look at, by the name of their picture.
func pictured(t *testing.T, s service) map[string]string {
	pages := map[string]string{
		"start": "/", "search": "/search?q=community+resources", "classes": "/classes", "class": "/classes/us-nc:19200",
		"compare": "/compare?from=us-ca-sf:2940&to=us-az:ACV80272", "matrix": "/matrix?job_zone=4&sort=mean",
		"moves": "/classes/us-az:ACV80272/moves?scope=classes", "paths": "/classes/us-nc:19200/paths?level=Contributing&years=1&degree=bachelor",
		"source": "/sources/" + into[app.List[struct {
			SourceIDs []string `json:"source_ids"`
		}]](t, get(t, s.url+"/api/v1/classes?issuer=us-nc")).Items[0].SourceIDs[0],
		"you": "/you?class=us-nc:19200&level=Contributing&knows=Negotiates+contracts+with+providers", "plan": "/you/plan?class=us-az:ACV80272&to=us-ct:1927SH&years=5",
		"documents": "/documents", "draft": "/documents", "code": "/classes/us-az:ACV80272/code", "describe": "/code?title=Plumber&text=Installs+pipes+in+buildings",
		"review": "/review", "api": "/docs", "problem": "/classes/none", "login": "/login",
	}
	ctx := review.WithActor(t.Context(), review.Actor{ID: "local", Name: "Ada Byron", Role: review.Admin})
	if _, err := s.app.SayName(ctx, "Ada Byron"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.app.Propose(ctx, app.ProposeRequest{Kind: review.ClassCode, Candidates: 3}); err != nil {
		t.Fatal(err)
	}
	queue, err := s.app.Mappings(ctx, app.MappingsRequest{Kind: review.ClassCode, Subject: "us-ct:1927SH"})
	if err != nil || len(queue.Items) == 0 {
		t.Fatalf("%d mappings, %v", len(queue.Items), err)
	}
	pages["mapping"] = "/mappings/" + queue.Items[0].ID
	return pages
}

// pasted is a specification as somebody might paste it.
const pasted = `COMMUNITY CENTER COORDINATOR
Class Code: 4711

DEFINITION
Under direction, runs a community center.

TYPICAL DUTIES
Plans and supervises programs for children and families.
Trains volunteers and keeps the center's budget.

KNOWLEDGE AND ABILITIES
Knowledge of community resources.
Ability to write reports.
`

// dresses are how the pages are looked at.
var dresses = []struct {
	name          string
	width, height int64
	scheme        string
}{{"light", 1280, 1100, "light"}, {"dark", 1280, 1100, "dark"}, {"phone", 390, 844, "light"}}

// TestScreenshots takes a picture of each page, light, dark and on a phone:
// make screenshots. It checks nothing; the pictures are to be looked at.
func TestScreenshots(t *testing.T) {
	if *screenshots == "" {
		t.Skip("skipped: no -screenshots folder")
	}
	ctx := browser(t)
	s := startService(t)
	importONET(t, s.app)
	if err := os.MkdirAll(*screenshots, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, path := range pictured(t, s) {
		for _, d := range dresses {
			media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: d.scheme}}}
			if err := called(chromedp.Call(ctx, emulation.SetEmulatedMedia, media)); err != nil {
				t.Fatal(err)
			}
			page(t, ctx, chromedp.EmulateViewport(d.width, d.height), chromedp.Navigate(s.url+path))
			if name == "draft" {
				page(t, ctx, chromedp.SetValue(chromedp.CSS("textarea"), pasted), chromedp.Submit(chromedp.CSS("textarea")), chromedp.WaitVisible(chromedp.CSS("mark")))
			}
			picture := read(t, ctx, chromedp.CaptureScreenshot())
			if err := os.WriteFile(filepath.Join(*screenshots, name+"-"+d.name+".png"), picture, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
