//go:build ignore

// Obtains a certificate, one step of RFC 8555 after the other.
//
//	go run issue.go DIRECTORY_URL CA_FILE WEBROOT NAME...
//
// CA_FILE holds the root that the directory's own TLS certificate is checked with; "" stands for the system's roots.
// WEBROOT is the folder that http://NAME/ serves. NAME.key and NAME.pem are written into the current folder.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"acmeclient"
)

var started = time.Now()

func say(format string, values ...any) {
	fmt.Printf("%7.3f s  %s\n", time.Since(started).Seconds(), fmt.Sprintf(format, values...))
}

func main() {
	if len(os.Args) < 5 {
		fmt.Fprintf(os.Stderr, "usage: %s DIRECTORY_URL CA_FILE WEBROOT NAME...\n", os.Args[0])
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := issue(ctx, os.Args[1], os.Args[2], os.Args[3], os.Args[4:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func issue(ctx context.Context, directory, caFile, webroot string, names []string) error {
	var options []acmeclient.Option
	if caFile != "" {
		options = append(options, acmeclient.WithCAFile(caFile))
	}
	accountKey, err := acmeclient.GenerateKey(acmeclient.KeyECP256)
	if err != nil {
		return err
	}
	client, err := acmeclient.New(directory, accountKey, options...)
	if err != nil {
		return err
	}
	defer client.Close()

	account, err := client.NewAccount(ctx, acmeclient.Account{Contact: []string{"mailto:ops@example.com"}, TermsAgreed: true})
	if err != nil {
		return err
	}
	say("account %s", account.URL)

	order, err := client.NewOrder(ctx, acmeclient.OrderParams{Names: names})
	if err != nil {
		return err
	}
	say("order %s", order.URL)
	for i := range order.Authorizations {
		if err := authorize(ctx, order, i, webroot); err != nil {
			return err
		}
	}

	// The key is on disk before the order is finalized, so that it cannot be lost.
	key, err := acmeclient.GenerateKey(acmeclient.KeyECP256)
	if err != nil {
		return err
	}
	if err := keep(key, fileName(names[0], ".key.new")); err != nil {
		return err
	}
	certificate, err := finalize(ctx, order, key)
	if err != nil {
		return err
	}
	say("certificate by %s", certificate.IssuerName)

	if err := os.WriteFile(fileName(names[0], ".pem"), []byte(certificate.ChainPEM), 0o644); err != nil {
		return err
	}
	path := fileName(names[0], ".key")
	if err := os.Rename(path+".new", path); err != nil {
		return err
	}
	say("key and certificate are in %s and .pem", path)
	return nil
}

// authorize proves control of one of the order's names.
func authorize(ctx context.Context, order *acmeclient.Order, index int, webroot string) error {
	authorization, err := order.Authorization(ctx, index)
	if err != nil {
		return err
	}
	name := authorization.Identifier.Value
	if authorization.Status == "valid" {
		say("%s is authorized already", name)
		return nil
	}
	challenge, err := authorization.Challenge("http-01")
	if err != nil {
		return err
	}
	if err := serve(challenge, webroot); err != nil {
		return err
	}
	if _, err := challenge.RequestValidation(ctx); err != nil {
		return err
	}
	if _, err := authorization.Wait(ctx); err != nil {
		return err
	}
	say("%s is authorized", name)
	return nil
}

// serve puts the key authorization where the authority will look for it (RFC 8555, section 8.3).
func serve(challenge *acmeclient.Challenge, webroot string) error {
	text, err := challenge.KeyAuthorization()
	if err != nil {
		return err
	}
	path := filepath.Join(webroot, challenge.HTTP01Path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o644)
}

func finalize(ctx context.Context, order *acmeclient.Order, key *acmeclient.Key) (*acmeclient.Certificate, error) {
	csr, err := acmeclient.CSRForOrder(order, key)
	if err != nil {
		return nil, err
	}
	if _, err := order.Finalize(ctx, csr); err != nil {
		return nil, err
	}
	if _, err := order.Wait(ctx); err != nil {
		return nil, err
	}
	return order.Certificate(ctx, nil)
}

func keep(key *acmeclient.Key, path string) error {
	pem, err := key.PEM("")
	if err != nil {
		return err
	}
	return os.WriteFile(path, []byte(pem), 0o600)
}

// fileName is the name with the ending; the star of a wildcard name is written as an underscore.
func fileName(name, ending string) string { return strings.Replace(name, "*", "_", 1) + ending }
