// Package run is what the programs of the Go peers share: their arguments and their workers.
package run

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"sync"
)

// Work is what the command line asks for.
type Work struct {
	Directory string
	Names     []string
	caFile    string
	count     int
	atOnce    int
}

// Arguments reads the command line.
func Arguments() Work {
	if len(os.Args) < 6 {
		Must(fmt.Errorf("usage: %s DIRECTORY_URL CA_FILE COUNT AT_ONCE NAME", os.Args[0]))
	}
	count, err := strconv.Atoi(os.Args[3])
	Must(err)
	atOnce, err := strconv.Atoi(os.Args[4])
	Must(err)
	return Work{os.Args[1], os.Args[5:], os.Args[2], count, atOnce}
}

// HTTPClient trusts the CA file alone, or the system's roots where there is none.
func (work Work) HTTPClient() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if work.caFile != "" {
		pem, err := os.ReadFile(work.caFile)
		Must(err)
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(pem)
		transport.TLSClientConfig = &tls.Config{RootCAs: roots}
	}
	return &http.Client{Transport: transport}
}

// Each calls issue as often as asked for, some at a time.
func (work Work) Each(issue func() error) {
	var workers sync.WaitGroup
	left := make(chan struct{}, work.count)
	for range work.count {
		left <- struct{}{}
	}
	close(left)
	for range work.atOnce {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for range left {
				Must(issue())
			}
		}()
	}
	workers.Wait()
}

// Check fails when the chain is none.
func Check(chain []byte) error {
	if bytes.Contains(chain, []byte("BEGIN CERTIFICATE")) {
		return nil
	}
	return errors.New("no certificate")
}

// Must ends the program when there is an error.
func Must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
