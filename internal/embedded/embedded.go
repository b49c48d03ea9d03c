// Package embedded gives back the memory of data that are built into the program.
package embedded

// Release gives the pages of data back to the system, which reads them from the
// program's file again when they are used. The models are 35 MB, looked at whole
// once, when their hash is checked, and then a few rows at a time. Data must be
// a variable that go:embed has filled and that nobody writes to: other memory
// would be lost. Where the system cannot do so, nothing happens.
func Release(data []byte) { release(data) }
