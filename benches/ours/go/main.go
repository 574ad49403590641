// Obtains certificates with this library from Go: DIRECTORY_URL CA_FILE COUNT AT_ONCE NAME...
//
// An empty CA_FILE means the roots of the system.
package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"

	"acmeclient"
)

// It has nothing to do: the CA finds every challenge valid.
type nothing struct{}

func (nothing) Present(context.Context, []acmeclient.Presentation) error { return nil }
func (nothing) CleanUp(context.Context, []acmeclient.Presentation) error { return nil }

func main() {
	if len(os.Args) < 6 {
		must(fmt.Errorf("usage: %s DIRECTORY_URL CA_FILE COUNT AT_ONCE NAME", os.Args[0]))
	}
	directory, caFile, names := os.Args[1], os.Args[2], os.Args[5:]
	count, err := strconv.Atoi(os.Args[3])
	must(err)
	atOnce, err := strconv.Atoi(os.Args[4])
	must(err)
	var options []acmeclient.Option
	if caFile != "" {
		options = append(options, acmeclient.WithCAFile(caFile), acmeclient.WithSystemRoots(false))
	}
	key, err := acmeclient.GenerateKey(acmeclient.KeyECP256)
	must(err)
	client, err := acmeclient.New(directory, key, options...)
	must(err)
	defer client.Close()
	ctx := context.Background()
	_, err = client.NewAccount(ctx, acmeclient.Account{TermsAgreed: true})
	must(err)

	left := make(chan struct{}, count)
	for range count {
		left <- struct{}{}
	}
	close(left)
	var workers sync.WaitGroup
	for range atOnce {
		workers.Add(1)
		go func() {
			defer workers.Done()
			solver := acmeclient.NewSolver(nothing{}, "http-01")
			defer solver.Close()
			for range left {
				certificate, err := client.Obtain(ctx, names, solver)
				must(err)
				if !strings.Contains(certificate.ChainPEM, "BEGIN CERTIFICATE") {
					must(fmt.Errorf("no certificate"))
				}
			}
		}()
	}
	workers.Wait()
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
