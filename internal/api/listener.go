package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// Listener makes the errors that net/http answers by itself, before any
// handler runs, problems like all others: an oversized header and a malformed
// request would be answered as plain text.
func Listener(l net.Listener) net.Listener { return problemListener{l} }

type problemListener struct{ net.Listener }

func (l problemListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &problemConn{Conn: c}, nil
}

type problemConn struct{ net.Conn }

// How long and how much of an oversized request is read on, so that the
// client can finish sending and reads the answer instead of a reset.
const (
	drainTime  = 2 * time.Second
	drainBytes = 64 << 20
)

// A plainError is an answer that net/http writes in one piece when it refuses
// a request; no handler can write these bytes in one call.
type plainError struct {
	plain   []byte
	problem []byte
	drain   bool
}

var plainErrors = []plainError{
	newPlainError(http.StatusRequestHeaderFieldsTooLarge, true,
		fmt.Sprintf("the request line and headers are over the limit of %d KiB", MaxHeaderBytes>>10)),
	newPlainError(http.StatusBadRequest, false, "this is not a well-formed HTTP request"),
}

func newPlainError(status int, drain bool, detail string) plainError {
	return plainError{
		plain: fmt.Appendf(nil, "HTTP/1.1 %d %s\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n",
			status, http.StatusText(status)),
		problem: problemAnswer(status, detail),
		drain:   drain,
	}
}

func (c *problemConn) Write(b []byte) (int, error) {
	for _, e := range plainErrors {
		if !bytes.HasPrefix(b, e.plain) {
			continue
		}
		if _, err := c.Conn.Write(e.problem); err != nil {
			return 0, err
		}
		if e.drain {
			c.SetReadDeadline(time.Now().Add(drainTime))
			io.CopyN(io.Discard, c.Conn, drainBytes)
		}
		return len(b), nil
	}
	return c.Conn.Write(b)
}

func problemAnswer(status int, detail string) []byte {
	body, _ := json.Marshal(newProblem(status, codeOfStatus(status), detail))
	return fmt.Appendf(nil, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s",
		status, http.StatusText(status), ProblemType, len(body), body)
}
