// The forward pass, compiled once for every instruction set. The file that
// includes it defines ENCODE, the name of the function, and multiply(), the
// product of rounded rows with packed weights.
//
// Sums run in sixteen lanes in a fixed order and nothing is contracted, so that
// every instruction set gives the same bits.

#pragma STDC FP_CONTRACT OFF
#if !defined(__clang__)
#pragma GCC optimize("no-math-errno", "no-trapping-math")
#endif

#include <math.h>
#include <stddef.h>
#include <string.h>

#define LANES 16

static float lanes_sum(const float *a) {
	float s = 0;
	for (int i = 0; i < LANES; i++)
		s += a[i];
	return s;
}

// exponential is e^x for x <= 0, within 2e-7 of it: 2^n times a polynomial on
// what is left (Cephes).
static inline float exponential(float x) {
	x = x < -87.0f ? -87.0f : x;
	float n = floorf(x * 1.44269504088896341f + 0.5f);
	float r = x - n * 0.693359375f;
	r = r + n * 2.12194440e-4f;
	float p = 1.9875691500e-4f;
	p = p * r + 1.3981999507e-3f;
	p = p * r + 8.3334519073e-3f;
	p = p * r + 4.1665795894e-2f;
	p = p * r + 1.6666665459e-1f;
	p = p * r + 5.0000001201e-1f;
	p = p * (r * r) + r + 1.0f;
	union {
		int32_t i;
		float f;
	} two = {.i = ((int32_t)n + 127) << 23};
	return p * two.f;
}

// gelu is x times the normal distribution at x; the error function by
// Abramowitz and Stegun 7.1.26, within 2e-7.
static inline float gelu(float x) {
	float z = (x < 0 ? -x : x) * 0.70710678118654752f;
	float t = 1.0f / (1.0f + 0.3275911f * z);
	float p = 1.061405429f;
	p = p * t - 1.453152027f;
	p = p * t + 1.421413741f;
	p = p * t - 0.284496736f;
	p = p * t + 0.254829592f;
	float e = 1.0f - p * t * exponential(-z * z);
	return 0.5f * x * (1.0f + (x < 0 ? -e : e));
}

// normalise gives each row a mean of 0 and a deviation of 1, then applies gain
// and offset. add, where it is not NULL, is added to the rows first.
static void normalise(float *rows, const float *add, int n, int width, const float *norm) {
	const float *gain = norm, *offset = norm + width;
	for (int r = 0; r < n; r++) {
		float *x = rows + (size_t)r * width;
		if (add) {
			const float *y = add + (size_t)r * width;
			for (int i = 0; i < width; i++)
				x[i] += y[i];
		}
		float lane[LANES] = {0};
		for (int i = 0; i < width; i += LANES)
			for (int j = 0; j < LANES; j++)
				lane[j] += x[i + j];
		float mean = lanes_sum(lane) / width;
		memset(lane, 0, sizeof lane);
		for (int i = 0; i < width; i += LANES)
			for (int j = 0; j < LANES; j++) {
				float d = x[i + j] - mean;
				lane[j] += d * d;
			}
		float scale = 1.0f / sqrtf(lanes_sum(lane) / width + 1e-12f);
		for (int i = 0; i < width; i++)
			x[i] = (x[i] - mean) * scale * gain[i] + offset[i];
	}
}

// SHIFT flips the highest bit of a rounded number where multiply() wants it
// without a sign: 128 more.
#ifndef SHIFT
#define SHIFT 0
#endif

// round_rows rounds each row to whole numbers of -127 to 127.
static void round_rows(const float *rows, int n, int width, int8_t *out, float *scale) {
	for (int r = 0; r < n; r++) {
		const float *x = rows + (size_t)r * width;
		int8_t *y = out + (size_t)r * width;
		float lane[LANES] = {0};
		for (int i = 0; i < width; i += LANES)
			for (int j = 0; j < LANES; j++) {
				float a = fabsf(x[i + j]);
				lane[j] = a > lane[j] ? a : lane[j];
			}
		float most = 1e-12f;
		for (int j = 0; j < LANES; j++)
			most = lane[j] > most ? lane[j] : most;
		float up = 127.0f / most;
		scale[r] = most / 127.0f;
		for (int i = 0; i < width; i += LANES) {
			int32_t whole[LANES];
			for (int j = 0; j < LANES; j++) {
				float v = x[i + j] * up;
				whole[j] = (int32_t)(v + copysignf(0.5f, v));
			}
			for (int j = 0; j < LANES; j++)
				y[i + j] = (int8_t)(whole[j] ^ SHIFT);
		}
	}
}

// multiply sets out [n][l->out] to the product of rounded rows [n][l->in] with
// the weights, plus the bias.
static void multiply(const linear *l, const int8_t *rows, const float *scale, int n, float *out);

// finish turns a sum of whole numbers into what it stands for.
static inline float finish(int32_t sum, float row_scale, const linear *l, int c) {
	return (float)sum * (row_scale * l->scale[c]) + l->bias[c];
}

