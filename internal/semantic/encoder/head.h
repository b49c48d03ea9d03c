// The head of the pair judge: log-odds that an offered text meets a required
// one, from the narrow sides of their vectors.
#ifndef CROSSWALK_HEAD_H
#define CROSSWALK_HEAD_H

#include <stdint.h>

enum { NARROW = 64, INNER = 32, GRADES = 3 };

typedef struct {
	float from_required[NARROW][INNER]; // weights of the hidden layer, by input
	float from_offered[NARROW][INNER];
	float from_distance[NARROW][INNER];
	float from_product[NARROW][INNER];
	float bias[INNER];
	float out[GRADES][INNER], out_bias[GRADES], cosine[GRADES];
} head;

// head_odds judges n offered texts for one required text. offered is the table
// of all offered sides [NARROW each]; at[i] is the row of the i-th to judge and
// cosines[i] its cosine with the required text. out is [n][GRADES].
void head_odds(const head *h, const int8_t *required, const int8_t *offered, const int32_t *at, const float *cosines, int n, float *out);

#endif
