// Package embedded releases the memory of data embedded in the binary.
package embedded

// Release returns the pages of data to the system, which reads them from the binary
// again on the next access. The models take 35 MB; they are read in full once, to
// check their hash, and then a few rows at a time. Data must come from go:embed and
// must never be written to: any other memory would lose its contents. On systems
// without this feature, Release does nothing.
func Release(data []byte) { release(data) }
