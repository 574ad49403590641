package acmeclient_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

	"acmeclient"
)

// The examples run against the CA server of the tests; elsewhere acmeclient.LetsEncrypt takes its place.
var (
	directory = os.Getenv("ACME_DIRECTORY")
	trust     = acmeclient.WithCAFile(os.Getenv("ACME_CA_FILE"))
	folder    = os.Getenv("ACME_WEBROOT")
	// A CA whose rate limit is always used up.
	limited = os.Getenv("ACME_SCRIPTED") + "/rate-limited.go-example/directory"
)

// connect makes a client with a new account.
func connect(ctx context.Context, directory string) *acmeclient.Client {
	key, err := acmeclient.GenerateKey(acmeclient.KeyECP256)
	if err != nil {
		panic(err)
	}
	client, err := acmeclient.New(directory, key, trust)
	if err != nil {
		panic(err)
	}
	if _, err = client.NewAccount(ctx, acmeclient.Account{TermsAgreed: true}); err != nil {
		panic(err)
	}
	return client
}

func ExampleNew() {
	ctx := context.Background()
	key, err := acmeclient.GenerateKey(acmeclient.KeyECP256)
	if err != nil {
		panic(err)
	}
	quiet := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	client, err := acmeclient.New(directory, key, trust, acmeclient.WithLogger(quiet))
	if err != nil {
		panic(err)
	}
	defer client.Close()
	account, err := client.NewAccount(ctx, acmeclient.Account{Contact: []string{"mailto:ops@example.com"}, TermsAgreed: true})
	if err != nil {
		panic(err)
	}
	fmt.Println(account.Status)
	// Output: valid
}

func ExampleClient_Obtain() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	client := connect(ctx, directory)
	defer client.Close()
	certificate, err := client.Obtain(ctx, []string{"obtain.go.example"}, acmeclient.Webroot(folder))
	if err != nil {
		panic(err)
	}
	server := http.Server{TLSConfig: &tls.Config{Certificates: []tls.Certificate{certificate.TLS()}}}
	fmt.Println(certificate.Identifiers[0].Value, len(server.TLSConfig.Certificates))
	// Output: obtain.go.example 1
}

// provider is what a DNS provider's API would be.
type provider map[string]string

func (p provider) Present(_ context.Context, batch []acmeclient.Presentation) error {
	for _, record := range batch {
		p[record.DNSName] = record.DNSValue
	}
	return errors.New("the provider is out of order")
}

func (p provider) CleanUp(_ context.Context, batch []acmeclient.Presentation) error {
	for _, record := range batch {
		delete(p, record.DNSName)
	}
	return nil
}

func ExampleNewSolver() {
	ctx := context.Background()
	client := connect(ctx, directory)
	defer client.Close()
	records := provider{}
	_, err := client.Obtain(ctx, []string{"*.solver.go.example"}, acmeclient.NewSolver(records, "dns-01"))
	fmt.Println(errors.Is(err, acmeclient.ErrCallback), len(records))
	// Output: true 0
}

func ExampleError() {
	ctx := context.Background()
	client := connect(ctx, limited)
	defer client.Close()
	_, err := client.NewOrder(ctx, acmeclient.OrderParams{Names: []string{"example.com", "www.example.com"}})
	var failure *acmeclient.Error
	if errors.Is(err, acmeclient.ErrRateLimited) && errors.As(err, &failure) {
		fmt.Println(failure.HTTPStatus, failure.Step, failure.Detail)
		for _, sub := range failure.Subproblems {
			fmt.Println(sub.Identifier.Value, sub.Detail)
		}
	}
	// Output:
	// 429 newOrder Too many certificates for this name
	// example.com 50 certificates in 7 days
	// www.example.com 50 certificates in 7 days
}

func ExampleManager() {
	ctx := context.Background()
	client := connect(ctx, directory)
	defer client.Close()
	path, err := os.MkdirTemp("", "certificates")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(path)
	store, err := acmeclient.FolderStore(path)
	if err != nil {
		panic(err)
	}
	manager, err := acmeclient.NewManager(client, store, acmeclient.Webroot(folder))
	if err != nil {
		panic(err)
	}
	if _, err = manager.Add(ctx, "site", []string{"manager.go.example"}); err != nil {
		panic(err)
	}
	report, err := manager.RunPending(ctx, time.Now())
	if err != nil {
		panic(err)
	}
	for _, managed := range report.Certificates {
		fmt.Println(managed.Name, managed.Action == acmeclient.ManagerRenewed)
	}
	// Output: site true
}

func ExampleAutocert() {
	ctx := context.Background()
	client := connect(ctx, directory)
	defer client.Close()
	auto, err := acmeclient.NewAutocert(client, nil, acmeclient.HostWhitelist("example.com"))
	if err != nil {
		panic(err)
	}
	defer auto.Close()
	server := http.Server{Addr: ":443", TLSConfig: auto.TLSConfig(), Handler: auto.HTTPHandler(http.NotFoundHandler())}
	_, err = server.TLSConfig.GetCertificate(&tls.ClientHelloInfo{ServerName: "other.example"})
	fmt.Println(err)
	// Output: acmeclient: "other.example" is not among the hosts that are served
}
