package app

import (
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// Shared says where the words stand that two texts have in common, as byte
// ranges, in order.
type Shared struct{ Subject, Object []spec.Span }

// SharedStems finds the words with one of the stems that a coder has named.
func SharedStems(subject, object string, stems []string) Shared {
	return Shared{semantic.Places(subject, stems), semantic.Places(object, stems)}
}

// SharedWords finds the words that the matcher compares and both texts have.
func SharedWords(subject, object string) Shared {
	s := crosswalk.SharedIn(subject, object)
	return Shared{s.Requirement, s.Evidence}
}
