#include "dots.h"

#include <stddef.h>

static void plain(const int8_t *query, const int8_t *rows, int width, const uint32_t *at, long n, int32_t *out) {
	for (long i = 0; i < n; i++) {
		const int8_t *row = rows + (size_t)(at ? at[i] : i) * width;
		int32_t sum = 0;
		for (int k = 0; k < width; k++)
			sum += (int16_t)query[k] * (int16_t)row[k];
		out[i] = sum;
	}
}

#if defined(__x86_64__)
#include <immintrin.h>

// Sixteen products of 16 bits an instruction.
__attribute__((target("avx2"))) static void by_avx2(const int8_t *query, const int8_t *rows, int width, const uint32_t *at, long n, int32_t *out) {
	for (long i = 0; i < n; i++) {
		const int8_t *row = rows + (size_t)(at ? at[i] : i) * width;
		__m256i sum = _mm256_setzero_si256();
		int k = 0;
		for (; k + 16 <= width; k += 16)
			sum = _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(query + k))),
			                                              _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(row + k)))));
		__m128i half = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
		half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4e));
		half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0xb1));
		int32_t total = _mm_cvtsi128_si32(half);
		for (; k < width; k++)
			total += (int16_t)query[k] * (int16_t)row[k];
		out[i] = total;
	}
}

// Sixty-four products of 8 bits an instruction. One side has no sign there, so
// the rows are shifted by 128 and the sums set right after.
__attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni"))) static void by_avx512(const int8_t *query, const int8_t *rows,
                                                                                     int width, const uint32_t *at, long n, int32_t *out) {
	const __m512i flip = _mm512_set1_epi8((char)0x80);
	int32_t shifted = 0;
	int whole = width / 64 * 64;
	for (int k = 0; k < whole; k++)
		shifted += query[k];
	shifted *= 128;
	for (long i = 0; i < n; i++) {
		const int8_t *row = rows + (size_t)(at ? at[i] : i) * width;
		__m512i sum = _mm512_setzero_si512();
		int k = 0;
		for (; k < whole; k += 64)
			sum = _mm512_dpbusd_epi32(sum, _mm512_xor_si512(_mm512_loadu_si512(row + k), flip), _mm512_loadu_si512(query + k));
		int32_t total = _mm512_reduce_add_epi32(sum) - shifted;
		for (; k < width; k++)
			total += (int16_t)query[k] * (int16_t)row[k];
		out[i] = total;
	}
}
#endif

void dots(const int8_t *query, const int8_t *rows, int width, const uint32_t *at, long n, int32_t *out) {
#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
	    __builtin_cpu_supports("avx512vnni")) {
		by_avx512(query, rows, width, at, n, out);
		return;
	}
	if (__builtin_cpu_supports("avx2")) {
		by_avx2(query, rows, width, at, n, out);
		return;
	}
#endif
	plain(query, rows, width, at, n, out);
}
