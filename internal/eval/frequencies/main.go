// Command frequencies counts the stems of the task statements of an O*NET
// release: the background by which the matcher weighs words. The same release
// gives the same bytes.
//
//	go run ./internal/eval/frequencies --onet PATH
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"crosswalk/internal/eval"
	"crosswalk/internal/onet"
)

func main() {
	path := flag.String("onet", "", "O*NET text release, folder or zip")
	out := flag.String("out", "internal/match/frequencies.tsv", "file to write")
	flag.Parse()
	if err := run(*path, *out); err != nil {
		fmt.Fprintln(os.Stderr, "frequencies:", err)
		os.Exit(1)
	}
}

func run(path, out string) error {
	release, err := onet.Open(path)
	if err != nil {
		return err
	}
	defer release.Close()
	links, err := eval.ReadTaskLinks(release)
	if err != nil {
		return err
	}
	table, err := os.Create(out)
	if err != nil {
		return err
	}
	_, err = links.Frequencies().WriteTo(table)
	return errors.Join(err, table.Close())
}
