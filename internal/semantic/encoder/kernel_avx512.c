// AVX-512 with VNNI: sixty-four products of 8 bits an instruction. One side has
// no sign there, so the rows are rounded to numbers shifted by 128, and the sums
// set right after.
#if defined(__x86_64__)
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni"))), apply_to = function)
#else
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512vnni")
#endif
#include <immintrin.h>

#include "kernel.h"

#define ENCODE encode_avx512
#define SHIFT 0x80
#include "forward.h"

#define ROWS 6

// panel multiplies up to ROWS rows with 64 columns.
static inline void panel(const linear *l, const int8_t *rows, const float *scale, int n, int c, float *out) {
	__m512i sum[ROWS][4];
	for (int r = 0; r < ROWS; r++)
		for (int j = 0; j < 4; j++)
			sum[r][j] = _mm512_setzero_si512();
	const int8_t *w = l->packed + (size_t)c * l->in;
	for (int k = 0; k < l->in; k += 4, w += 64) {
		__m512i b[4];
		for (int j = 0; j < 4; j++)
			b[j] = _mm512_load_si512(w + (size_t)j * 16 * l->in);
		for (int r = 0; r < ROWS; r++) {
			int32_t four;
			memcpy(&four, rows + (size_t)(r < n ? r : 0) * l->in + k, 4);
			__m512i a = _mm512_set1_epi32(four);
			for (int j = 0; j < 4; j++)
				sum[r][j] = _mm512_dpbusd_epi32(sum[r][j], a, b[j]);
		}
	}
	for (int r = 0; r < n; r++)
		for (int j = 0; j < 4; j++) {
			int at = c + 16 * j;
			__m512i s = _mm512_sub_epi32(sum[r][j], _mm512_slli_epi32(_mm512_loadu_si512(l->sums + at), 7));
			__m512 f = _mm512_mul_ps(_mm512_cvtepi32_ps(s), _mm512_mul_ps(_mm512_set1_ps(scale[r]), _mm512_loadu_ps(l->scale + at)));
			_mm512_storeu_ps(out + (size_t)r * l->out + at, _mm512_add_ps(f, _mm512_loadu_ps(l->bias + at)));
		}
}

static void multiply(const linear *l, const int8_t *rows, const float *scale, int n, float *out) {
	for (int c = 0; c < l->out; c += 64)
		for (int r = 0; r < n; r += ROWS)
			panel(l, rows + (size_t)r * l->in, scale + r, n - r < ROWS ? n - r : ROWS, c, out + (size_t)r * l->out);
}

#if defined(__clang__)
#pragma clang attribute pop
#endif
#endif
