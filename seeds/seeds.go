// Package seeds holds the five documents that Crosswalk ships, byte for byte
// as received, and the manifest that says whose they are. SOURCES.md tells
// more about each.
package seeds

import "embed"

// Files holds the documents, the manifest and the checksums.
//
//go:embed *.txt manifest.json SHA256SUMS
var Files embed.FS

// Manifest is the name of the file that lists the documents in Files.
const Manifest = "manifest.json"
