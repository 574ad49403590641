package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"strings"
	"time"
)

// A DNSRecord is a record to be put into the DNS.
type DNSRecord struct {
	// Name is the full name of the record, without a final dot.
	Name string
	// Type is "TXT".
	Type string
	// Value is the text. Where it is longer than 255 characters a zone holds it in several strings of one record.
	Value string
}

// DNSRecord gives the record that proves the challenge: dns-01 (RFC 8555, section 8.4), dns-account-01
// (draft-ietf-acme-dns-account-label) or dns-persist-01 (draft-ietf-acme-dns-persist). At most the directory is fetched
// and the account looked for.
//
// Fails with ErrInvalidArgument when no DNS record proves the challenge, or its identifier is not known because it was
// read by its URL.
func (h *Challenge) DNSRecord(ctx context.Context) (*DNSRecord, error) {
	a := arguments{ctx: ctx}
	defer a.end()
	challenge := lend(&a, "challenge", h.owned())
	return h.via().dnsRecord(ctx, &a, func(client *C.acme_client, out **C.acme_dns_record, failure **C.acme_error) C.acme_status {
		return C.acme_challenge_dns_record(client, challenge, out, failure)
	})
}

// PersistentDNSParams says what a record of dns-persist-01 allows.
type PersistentDNSParams struct {
	// Issuer is how the record names the authority; "" for the first name that the directory gives.
	Issuer string
	// Wildcard says whether it also allows wildcard names and subdomains.
	Wildcard bool
	// Until is until when it may be used; zero for ever.
	Until time.Time
}

// PersistentDNSRecord gives a record for dns-persist-01, which is put in place once and needs no order. With "*." in front
// of the name it allows wildcards. Fails with ErrUnsupportedOperation when no issuer is given and the directory names none.
func (c *Client) PersistentDNSRecord(ctx context.Context, name string, what PersistentDNSParams) (*DNSRecord, error) {
	var a arguments
	defer a.end()
	text, issuer := a.text("name", name), a.optional("issuer", what.Issuer)
	var until C.int64_t
	if !what.Until.IsZero() {
		until = C.int64_t(what.Until.Unix())
	}
	return c.dnsRecord(ctx, &a, func(client *C.acme_client, out **C.acme_dns_record, failure **C.acme_error) C.acme_status {
		return C.acme_client_persistent_dns_record(client, text, issuer, C.bool(what.Wildcard), until, out, failure)
	})
}

func (c *Client) dnsRecord(ctx context.Context, a *arguments,
	do func(client *C.acme_client, out **C.acme_dns_record, failure **C.acme_error) C.acme_status) (*DNSRecord, error) {
	var out *C.acme_dns_record
	err := c.call(ctx, a, func(client *C.acme_client, failure **C.acme_error) C.acme_status {
		return do(client, &out, failure)
	})
	if err != nil {
		return nil, err
	}
	defer C.acme_dns_record_free(out)
	return &DNSRecord{
		Name:  C.GoString(C.acme_dns_record_name(out)),
		Type:  C.GoString(C.acme_dns_record_type(out)),
		Value: C.GoString(C.acme_dns_record_value(out)),
	}, nil
}

// CAARecord gives the data of a CAA record that lets this authority alone issue, and that to this account alone (RFC 8659,
// RFC 8657), such as `0 issue "ca.example; accounturi=https://ca.example/acct/1"`. methods are the challenge types that
// the authority may validate by, none for all; wildcard says whether the record is for wildcard names ("issuewild").
//
// Fails with ErrUnsupportedOperation when the directory does not name the authority.
func (c *Client) CAARecord(ctx context.Context, wildcard bool, methods ...string) (string, error) {
	var a arguments
	defer a.end()
	list := a.optional("methods", strings.Join(methods, ","))
	var out *C.char
	err := c.call(ctx, &a, func(client *C.acme_client, failure **C.acme_error) C.acme_status {
		return C.acme_client_caa_record(client, list, C.bool(wildcard), &out, failure)
	})
	return ownedText(out), err
}
