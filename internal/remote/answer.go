package remote

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
)

// decodeAnswer reads the vectors of a service's answer to count texts: one
// after the other in the order of the texts, each of length 1 or all zeros.
// All have dims numbers, or, when dims is 0, as many as the first one.
func decodeAnswer(body []byte, count, dims int) ([]float32, error) {
	var answer struct {
		Data []struct {
			Index     *int            `json:"index"`
			Embedding json.RawMessage `json:"embedding"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("the answer is not of the shape of /v1/embeddings: %w", err)
	}
	if len(answer.Data) != count {
		return nil, fmt.Errorf("the answer has %d vectors for %d texts", len(answer.Data), count)
	}
	seen := make([]bool, count)
	out := make([]float32, count*dims)
	for i, d := range answer.Data {
		switch {
		case d.Index == nil:
			return nil, fmt.Errorf("entry %d of the answer has no index", i)
		case *d.Index < 0 || *d.Index >= count:
			return nil, fmt.Errorf("entry %d of the answer has index %d; there are %d texts", i, *d.Index, count)
		case seen[*d.Index]:
			return nil, fmt.Errorf("the answer has index %d twice", *d.Index)
		}
		seen[*d.Index] = true
		numbers, err := elements(d.Embedding)
		if err != nil {
			return nil, fmt.Errorf("vector %d of the answer: %w", *d.Index, err)
		}
		if dims == 0 {
			dims = len(numbers)
			out = make([]float32, count*dims)
		}
		if len(numbers) != dims {
			return nil, fmt.Errorf("vector %d of the answer has %d dimensions, not %d", *d.Index, len(numbers), dims)
		}
		v := out[*d.Index*dims : (*d.Index+1)*dims]
		for j, n := range numbers {
			if v[j], err = number(n); err != nil {
				return nil, fmt.Errorf("vector %d of the answer, number %d: %w", *d.Index, j, err)
			}
		}
		normalise(v)
	}
	return out, nil
}

// elements splits a JSON array at its commas: what is nested or a string is no
// number, and is found out when it is read as one.
func elements(array json.RawMessage) ([][]byte, error) {
	array = bytes.TrimSpace(array)
	if len(array) < 2 || array[0] != '[' {
		return nil, fmt.Errorf("it is no list of numbers")
	}
	inside := array[1 : len(array)-1]
	if len(bytes.TrimSpace(inside)) == 0 {
		return nil, fmt.Errorf("it is empty")
	}
	return bytes.Split(inside, []byte{','}), nil
}

// number reads a JSON number. Decoding into a float would read null, which is
// how llama.cpp writes NaN, as 0.
func number(text []byte) (float32, error) {
	text = bytes.TrimSpace(text)
	f, err := strconv.ParseFloat(string(text), 32)
	if err != nil {
		return 0, fmt.Errorf("%.20q is no finite number", text)
	}
	return float32(f), nil
}

// normalise gives a vector length 1; one of zeros stays what it is.
func normalise(v []float32) {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if sum == 0 {
		return
	}
	length := math.Sqrt(sum)
	for i, x := range v {
		v[i] = float32(float64(x) / length)
	}
}
