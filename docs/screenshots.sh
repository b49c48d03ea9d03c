#!/bin/sh
# Takes the pictures in docs/img: the pages over the seed documents. The page of
# codes needs an O*NET release (ONET=path).
set -eu
cd "$(dirname "$0")/.."
data=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$data"' EXIT
onet=${ONET:-../shared/data/db_30_1_text.zip}
if [ -e "$onet" ]; then
    bin/crosswalk onet import "$onet" --data "$data" >/dev/null
    bin/crosswalk propose class_code --candidates 2 --actor "Ada Byron" --data "$data" >/dev/null
    mapping=$(bin/crosswalk mappings --subject us-ct:1927SH --data "$data" | head -1 | cut -d' ' -f1)
fi
bin/crosswalk serve --addr 127.0.0.1:8099 --data "$data" &
server=$!
until bin/crosswalk healthcheck --url http://127.0.0.1:8099/readyz 2>/dev/null; do :; done

mkdir -p docs/img
shot() { # name width height path
    chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$data/chromium" \
        --window-size="$2,$3" --screenshot="docs/img/$1.png" "http://127.0.0.1:8099$4" >/dev/null 2>&1
}
shot class 1200 1400 /classes/us-nc:19200
shot compare 1200 1300 '/compare?from=us-ca-sf:2940&to=us-az:ACV80272'
[ ! -e "$onet" ] || shot code 1200 1250 /classes/us-az:ACV80272/code
[ ! -e "$onet" ] || shot review 1200 1300 "/mappings/$mapping"
