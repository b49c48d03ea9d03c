#include "kernel.h"

#include <stdlib.h>
#include <string.h>

void encode_portable(const model *, const int32_t *, int, float *, float *);
#if defined(__x86_64__)
void encode_avx2(const model *, const int32_t *, int, float *, float *);
void encode_avx512(const model *, const int32_t *, int, float *, float *);
#endif
#if defined(__x86_64__) && defined(__linux__) && (defined(__clang__) || __GNUC__ >= 11)
#define HAS_AMX
void encode_amx(const model *, const int32_t *, int, float *, float *);
int may_use_amx(void);
#endif

int best_kernel(void) {
#if defined(__x86_64__)
	__builtin_cpu_init();
	if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
	    __builtin_cpu_supports("avx512vnni")) {
#if defined(HAS_AMX)
		if (may_use_amx())
			return KERNEL_AMX;
#endif
		return KERNEL_AVX512;
	}
	if (__builtin_cpu_supports("avx2"))
		return KERNEL_AVX2;
#endif
	return KERNEL_PORTABLE;
}

model *new_model(shape s, int kind) {
	model *m = calloc(1, sizeof *m);
	if (!m)
		return NULL;
	m->s = s;
	m->kind = kind;
	m->layers = calloc((size_t)s.layers, sizeof *m->layers);
	if (!m->layers) {
		free(m);
		return NULL;
	}
	return m;
}

static void free_linear(linear *l) {
	free(l->packed);
	free(l->scale);
	free(l->bias);
	free(l->sums);
}

void free_model(model *m) {
	for (int i = 0; i < m->s.layers; i++) {
		layer *l = &m->layers[i];
		free_linear(&l->qkv);
		free_linear(&l->attention);
		free_linear(&l->up);
		free_linear(&l->down);
		free(l->norm1);
		free(l->norm2);
	}
	free(m->layers);
	free(m->norm);
	free(m->projection);
	free(m->relative);
	free(m);
}

static float *copied(const float *values, size_t n) {
	float *out = malloc(n * sizeof *out);
	if (out)
		memcpy(out, values, n * sizeof *out);
	return out;
}

// Columns that stand together in packed weights, and inputs in a row of one
// column: what one instruction of the kernel reads.
static void packing(int kind, int *columns, int *inputs) {
	switch (kind) {
	case KERNEL_AMX:
	case KERNEL_AVX512: *columns = 16, *inputs = 4; break;
	case KERNEL_AVX2: *columns = 8, *inputs = 2; break;
	default: *columns = 1, *inputs = 1;
	}
}

int set_linear(model *m, int at, int which, const int8_t *weights, const float *scale, const float *bias) {
	layer *y = &m->layers[at];
	linear *l = which == 0 ? &y->qkv : which == 1 ? &y->attention : which == 2 ? &y->up : &y->down;
	l->in = which == 3 ? m->s.inner : m->s.hidden;
	l->out = which == 0 ? 3 * m->s.hidden : which == 2 ? m->s.inner : m->s.hidden;
	size_t n = (size_t)l->in * l->out;
	l->packed = aligned_alloc(64, (n + 63) / 64 * 64);
	l->scale = copied(scale, l->out);
	l->bias = copied(bias, l->out);
	l->sums = malloc(l->out * sizeof *l->sums);
	if (!l->packed || !l->scale || !l->bias || !l->sums)
		return 0;
	int columns, inputs;
	packing(m->kind, &columns, &inputs);
	int8_t *p = l->packed;
	for (int c = 0; c < l->out; c += columns)
		for (int k = 0; k < l->in; k += inputs)
			for (int i = 0; i < columns; i++)
				for (int j = 0; j < inputs; j++)
					*p++ = weights[(size_t)(c + i) * l->in + k + j];
	for (int c = 0; c < l->out; c++) {
		int32_t sum = 0;
		for (int k = 0; k < l->in; k++)
			sum += weights[(size_t)c * l->in + k];
		l->sums[c] = sum;
	}
	return 1;
}

int set_norm(model *m, int at, int which, const float *values) {
	float *v = copied(values, 2 * (size_t)m->s.hidden);
	if (which == 0)
		m->norm = v;
	else if (which == 1)
		m->layers[at].norm1 = v;
	else
		m->layers[at].norm2 = v;
	return v != NULL;
}

int set_projection(model *m, const float *values) {
	return (m->projection = copied(values, (size_t)m->s.output * m->s.hidden)) != NULL;
}

int set_relative(model *m, const float *values) {
	return (m->relative = copied(values, (size_t)m->s.buckets * m->s.heads)) != NULL;
}

long scratch_floats(const model *m, int tokens, int longest) {
	long t = tokens, h = m->s.hidden, wide = m->s.inner > 3 * m->s.hidden ? m->s.inner : 3 * m->s.hidden;
	// states, context, the widest product, its rounded inputs with their scales,
	// scores of one head, keys and values of one head in columns
	return t * h + t * h + t * wide + (t * (long)m->s.inner + 3) / 4 + t + (long)longest * (longest + 16) + 64;
}

void encode(const model *m, const int32_t *starts, int texts, float *scratch, float *out) {
#if defined(HAS_AMX)
	if (m->kind == KERNEL_AMX) {
		encode_amx(m, starts, texts, scratch, out);
		return;
	}
#endif
#if defined(__x86_64__)
	if (m->kind == KERNEL_AVX512) {
		encode_avx512(m, starts, texts, scratch, out);
		return;
	}
	if (m->kind == KERNEL_AVX2) {
		encode_avx2(m, starts, texts, scratch, out);
		return;
	}
#endif
	encode_portable(m, starts, texts, scratch, out);
}
