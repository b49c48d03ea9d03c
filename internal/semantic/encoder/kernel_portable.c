// Plain C: what every compiler and processor runs. On 64-bit Arm the compiler
// makes NEON of it.
#include "kernel.h"

#define ENCODE encode_portable
#include "forward.h"

static void multiply(const linear *l, const int8_t *rows, const float *scale, int n, float *out) {
	for (int c = 0; c < l->out; c++) {
		const int8_t *w = l->packed + (size_t)c * l->in;
		for (int r = 0; r < n; r++) {
			const int8_t *x = rows + (size_t)r * l->in;
			int32_t sum = 0;
			for (int k = 0; k < l->in; k++)
				sum += (int16_t)x[k] * (int16_t)w[k];
			out[(size_t)r * l->out + c] = finish(sum, scale[r], l, c);
		}
	}
}