// bucket is the place of a distance between two words in the table of relative
// positions (Raffel et al. 2020, as MPNet uses it).
static int bucket(int distance, int buckets) {
	int half = buckets / 2, at = 0, exact = half / 2;
	if (distance > 0)
		at = half;
	else
		distance = -distance;
	if (distance < exact)
		return at + distance;
	int far = exact + (int)(logf((float)distance / exact) / logf(128.0f / exact) * (half - exact));
	return at + (far < half - 1 ? far : half - 1);
}

// attend sets context [n][hidden] to what each word takes from the others.
static void attend(const model *m, const float *qkv, int n, float *scores, float *context) {
	int hidden = m->s.hidden, width = hidden / m->s.heads, step = 3 * hidden;
	int padded = (n + LANES - 1) / LANES * LANES;
	float scale = 1.0f / sqrtf((float)width);
	for (int h = 0; h < m->s.heads; h++) {
		const float *q = qkv + h * width, *k = q + hidden, *v = k + hidden;
		for (int i = 0; i < n; i++) {
			float *s = scores + (size_t)i * padded, most = -1e30f;
			for (int j = 0; j < n; j++) {
				float lane[LANES] = {0};
				for (int d = 0; d < width; d += LANES)
					for (int e = 0; e < LANES; e++)
						lane[e] += q[(size_t)i * step + d + e] * k[(size_t)j * step + d + e];
				s[j] = lanes_sum(lane) * scale;
				if (m->relative)
					s[j] += m->relative[bucket(j - i, m->s.buckets) * m->s.heads + h];
				most = s[j] > most ? s[j] : most;
			}
			for (int j = n; j < padded; j++)
				s[j] = -1e30f;
			float lane[LANES] = {0};
			for (int j = 0; j < padded; j += LANES)
				for (int e = 0; e < LANES; e++) {
					s[j + e] = exponential(s[j + e] - most);
					lane[e] += s[j + e];
				}
			for (int j = n; j < padded; j++)
				lane[j % LANES] -= s[j];
			float whole = 1.0f / lanes_sum(lane);
			float *c = context + (size_t)i * hidden + h * width;
			for (int d = 0; d < width; d++)
				c[d] = 0;
			for (int j = 0; j < n; j++) {
				float share = s[j] * whole;
				for (int d = 0; d < width; d++)
					c[d] += share * v[(size_t)j * step + d];
			}
		}
	}
}

// place sets a vector of length one to the mean of a text's words.
static void place(const model *m, const float *states, int n, float *mean, float *out) {
	int hidden = m->s.hidden;
	memset(mean, 0, hidden * sizeof *mean);
	for (int i = 0; i < n; i++)
		for (int d = 0; d < hidden; d++)
			mean[d] += states[(size_t)i * hidden + d];
	const float *from = mean;
	if (m->projection) {
		for (int o = 0; o < m->s.output; o++) {
			float lane[LANES] = {0};
			for (int d = 0; d < hidden; d += LANES)
				for (int e = 0; e < LANES; e++)
					lane[e] += m->projection[(size_t)o * hidden + d + e] * mean[d + e];
			out[o] = lanes_sum(lane);
		}
		from = out;
	}
	float lane[LANES] = {0};
	for (int d = 0; d < m->s.output; d += LANES)
		for (int e = 0; e < LANES; e++)
			lane[e] += from[d + e] * from[d + e];
	float scale = 1.0f / sqrtf(lanes_sum(lane) + 1e-24f);
	for (int d = 0; d < m->s.output; d++)
		out[d] = from[d] * scale;
}

void ENCODE(const model *m, const int32_t *starts, int texts, float *scratch, float *out) {
	int hidden = m->s.hidden, inner = m->s.inner, n = starts[texts];
	int wide = inner > 3 * hidden ? inner : 3 * hidden;
	float *states = scratch, *context = states + (size_t)n * hidden, *product = context + (size_t)n * hidden;
	float *scale = product + (size_t)n * wide;
	int8_t *rounded = (int8_t *)(scale + n);
	float *scores = scale + n + ((size_t)n * inner + 3) / 4;

	normalise(states, NULL, n, hidden, m->norm);
	for (int i = 0; i < m->s.layers; i++) {
		const layer *l = &m->layers[i];
		round_rows(states, n, hidden, rounded, scale);
		multiply(&l->qkv, rounded, scale, n, product);
		for (int t = 0; t < texts; t++) {
			size_t first = starts[t];
			attend(m, product + first * 3 * hidden, starts[t + 1] - starts[t], scores, context + first * hidden);
		}
		round_rows(context, n, hidden, rounded, scale);
		multiply(&l->attention, rounded, scale, n, product);
		normalise(states, product, n, hidden, l->norm1);
		round_rows(states, n, hidden, rounded, scale);
		multiply(&l->up, rounded, scale, n, product);
		for (size_t k = 0; k < (size_t)n * inner; k++)
			product[k] = gelu(product[k]);
		round_rows(product, n, inner, rounded, scale);
		multiply(&l->down, rounded, scale, n, product);
		normalise(states, product, n, hidden, l->norm2);
	}
	for (int t = 0; t < texts; t++)
		place(m, states + (size_t)starts[t] * hidden, starts[t + 1] - starts[t], context, out + (size_t)t * m->s.output);
}
