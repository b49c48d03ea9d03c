// Dot products of a row of whole numbers with many others.
#ifndef CROSSWALK_DOTS_H
#define CROSSWALK_DOTS_H

#include <stdint.h>

// dots sets out[i] to the dot product of query and row at[i], or row i if at is
// null, for i from 0 to n-1. Rows have width numbers. The sums are exact.
void dots(const int8_t *query, const int8_t *rows, int width, const uint32_t *at, long n, int32_t *out);

#endif
