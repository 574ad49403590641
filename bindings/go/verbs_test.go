package acmeclient

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// prove proves control of all names of an order by http-01.
func prove(t *testing.T, order *Order) {
	t.Helper()
	ctx := background(t)
	for i := range order.Authorizations {
		authorization := must[*Authorization](t)(order.Authorization(ctx, i))
		if authorization.Status == "valid" {
			continue
		}
		challenge := must[*Challenge](t)(authorization.Challenge("http-01"))
		path := filepath.Join(environment(t, "ACME_WEBROOT"), challenge.HTTP01Path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		text := must[string](t)(challenge.KeyAuthorization())
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		must[*Challenge](t)(challenge.RequestValidation(ctx))
		authorization = must[*Authorization](t)(authorization.Wait(ctx))
		if authorization.Status != "valid" {
			t.Fatalf("authorization %s", authorization.Status)
		}
	}
}

func TestACertificateStepByStep(t *testing.T) {
	ctx := background(t)
	client := newClient(t, pebble(t))
	directory := must[*Directory](t)(client.Directory(ctx))
	if directory.TermsOfService == "" || directory.URL("newOrder") == "" || directory.URL("nothing") != "" {
		t.Errorf("directory %s", directory.JSON)
	}
	account := must[*Account](t)(client.NewAccount(ctx, Account{Contact: []string{"mailto:ops@example.com"}, TermsAgreed: true}))
	if url := must[string](t)(client.AccountURL()); account.Status != "valid" || account.URL != url {
		t.Errorf("account %+v, URL %s", account, url)
	}
	name := uniqueName("steps")
	order := must[*Order](t)(client.NewOrder(ctx, OrderParams{Names: []string{name}}))
	if order.Status != "pending" || order.Identifiers[0] != (Identifier{"dns", name}) || order.Expires.Before(time.Now()) {
		t.Errorf("order %s", order.JSON)
	}
	prove(t, order)
	ready := must[*Order](t)(order.Wait(ctx))
	if ready.Status != "ready" || order.Status != "pending" {
		t.Errorf("the order is %s, its first snapshot %s", ready.Status, order.Status)
	}
	key := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	csr := must[*CSR](t)(CSRForOrder(order, key))
	must[*Order](t)(order.Finalize(ctx, csr))
	order = must[*Order](t)(order.Wait(ctx))
	certificate := must[*Certificate](t)(order.Certificate(ctx, nil))
	verify(t, certificate.TLSWithKey(key), name)
	if certificate.TLS().PrivateKey != nil {
		t.Error("the key of a request of one's own is known")
	}
	again := must[*Certificate](t)(CertificateFromPEM(certificate.ChainPEM))
	if again.Serial != certificate.Serial || len(again.DER) != len(certificate.DER) || !again.NotAfter.Equal(certificate.NotAfter) {
		t.Errorf("%+v became %+v", certificate, again)
	}

	info := must[*RenewalInfo](t)(client.RenewalInfo(ctx, certificate.ARIID))
	moment := must[time.Time](t)(info.Pick(time.Now()))
	if moment.Before(time.Now().Add(-time.Minute)) || moment.After(certificate.NotAfter) {
		t.Errorf("renew at %v", moment)
	}
	decision := must[*RenewalDecision](t)(DecideRenewal(certificate, info, RenewalParams{}, certificate.NotAfter, 0.5))
	if !decision.Due || decision.Reason != RenewalExpired {
		t.Errorf("decision %+v", decision)
	}

	reason, ok := RevocationReasonByName("superseded")
	if !ok || reason != 4 {
		t.Errorf("reason %d", reason)
	}
	if err := client.Revoke(ctx, certificate, reason); err != nil {
		t.Fatal(err)
	}
	wantIs(t, client.RevokeWithKey(ctx, certificate, key, NoReason), ErrAlreadyRevoked)
}

// verify checks a certificate against Pebble's root, and that key and leaf belong together.
func verify(t testing.TB, pair tls.Certificate, name string) {
	t.Helper()
	if pair.PrivateKey == nil || pair.Leaf == nil {
		t.Fatal("no key or no leaf")
	}
	issuers := x509.NewCertPool()
	for _, der := range pair.Certificate[1:] {
		issuers.AddCert(must[*x509.Certificate](t)(x509.ParseCertificate(der)))
	}
	options := x509.VerifyOptions{DNSName: name, Roots: pool(t, environment(t, "ACME_ROOT_FILE")), Intermediates: issuers}
	if _, err := pair.Leaf.Verify(options); err != nil {
		t.Fatal(err)
	}
	public := pair.PrivateKey.(crypto.Signer).Public().(interface{ Equal(crypto.PublicKey) bool })
	if !public.Equal(pair.Leaf.PublicKey) {
		t.Error("the key is not the certificate's")
	}
}

func TestAnAccountIsFoundChangedAndGivenUp(t *testing.T) {
	ctx := background(t)
	client := registered(t, pebble(t))
	account := must[*Account](t)(client.Account(ctx))
	changed := must[*Account](t)(account.Update(ctx, Account{Contact: []string{"mailto:a@example.com", "mailto:b@example.com"}}))
	if len(changed.Contact) != 2 || len(must[*Account](t)(account.Refresh(ctx)).Contact) != 2 {
		t.Errorf("contacts %v", changed.Contact)
	}
	if changed = must[*Account](t)(account.Update(ctx, Account{Contact: []string{}})); len(changed.Contact) != 0 {
		t.Errorf("contacts %v", changed.Contact)
	}
	credentials := must[string](t)(client.Credentials())
	again := must[*Client](t)(NewFromCredentials(pebble(t), credentials, WithCAFile(environment(t, "ACME_CA_FILE"))))
	if must[*Account](t)(again.Account(ctx)).URL != account.URL {
		t.Error("the credentials are another account's")
	}
	_, err := NewFromCredentials("https://other.example/directory", credentials)
	wantIs(t, err, ErrWrongDirectory)

	next := newKey(t)
	if err := client.ChangeKey(ctx, distant{must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))}); err != nil {
		t.Fatal(err)
	}
	if err := client.ChangeKey(ctx, next); err != nil {
		t.Fatal(err)
	}
	found := must[*Client](t)(New(pebble(t), next, WithCAFile(environment(t, "ACME_CA_FILE"))))
	if must[*Account](t)(found.NewAccount(ctx, Account{OnlyExisting: true})).URL != account.URL {
		t.Error("the new key has another account")
	}
	if gone := must[*Account](t)(account.Deactivate(ctx)); gone.Status != "deactivated" {
		t.Errorf("the account is %s", gone.Status)
	}
	_, err = newClient(t, pebble(t)).NewAccount(ctx, Account{OnlyExisting: true})
	wantIs(t, err, ErrAccountDoesNotExist)
}

