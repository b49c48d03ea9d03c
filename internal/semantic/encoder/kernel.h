// The forward pass of a small transformer on the CPU, with weights of eight
// bits. kernel.go says how it is called.
#ifndef CROSSWALK_KERNEL_H
#define CROSSWALK_KERNEL_H

#include <stdint.h>

typedef struct {
	int layers, hidden, heads, inner; // inner: width of the feed-forward part
	int buckets;                      // of relative positions; 0 where positions are absolute
	int output;                       // length of a vector; hidden where nothing is projected
} shape;

// A linear map with weights of eight bits: out = in * W^T + bias. The weights
// are packed for one instruction set.
typedef struct {
	int in, out;
	int8_t *packed;
	float *scale;    // per output: a weight times it is the number
	float *bias;     // per output
	int32_t *sums;   // per output: sum of its weights
} linear;

typedef struct {
	linear qkv, attention, up, down;
	float *norm1, *norm2; // gain, then offset, hidden each
} layer;

typedef struct model {
	shape s;
	int kind; // instruction set, one of the KERNEL constants
	float *norm;
	float *projection; // [output][hidden], or NULL
	float *relative;   // [buckets][heads], or NULL
	layer *layers;
} model;

enum { KERNEL_PORTABLE, KERNEL_AVX2, KERNEL_AVX512, KERNEL_AMX };

// best_kernel returns the fastest instruction set that this processor has.
int best_kernel(void);

// new_model returns a model without weights, or NULL when memory is short.
model *new_model(shape s, int kind);
void free_model(model *m);

// set_linear packs the weights [out][in] of one of a layer's four maps, in the
// order of struct layer. It returns 0 when memory is short.
int set_linear(model *m, int layer, int which, const int8_t *weights, const float *scale, const float *bias);

// set_norm copies gain and offset: which is 1 or 2 of a layer, 0 of the
// embeddings.
int set_norm(model *m, int layer, int which, const float *values);
int set_projection(model *m, const float *values);
int set_relative(model *m, const float *values);

// scratch_floats returns how many floats encode needs for so many tokens, of
// which the longest text has longest.
long scratch_floats(const model *m, int tokens, int longest);

// encode turns texts into vectors of length one. The embeddings of all tokens
// stand in scratch already, one text after the other, hidden floats a token;
// text i has tokens starts[i] to starts[i+1]. out is [texts][output].
void encode(const model *m, const int32_t *starts, int texts, float *scratch, float *out);

#endif
