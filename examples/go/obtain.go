//go:build ignore

// Obtains a certificate in one call, with a progress line.
//
//	go run obtain.go DIRECTORY_URL CA_FILE WEBROOT NAME...
//
// CA_FILE holds the root that the directory's own TLS certificate is checked with; "" stands for the system's roots.
// WEBROOT is the folder that http://NAME/ serves. NAME.key and NAME.pem are written into the current folder, and until
// then NAME.state, from which a second run goes on when this one is interrupted.
package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"strings"

	"acmeclient"
)

func main() {
	if len(os.Args) < 5 {
		fmt.Fprintf(os.Stderr, "usage: %s DIRECTORY_URL CA_FILE WEBROOT NAME...\n", os.Args[0])
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := obtain(ctx, os.Args[1], os.Args[2], os.Args[3], os.Args[4:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func obtain(ctx context.Context, directory, caFile, webroot string, names []string) error {
	var options []acmeclient.Option
	if caFile != "" {
		options = append(options, acmeclient.WithCAFile(caFile))
	}
	client, err := connect(ctx, directory, options)
	if err != nil {
		return err
	}
	defer client.Close()

	state := fileName(names[0], ".state")
	certificate, err := client.Obtain(ctx, names, acmeclient.Webroot(webroot), acmeclient.WithStateFile(state),
		acmeclient.WithEvents(progress()))
	if err != nil {
		return err
	}
	key, err := certificate.Key()
	if err != nil {
		return err
	}
	pem, err := key.PEM("")
	if err != nil {
		return err
	}
	if err := os.WriteFile(fileName(names[0], ".key"), []byte(pem), 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(fileName(names[0], ".pem"), []byte(certificate.ChainPEM), 0o644); err != nil {
		return err
	}
	return os.Remove(state)
}

// connect makes a client of the account that an interrupted run left behind, or of a new one.
func connect(ctx context.Context, directory string, options []acmeclient.Option) (*acmeclient.Client, error) {
	const file = "account.json"
	kept, err := os.ReadFile(file)
	if err == nil {
		return acmeclient.NewFromCredentials(directory, string(kept), options...)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	key, err := acmeclient.GenerateKey(acmeclient.KeyECP256)
	if err != nil {
		return nil, err
	}
	client, err := acmeclient.New(directory, key, options...)
	if err != nil {
		return nil, err
	}
	if _, err := client.NewAccount(ctx, acmeclient.Account{TermsAgreed: true}); err != nil {
		return nil, err
	}
	credentials, err := client.Credentials()
	if err != nil {
		return nil, err
	}
	return client, os.WriteFile(file, []byte(credentials), 0o600)
}

// progress gives a function that writes one line over and over again, on a terminal alone.
func progress() func(acmeclient.Event) {
	info, err := os.Stderr.Stat()
	terminal := err == nil && info.Mode()&fs.ModeCharDevice != 0
	proven := 0
	return func(event acmeclient.Event) {
		if event.Done > 0 {
			proven = event.Done
		}
		if !terminal {
			return
		}
		fmt.Fprintf(os.Stderr, "\r\033[K%d proven  %s %s", proven, event.Name, event.Identifier.Value)
		if event.Kind == acmeclient.EventIssued || event.Kind == acmeclient.EventChallengeFailed {
			fmt.Fprintln(os.Stderr)
		}
	}
}

// fileName is the name with the ending; the star of a wildcard name is written as an underscore.
func fileName(name, ending string) string { return strings.Replace(name, "*", "_", 1) + ending }