func TestTheListOfOrders(t *testing.T) {
	ctx := background(t)
	client := registered(t, pebble(t))
	placed := must[*Order](t)(client.NewOrder(ctx, OrderParams{Names: []string{uniqueName("listed")}}))
	orders := must[*Orders](t)(client.Orders(ctx))
	found := false
	for {
		order, err := orders.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		found = found || order.URL == placed.URL
	}
	if !found {
		t.Error("the order is not in the list")
	}
}

func TestRequestsOfOnesOwn(t *testing.T) {
	ctx := background(t)
	client := registered(t, pebble(t))
	url := must[string](t)(client.AccountURL())
	resource := must[*Resource](t)(client.Post(ctx, url, nil, ""))
	if resource.HTTPStatus != 200 || !strings.Contains(string(resource.Body), "valid") || len(resource.Header("content-type")) != 1 {
		t.Errorf("%+v, %v", resource, resource.Header("content-type"))
	}
	_, err := client.Get(ctx, url)
	if err == nil {
		t.Error("an account can be read without a signature")
	}
}

func TestManyGoroutinesUseOneClientAndOneOrder(t *testing.T) {
	ctx := background(t)
	client := registered(t, scripted(t, "ok"))
	names := make([]string, 20)
	for i := range names {
		names[i] = string(rune('a'+i)) + ".example"
	}
	order := must[*Order](t)(client.NewOrder(ctx, OrderParams{Names: names}))
	var group sync.WaitGroup
	for i := range names {
		group.Add(1)
		go func(i int) {
			defer group.Done()
			authorization, err := order.Authorization(ctx, i)
			if err != nil {
				t.Error(err)
				return
			}
			if _, err = order.Refresh(ctx); err != nil {
				t.Error(err)
			}
			if _, err = authorization.Challenge("dns-01"); err != nil {
				t.Error(err)
			}
		}(i)
	}
	group.Wait()
}

func TestCertificateRequestsAndCertificatesThatSignThemselves(t *testing.T) {
	key := newKey(t)
	made := must[*CSR](t)(NewCSR(CSRParams{Names: []string{"a.example", "192.0.2.1"}, DNS: []string{"b.example"}, IPs: []string{"2001:db8::1"},
		CommonName: "a.example", Subject: []SubjectField{{"O", "Example"}}, MustStaple: true}, key))
	request := must[*x509.CertificateRequest](t)(x509.ParseCertificateRequest(made.DER))
	if len(request.DNSNames) != 2 || len(request.IPAddresses) != 2 || request.Subject.Organization[0] != "Example" {
		t.Errorf("%v %v %v", request.DNSNames, request.IPAddresses, request.Subject)
	}
	must[*CSR](t)(CSRFromDER(made.DER))
	must[*CSR](t)(CSRFromPEM(made.PEM))
	_, err := CSRFromDER([]byte("none"))
	wantIs(t, err, ErrInvalidArgument)
	_, err = NewCSR(CSRParams{Names: []string{"a.example"}}, distant{key})
	wantIs(t, err, ErrUnsupportedKey)

	signed := must[*SelfSigned](t)(NewSelfSigned(SelfSignedParams{Names: []string{"a.example"}, CommonName: "a.example",
		NotBefore: time.Now(), NotAfter: time.Now().Add(time.Hour)}, key))
	if leaf := must[*x509.Certificate](t)(x509.ParseCertificate(signed.DER)); leaf.DNSNames[0] != "a.example" || signed.TLS().PrivateKey == nil {
		t.Errorf("%v", leaf.DNSNames)
	}
	_, err = CertificateFromPEM("no certificate")
	wantIs(t, err, ErrInvalidChain)
}
