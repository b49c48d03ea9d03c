package app

import (
	"errors"
	"testing"
	"time"
)

func TestWhatIsBegunIsNotWaitedForAndFailuresAreTriedAgain(t *testing.T) {
	step := make(chan error)
	made := 0
	soon := begun(func() (int, error) { made++; err := <-step; return made, err }, time.Millisecond)
	if _, ready, err := soon(); ready || err != nil {
		t.Errorf("before it is made: %v, %v", ready, err)
	}
	failed := errors.New("failed")
	step <- failed
	for { // until the result has arrived
		if _, ready, err := soon(); ready {
			if !errors.Is(err, failed) {
				t.Fatal(err)
			}
			break
		}
	}
	if _, ready, _ := soon(); ready {
		t.Error("a failure is not tried again")
	}
	step <- nil
	for range 2 { // it stays
		n, ready, err := 0, false, error(nil)
		for !ready {
			n, ready, err = soon()
		}
		if n != 2 || err != nil {
			t.Errorf("made %d times: %v", n, err)
		}
	}
}
