package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// routes is the whole API at a glance.
func (s *server) routes(api huma.API) {
	const get, post = http.MethodGet, http.MethodPost

	addList(api, operation{get, Prefix + "/classes", "list-classes", "Classes",
		"List classes", "By how well the title fits q, or by id without q.", true}, s.listClasses)
	add(api, operation{get, Prefix + "/classes/{id}", "get-class", "Classes",
		"Get a class", "", false}, s.getClass)
	addList(api, operation{get, Prefix + "/classes/{id}/statements", "list-statements", "Classes",
		"List the statements of a class", "In the order of the class's sources.", true}, s.listStatements)
	addList(api, operation{get, Prefix + "/classes/{id}/matches", "rank-classes", "Crosswalks",
		"Rank other classes against a class",
		"By how alike the two descriptions are: their titles, the meaning of their statements and their words; with scope=onet also by tasks, job zones and the other titles of an occupation. The coverage beside it says how much of the requirements is met: in direction=to those of the other class, by somebody from this one; in direction=from those of this class, by the people of the other one.", true}, s.rankClasses)

	add(api, operation{get, Prefix + "/classes/{id}/qualifications", "get-qualifications", "Classes",
		"What a class asks of those who apply",
		"Minimum qualifications as structure: alternatives with their experience, education, licences, substitutions, and the classes that they name as ways in, each with its span. What was not understood is kept as text.", false}, s.qualifications)
	add(api, operation{get, Prefix + "/classes/{id}/ladder", "get-ladder", "Classes",
		"The steps of a class's series, and what sets them apart",
		"The classes that share a specification, in its order, each with its allocation factors: supervision received and given, difficulty, independence, the least experience asked and the lowest pay, with the sentence that states each. Then each class beside the one before it: both values, which is higher, and what only the class states. Nothing stated is unknown. What all classes of the series share is a factor of none.", false}, s.ladder)
	addList(api, operation{get, Prefix + "/classes/{id}/paths", "find-paths", "Crosswalks",
		"Ways from a class to another, hop by hop",
		"Moves that documents state, that a series orders, or that requirements in common support; each hop with what is met and missing, the qualification that opens it, and what it costs. Without to, the best classes that can be reached. That nothing is reached is an answer: reason says why.", true}, s.paths)

	add(api, operation{get, Prefix + "/sources/{id}", "get-source", "Sources",
		"Get a source", "One revision of a document, current or superseded.", false}, s.getSource)
	huma.Register(api, sourceTextOperation, s.getSourceText)
	add(api, operation{post, documentsPath + "/read", "read-document", "Sources",
		"Say what a document is read as", "Its classes, with every statement and its span, what the reader was not sure of, and what storing it would do. Nothing is stored. As an object, or as the part file of a form.", false}, s.readDocument)
	add(api, operation{post, documentsPath, "store-document", "Sources",
		"Store a document", "In one transaction, as the command ingest does. With corrections, what you say of passages takes the place of what was read, and of what was said of this text before; it holds for every later reading of the same text. Corrections need a name.", false}, s.storeDocument)

	add(api, operation{get, Prefix + "/suggestions", "suggest", "Search",
		"Complete a query", "Titles of classes, competencies and frameworks that hold every word typed so far, the last one perhaps in part: first those that begin with it, then the shortest.", false}, s.suggest)
	addList(api, operation{get, Prefix + "/search", "search", "Search",
		"Search statements",
		"By words and, when a model is installed, by meaning; mode in the answer says which. Facets count all matches.", true}, s.search)

	add(api, operation{get, Prefix + "/crosswalk", "get-crosswalk", "Crosswalks",
		"Map one class's requirements to another's statements",
		"One way: what the origin covers of the target.", true}, s.getCrosswalk)
	add(api, operation{post, Prefix + "/crosswalks", "bulk-crosswalks", "Crosswalks",
		"Many crosswalks at once",
		"Up to 100 pairs and about 10,000 requirements in all. The answers stand in the order of the pairs; a pair that fails has error set and does not fail the rest.", false}, s.bulkCrosswalks)
	add(api, operation{get, Prefix + "/matrix", "get-matrix", "Crosswalks",
		"Coverage of every class of a set by every other", "Row covers column.", true}, s.getMatrix)
	add(api, operation{post, Prefix + "/similarity", "compare-statements", "Crosswalks",
		"Compare pairs of bare statements",
		"Up to 1,000 pairs. confidence says that b shows requirement a met. The answers stand in the order of the pairs.", false}, s.compareStatements)

	addList(api, operation{get, Prefix + "/groups", "list-groups", "Classes",
		"Group classes that may be the same job",
		"For a consolidation study: series, and classes without one, of one or several employers whose descriptions are so alike that they should be looked at together. Every two members of a group are alike enough; those whose weakest link is the strongest come first. As a table, a row for each link shown. The first answer for an employer takes seconds. Chosen series times all series may be 16 million.", true}, s.listGroups)
	addList(api, operation{get, Prefix + "/duplicates", "list-duplicates", "Classes",
		"List statements that several classes make",
		"Statements that classes of at least two series make in the same words, or in nearly the same: four fifths of the stems in common, the same numbers and negations. Those of the most series come first. As a table, a row for each class shown.", true}, s.listDuplicates)

	add(api, operation{get, Prefix + "/classes/{id}/code", "code-class", "Coding",
		"Find the O*NET-SOC code of a class", codeDescription, true}, s.codeClass)
	add(api, operation{post, Prefix + "/code", "code", "Coding",
		"Find the O*NET-SOC code of a class that is described in the request",
		"As an object, or as a document in the part file of a form. " + codeDescription, true}, s.code)
	add(api, operation{post, allocatePath, "allocate", "Crosswalks",
		"Place a described job among an employer's classes",
		"The job is an object, or a document in the part file of a form. The classes are ranked by how alike the descriptions are; each has the probability that a careful reader would call it comparable, calibrated on the first class of an answer; the statements matched; those of the class that the job does not show; those of the job with no counterpart in the class; and what sets the class apart from the one before it in its series: statements, and allocation factors beside those of the job. That no class is likely comparable is an answer: decision is none. Statements times limit may be 10,000.", true}, s.allocate)
	add(api, operation{post, Prefix + "/codes", "bulk-code", "Coding",
		"Code many classes at once",
		"Up to 1,000 classes and 16 MiB. The answers stand in the order of the classes; a class that cannot be coded has error set and does not fail the rest. " +
			"Also takes " + ndjsonType + ", a class a line, and answers so then, or when asked with Accept.", true}, s.bulkCode)

	add(api, operation{get, "/healthz", "health", "Operations",
		"The process is up", "", false}, s.health)
	huma.Register(api, readyOperation, s.ready)
}

const codeDescription = "Ranked six-digit codes, each by its best O*NET-SOC occupation, with a calibrated confidence, the parts of the score and the evidence. " +
	"503 before an O*NET release is imported."
