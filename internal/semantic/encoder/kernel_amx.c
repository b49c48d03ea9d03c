// AMX: one instruction multiplies sixteen rows with sixteen columns of 64 signed
// 8-bit numbers each. Everything else is AVX-512.
#if defined(__x86_64__) && defined(__linux__) && (defined(__clang__) || __GNUC__ >= 11)
#define _GNU_SOURCE
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,amx-tile,amx-int8"))), apply_to = function)
#else
#pragma GCC target("avx512f,avx512bw,avx512vl,amx-tile,amx-int8")
#endif
#include <cpuid.h>
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"

#define ENCODE encode_amx
#include "forward.h"

// may_use_amx reports whether the processor has AMX for numbers of 8 bits, and asks
// the system for the room that its registers need when a thread is suspended.
int may_use_amx(void) {
	enum { ask_permission = 0x1023, tile_data = 18 }; // ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA
	unsigned a, b, c, d, tile = 1u << 24, int8 = 1u << 25;
	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d & tile) && (d & int8) && syscall(SYS_arch_prctl, ask_permission, tile_data) == 0;
}

#define TILE 16             // rows of a tile, and columns of numbers of 32 bits
#define DEPTH 64            // inputs in a row of a tile
#define BLOCK (2 * TILE)    // rows and columns that are multiplied together
#define WIDEST 8192         // inputs of a linear map, as modelfile.go bounds them

// block multiplies up to BLOCK rows with BLOCK columns. rows must be readable for
// whole tiles; rows from n on are ignored.
static inline void block(const linear *l, const int8_t *rows, const float *scale, int n, int c, float *out) {
	_tile_zero(0);
	_tile_zero(1);
	_tile_zero(2);
	_tile_zero(3);
	const int8_t *left = l->packed + (size_t)c * l->in, *right = left + (size_t)TILE * l->in;
	for (int k = 0; k < l->in; k += DEPTH) {
		_tile_loadd(4, rows + k, l->in);
		_tile_loadd(6, left + (size_t)k * TILE, DEPTH);
		_tile_loadd(7, right + (size_t)k * TILE, DEPTH);
		_tile_dpbssd(0, 4, 6);
		_tile_dpbssd(1, 4, 7);
		if (n > TILE) {
			_tile_loadd(5, rows + (size_t)TILE * l->in + k, l->in);
			_tile_dpbssd(2, 5, 6);
			_tile_dpbssd(3, 5, 7);
		}
	}
	int32_t sum[BLOCK][BLOCK] __attribute__((aligned(64)));
	_tile_stored(0, &sum[0][0], sizeof sum[0]);
	_tile_stored(1, &sum[0][TILE], sizeof sum[0]);
	_tile_stored(2, &sum[TILE][0], sizeof sum[0]);
	_tile_stored(3, &sum[TILE][TILE], sizeof sum[0]);
	for (int r = 0; r < n; r++)
		for (int j = 0; j < BLOCK; j += TILE) {
			int at = c + j;
			__m512 f = _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_load_si512(&sum[r][j])), _mm512_mul_ps(_mm512_set1_ps(scale[r]), _mm512_loadu_ps(l->scale + at)));
			_mm512_storeu_ps(out + (size_t)r * l->out + at, _mm512_add_ps(f, _mm512_loadu_ps(l->bias + at)));
		}
}

static void multiply(const linear *l, const int8_t *rows, const float *scale, int n, float *out) {
	struct {
		uint8_t palette, start_row, reserved[14];
		uint16_t bytes[16];
		uint8_t rows[16];
	} shape = {.palette = 1};
	for (int t = 0; t < 8; t++)
		shape.bytes[t] = DEPTH, shape.rows[t] = TILE;
	_tile_loadconfig(&shape);
	// The last rows are copied to where whole tiles can be read.
	int8_t last[BLOCK * WIDEST] __attribute__((aligned(64)));
	int whole = n / BLOCK * BLOCK;
	memcpy(last, rows + (size_t)whole * l->in, (size_t)(n - whole) * l->in);
	for (int c = 0; c < l->out; c += BLOCK) {
		for (int r = 0; r < whole; r += BLOCK)
			block(l, rows + (size_t)r * l->in, scale + r, BLOCK, c, out + (size_t)r * l->out);
		if (whole < n)
			block(l, last, scale + whole, n - whole, c, out + (size_t)whole * l->out);
	}
	_tile_release();
}

#if defined(__clang__)
#pragma clang attribute pop
#endif
#endif
