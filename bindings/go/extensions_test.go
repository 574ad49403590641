package acmeclient

import (
	"crypto/ed25519"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestExtensions(t *testing.T) {
	ctx := background(t)
	client := registered(t, scripted(t, "extensions"))
	authorization := must[*Authorization](t)(client.NewAuthorization(ctx, "sub.example", true))
	if !authorization.SubdomainsAllowed {
		t.Errorf("authorization %s", authorization.JSON)
	}
	record := must[*DNSRecord](t)(client.PersistentDNSRecord(ctx, "example.com", PersistentDNSParams{Wildcard: true, Until: time.Now().Add(time.Hour)}))
	if record.Type != "TXT" || !strings.Contains(record.Value, "ca.example") {
		t.Errorf("record %+v", record)
	}
	caa := must[string](t)(client.CAARecord(ctx, true, "dns-01", "http-01"))
	if !strings.HasPrefix(caa, "0 issuewild ") || !strings.Contains(caa, "dns-01,http-01") {
		t.Errorf("CAA %s", caa)
	}
	challenge := must[*Challenge](t)(authorization.Challenge("dns-account-01"))
	if record := must[*DNSRecord](t)(challenge.DNSRecord(ctx)); !strings.HasSuffix(record.Name, "._acme-challenge.sub.example") {
		t.Errorf("record %+v", record)
	}
	_, err := challenge.RequestOnionValidation(ctx, newKey(t))
	wantIs(t, err, ErrInvalidArgument)
	_, err = challenge.RequestValidationWith(ctx, json.RawMessage("no JSON"))
	wantIs(t, err, ErrInvalidArgument)
	must[*Challenge](t)(client.Challenge(ctx, challenge.URL))

	star := OrderParams{Names: []string{"star.example"}, AutoRenewal: &AutoRenewal{
		End: time.Now().Add(30 * 24 * time.Hour), Lifetime: 7 * 24 * time.Hour, LifetimeAdjust: 24 * time.Hour, AllowGET: true}}
	order := must[*Order](t)(client.NewOrder(ctx, star))
	if !strings.Contains(string(order.JSON), `"lifetime-adjust":86400`) {
		t.Errorf("order %s", order.JSON)
	}
	_, err = order.StarCertificate(ctx)
	wantIs(t, err, ErrCertificateNotReady)
	_, err = order.Cancel(ctx)
	wantIs(t, err, ErrAutoRenewalCancellationInvalid)
}

// The onion service of the key whose secret half is 32 bytes of zero.
const onionService = "hnvcppgow2sc2yvdvdicu3ynonsteflxdxrehjr2ybekdc2z3iu63yid.onion"

var onionKey = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))

func TestAnOnionServiceProvesItselfAndSaysWhoMayIssue(t *testing.T) {
	ctx := background(t)
	client := registered(t, scripted(t, "extensions"))
	if directory := must[*Directory](t)(client.Directory(ctx)); !directory.OnionCAARequired {
		t.Error("the directory does not want CAA records of onion services")
	}
	order := must[*Order](t)(client.NewOrder(ctx, OrderParams{Names: []string{"www." + onionService}}))
	authorization := must[*Authorization](t)(order.Authorization(ctx, 0))
	challenge := must[*Challenge](t)(authorization.Challenge("onion-csr-01"))
	must[*Challenge](t)(challenge.RequestOnionValidation(ctx, onionKey))
	must[*Authorization](t)(authorization.Wait(ctx))
	csr := must[*CSR](t)(CSRForOrder(order, newKey(t)))
	_, err := order.Finalize(ctx, csr)
	wantIs(t, err, ErrOnionCAARequired)
	_, err = order.FinalizeWithOnionCAA(ctx, csr, OnionCAA{Name: onionService, Key: newKey(t)})
	wantIs(t, err, ErrInvalidArgument)
	must[*Order](t)(order.FinalizeWithOnionCAA(ctx, csr, OnionCAA{Name: onionService, Key: onionKey,
		Records: `caa 0 issue "ca.example"`, Expiry: time.Now().Add(2 * time.Hour)}))
	if order = must[*Order](t)(order.Wait(ctx)); order.Status != "valid" {
		t.Errorf("the order is %s", order.Status)
	}
}
