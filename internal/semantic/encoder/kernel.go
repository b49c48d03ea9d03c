package encoder

// #cgo CFLAGS: -std=c11 -O3
// #cgo LDFLAGS: -lm
// #include <stdlib.h>
// #include "kernel.h"
import "C"

import (
	"errors"
	"runtime"
	"unsafe"
)

// kernel says which instruction set does the arithmetic. All give the same
// bits; tests compare them.
type kernel int

// The instruction sets, slowest first.
const (
	portable kernel = C.KERNEL_PORTABLE
	avx2     kernel = C.KERNEL_AVX2
	avx512   kernel = C.KERNEL_AVX512
	amx      kernel = C.KERNEL_AMX
)

// fastest is the instruction set to use on this processor. It has those below
// it as well.
func fastest() kernel { return kernel(C.best_kernel()) }

// network holds the weights in C's memory, packed for one instruction set. It
// is freed when nothing refers to it.
type network struct {
	c *C.model
	s Shape
}

var errMemory = errors.New("no memory for the weights")

// newNetwork packs the tensors of a model.
func newNetwork(s Shape, t *tensors, k kernel) (*network, error) {
	m := C.new_model(C.shape{
		layers: C.int(s.Layers), hidden: C.int(s.Hidden), heads: C.int(s.Heads), inner: C.int(s.Inner),
		buckets: C.int(s.Buckets), output: C.int(s.Output),
	}, C.int(k))
	if m == nil {
		return nil, errMemory
	}
	n := &network{c: m, s: s}
	runtime.AddCleanup(n, func(m *C.model) { C.free_model(m) }, m)
	ok := C.set_norm(m, 0, 0, floats(t.norm)) != 0
	for i, l := range t.layers {
		for which, w := range l.linears {
			ok = ok && C.set_linear(m, C.int(i), C.int(which), (*C.int8_t)(unsafe.Pointer(unsafe.SliceData(w.weights))), floats(w.scale), floats(w.bias)) != 0
		}
		ok = ok && C.set_norm(m, C.int(i), 1, floats(l.norms[0])) != 0 && C.set_norm(m, C.int(i), 2, floats(l.norms[1])) != 0
	}
	if s.Buckets > 0 {
		ok = ok && C.set_relative(m, floats(t.relative)) != 0
	}
	if t.projection != nil {
		ok = ok && C.set_projection(m, floats(t.projection)) != 0
	}
	if !ok {
		return nil, errMemory
	}
	return n, nil
}

func floats(f []float32) *C.float { return (*C.float)(unsafe.Pointer(unsafe.SliceData(f))) }

// scratch returns how many floats run needs.
func (n *network) scratch(tokens, longest int) int {
	return int(C.scratch_floats(n.c, C.int(tokens), C.int(longest)))
}

// run turns texts into vectors: the embeddings of their tokens stand at the
// beginning of scratch, text i has tokens starts[i] to starts[i+1].
func (n *network) run(starts []int32, scratch, out []float32) {
	C.encode(n.c, (*C.int32_t)(unsafe.SliceData(starts)), C.int(len(starts)-1), floats(scratch), floats(out))
	runtime.KeepAlive(n)
}
