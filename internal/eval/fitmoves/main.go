// Command fitmoves fits the weights by which moves that no document states are
// ranked, and writes them. docs/quality.md has the figures.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"

	"crosswalk/internal/eval"
)

func main() {
	classes := flag.String("classes", "../shared/data", "folder with the class specifications")
	out := flag.String("out", "internal/career/weights.json", "file to write")
	flag.Parse()
	if err := run(*classes, *out); err != nil {
		log.Fatal(err)
	}
}

func run(classes, out string) error {
	moves, err := eval.ReadMoves(classes)
	if err != nil {
		return err
	}
	examples := moves.Examples()
	data, err := eval.FitMoves(examples).File()
	if err != nil {
		return err
	}
	fmt.Printf("fitted to the moves from %d classes\n%s", len(examples), data)
	return os.WriteFile(out, data, 0o644)
}
