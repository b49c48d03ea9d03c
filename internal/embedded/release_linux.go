package embedded

import (
	"os"
	"syscall"
	"unsafe"
)

func release(data []byte) {
	page := os.Getpagesize()
	begins := int(uintptr(unsafe.Pointer(unsafe.SliceData(data))) % uintptr(page))
	first := (page - begins) % page // byte at which the first page begins that is whole
	last := (begins+len(data))/page*page - begins
	if first < last {
		syscall.Madvise(data[first:last], syscall.MADV_DONTNEED) // it only saves memory: an error changes nothing
	}
}
