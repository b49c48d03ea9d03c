package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"crosswalk/internal/review"
)

// roles says which role an operation needs, where that is not reader.
var roles = map[string]review.Role{
	"health": anyone, "login": anyone, "logout": review.Reader,

	"say-name": review.Admin, "add-key": review.Reader, "revoke-key": review.Reader,

	"read-document": review.Analyst, "store-document": review.Analyst,

	"propose-mappings": review.Analyst, "rate-importance": review.Analyst, "export-mappings": review.Analyst,
	"decide":          review.Analyst, // a comment; what an action needs is checked with it
	"accept-mappings": review.Reviewer, "get-agreement": review.Approver, "get-recalibration": review.Approver, "get-audit": review.Approver, "verify-audit": review.Approver,
	"import-mappings": review.Admin, "list-users": review.Admin, "add-user": review.Admin, "change-user": review.Admin,
}

func roleOf(operation string) review.Role {
	if role, ok := roles[operation]; ok {
		return role
	}
	return review.Reader
}

// reviewRoutes are the mappings that people decide on, and the people.
func (s *server) reviewRoutes(api huma.API) {
	const get, post, put, patch = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch
	const mappings, people = "Mappings", "People"

	addList(api, operation{get, Prefix + "/mappings", "list-mappings", mappings,
		"List mappings", "By subject, the likeliest object first.", true}, s.listMappings)
	add(api, operation{post, Prefix + "/mappings", "propose-mappings", mappings,
		"Let the machine propose mappings", "All of them or none. What somebody has decided on stays as it is.", false}, s.propose)
	add(api, operation{get, Prefix + "/mapping-counts", "count-mappings", mappings,
		"Count mappings by kind and state", "", false}, s.countMappings)
	add(api, operation{get, Prefix + "/mappings/{id}", "get-mapping", mappings,
		"Get a mapping with its history", "A rater who has not decided yet sees nothing of what the other one said. Of a stale mapping, changes has the old words and the new ones.", false}, s.getMapping)
	add(api, operation{post, Prefix + "/mappings/{id}/decisions", "decide", mappings,
		"Decide on a mapping", "Decisions are appended, never changed. Accept, reject, change and confirm need the role reviewer; sign, and settling what raters disagree on, approver.", false}, s.decide)
	add(api, operation{post, Prefix + "/mappings/accept", "accept-mappings", mappings,
		"Accept many proposals from a confidence on", "All are accepted, or none; the confidence that you chose stands beside each decision.", false}, s.acceptMany)
	addList(api, operation{get, Prefix + "/queue", "get-queue", mappings,
		"What waits for you", "What raters disagree on, what a changed text has opened again, what awaits its second rater, and what nobody has decided on.", true}, s.queue)
	add(api, operation{get, Prefix + "/linkups", "get-linkup", mappings,
		"The link-up form of a class and an occupation", "Every requirement and every task beside what the other side has for it, with the importance that experts gave it, and coverage weighted by that.", true}, s.linkUp)
	add(api, operation{put, Prefix + "/linkups", "rate-importance", mappings,
		"Grade the importance of requirements and tasks", "0 to 4; yours take the place of what you said before.", false}, s.rateImportance)
	add(api, operation{get, Prefix + "/recalibration", "get-recalibration", mappings,
		"What decisions say of the confidence of class codes", "Calibration before, and what a curve fitted to the decisions would make of it. It is put in force by the command recalibrate --apply.", false}, s.recalibration)
	add(api, operation{get, Prefix + "/agreement", "get-agreement", mappings,
		"How far raters agree", "Cohen's kappa for each pair of raters, of what each said first.", false}, s.agreement)
	add(api, operation{get, Prefix + "/audit", "get-audit", mappings,
		"Read the audit log", "Every write with who did it, each entry sealed with the hash of the one before.", true}, s.audit)
	add(api, operation{get, Prefix + "/audit/verify", "verify-audit", mappings,
		"Check the audit log", "409 names the first entry, mapping or decision that is not what was written.", false}, s.verifyAudit)

	huma.Register(api, exportOperation, s.export)
	add(api, operation{post, Prefix + "/imports/{format}", "import-mappings", mappings,
		"Read exported mappings back", "With their histories, all or none; up to 4 MiB, the command import takes more.", false}, s.importMappings)

	add(api, operation{get, Prefix + "/me", "get-me", people, "Who you are", "", false}, s.me)
	add(api, operation{put, Prefix + "/me", "say-name", people,
		"Say your name", "Where there are no accounts: it stands beside what you decide.", false}, s.sayName)
	huma.Register(api, operation{post, Prefix + "/login", "login", people,
		"Log in", "Sets a session cookie. Requests with it that change something need the token csrf as X-CSRF-Token.", false}.huma(), s.login)
	huma.Register(api, operation{post, Prefix + "/logout", "logout", people, "Log out", "", false}.huma(), s.logout)
	add(api, operation{get, Prefix + "/users", "list-users", people, "List users", "", false}, s.users)
	add(api, operation{post, Prefix + "/users", "add-user", people,
		"Make a user", "The first one is an admin; from then on everybody must say who they are.", false}, s.addUser)
	add(api, operation{patch, Prefix + "/users/{id}", "change-user", people,
		"Change a user", "Logins of the user end.", false}, s.changeUser)
	add(api, operation{get, Prefix + "/keys", "list-keys", people, "List API keys", "Yours; an admin sees all.", false}, s.keys)
	add(api, operation{post, Prefix + "/keys", "add-key", people,
		"Make an API key", "The key is shown this once. Send it as Authorization: Bearer.", false}, s.addKey)
	huma.Register(api, operation{http.MethodDelete, Prefix + "/keys/{id}", "revoke-key", people,
		"Take an API key out of force", "", false}.huma(), s.revokeKeyReported)
}
