#include "head.h"

#include <stddef.h>

#pragma STDC FP_CONTRACT OFF

// A side is rounded to whole numbers: this many stand for 1.
#define SIDE 127.0f

static inline void judge(const head *h, const float *a, const float *base, const int8_t *side, float cosine, float *out) {
	float sum[INNER];
	for (int k = 0; k < INNER; k++)
		sum[k] = base[k];
	for (int i = 0; i < NARROW; i++) {
		float b = side[i] / SIDE, apart = a[i] - b, both = a[i] * b;
		apart = apart < 0 ? -apart : apart;
		for (int k = 0; k < INNER; k++)
			sum[k] += b * h->from_offered[i][k] + apart * h->from_distance[i][k] + both * h->from_product[i][k];
	}
	for (int g = 0; g < GRADES; g++) {
		float s = h->out_bias[g] + h->cosine[g] * cosine;
		for (int k = 0; k < INNER; k++)
			s += (sum[k] > 0 ? sum[k] : 0) * h->out[g][k];
		out[g] = s;
	}
}

static inline void judge_all(const head *h, const int8_t *required, const int8_t *offered, const int32_t *at, const float *cosines, int n,
                             float *out) {
	float a[NARROW], base[INNER];
	for (int k = 0; k < INNER; k++)
		base[k] = h->bias[k];
	for (int i = 0; i < NARROW; i++) {
		a[i] = required[i] / SIDE;
		for (int k = 0; k < INNER; k++)
			base[k] += a[i] * h->from_required[i][k];
	}
	for (int i = 0; i < n; i++)
		judge(h, a, base, offered + (size_t)at[i] * NARROW, cosines[i], out + (size_t)i * GRADES);
}

#if defined(__x86_64__)
__attribute__((target("avx512f"), flatten)) static void by_avx512(const head *h, const int8_t *required, const int8_t *offered,
                                                                 const int32_t *at, const float *cosines, int n, float *out) {
	judge_all(h, required, offered, at, cosines, n, out);
}

__attribute__((target("avx2"), flatten)) static void by_avx2(const head *h, const int8_t *required, const int8_t *offered, const int32_t *at,
                                                             const float *cosines, int n, float *out) {
	judge_all(h, required, offered, at, cosines, n, out);
}
#endif

void head_odds(const head *h, const int8_t *required, const int8_t *offered, const int32_t *at, const float *cosines, int n, float *out) {
#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx512f")) {
		by_avx512(h, required, offered, at, cosines, n, out);
		return;
	}
	if (__builtin_cpu_supports("avx2")) {
		by_avx2(h, required, offered, at, cosines, n, out);
		return;
	}
#endif
	judge_all(h, required, offered, at, cosines, n, out);
}
