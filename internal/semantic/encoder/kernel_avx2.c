// AVX2: sixteen products of 16 bits an instruction, which cannot overflow.
#if defined(__x86_64__)
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC target("avx2")
#endif
#include <immintrin.h>

#include "kernel.h"

#define ENCODE encode_avx2
#include "forward.h"

#define ROWS 6

// panel multiplies up to ROWS rows with 16 columns.
static inline void panel(const linear *l, const int8_t *rows, const float *scale, int n, int c, float *out) {
	__m256i sum[ROWS][2];
	for (int r = 0; r < ROWS; r++)
		sum[r][0] = sum[r][1] = _mm256_setzero_si256();
	const int8_t *w = l->packed + (size_t)c * l->in, *v = w + (size_t)8 * l->in;
	for (int k = 0; k < l->in; k += 2, w += 16, v += 16) {
		__m256i a = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)w));
		__m256i b = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)v));
		for (int r = 0; r < ROWS; r++) {
			const int8_t *x = rows + (size_t)(r < n ? r : 0) * l->in + k;
			__m256i two = _mm256_set1_epi32((int32_t)(((uint32_t)(uint16_t)(int16_t)x[1] << 16) | (uint16_t)(int16_t)x[0]));
			sum[r][0] = _mm256_add_epi32(sum[r][0], _mm256_madd_epi16(a, two));
			sum[r][1] = _mm256_add_epi32(sum[r][1], _mm256_madd_epi16(b, two));
		}
	}
	for (int r = 0; r < n; r++) {
		int32_t s[16];
		_mm256_storeu_si256((__m256i *)s, sum[r][0]);
		_mm256_storeu_si256((__m256i *)(s + 8), sum[r][1]);
		for (int i = 0; i < 16; i++)
			out[(size_t)r * l->out + c + i] = finish(s[i], scale[r], l, c + i);
	}
}

static void multiply(const linear *l, const int8_t *rows, const float *scale, int n, float *out) {
	for (int c = 0; c < l->out; c += 16)
		for (int r = 0; r < n; r += ROWS)
			panel(l, rows + (size_t)r * l->in, scale + r, n - r < ROWS ? n - r : ROWS, c, out + (size_t)r * l->out);
}

#if defined(__clang__)
#pragma clang attribute pop
#endif
#endif
