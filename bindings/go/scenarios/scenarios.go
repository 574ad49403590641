package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"time"

	"acmeclient"
)

// withClient gives a scenario a client with an account.
func withClient(run func(*site, *acmeclient.Client) error) func(*site) error {
	return func(s *site) error {
		client, err := s.client()
		if err != nil {
			return err
		}
		defer client.Close()
		return run(s, client)
	}
}

// withCertificate gives a scenario a certificate besides.
func withCertificate(run func(*site, *acmeclient.Client, *issued) error) func(*site) error {
	return withClient(func(s *site, client *acmeclient.Client) error {
		certificate, err := s.issueOwn(client)
		if err != nil {
			return err
		}
		return run(s, client, certificate)
	})
}

// ensure is an error unless the condition holds.
func ensure(condition bool, format string, values ...any) error {
	if condition {
		return nil
	}
	return fmt.Errorf(format, values...)
}

// refused is an error unless err is one of these.
func refused(err error, kinds ...error) error {
	for _, kind := range kinds {
		if errors.Is(err, kind) {
			return nil
		}
	}
	return fmt.Errorf("%v is not %v", err, kinds)
}

func account(s *site) error {
	key, err := newKey(acmeclient.KeyECP256)
	if err != nil {
		return err
	}
	client, err := s.bare(key)
	if err != nil {
		return err
	}
	made, err := s.register(client)
	if err != nil {
		return err
	}
	second, err := s.bare(key)
	if err != nil {
		return err
	}
	found, err := second.Account(s.ctx)
	if err != nil {
		return err
	}
	changed, err := found.Update(s.ctx, acmeclient.Account{Contact: []string{"mailto:new@example.com"}})
	if err != nil {
		return err
	}
	return errors.Join(ensure(found.URL == made.URL, "another account is found"),
		ensure(changed.Status == "valid", "the account is %s", changed.Status))
}

func accountEd25519(s *site) error {
	key, err := newKey(acmeclient.KeyEd25519)
	if err != nil {
		return err
	}
	_, err = s.clientOf(key)
	var failure *acmeclient.Error
	if errors.As(err, &failure) && failure.HTTPStatus == 400 {
		return notOffered(failure.Error())
	}
	return err
}

func externalAccount(s *site) error {
	client, err := s.bare(nil)
	if err != nil {
		return err
	}
	directory, err := client.Directory(s.ctx)
	if err != nil {
		return err
	}
	if !directory.ExternalAccountRequired {
		return notOffered("no external account is required")
	}
	_, err = client.NewAccount(s.ctx, acmeclient.Account{TermsAgreed: true})
	if err := refused(err, acmeclient.ErrExternalAccountRequired); err != nil {
		return err
	}
	_, err = s.register(client)
	return err
}

// provedBy obtains a certificate by a challenge: for the scenario's name behind a prefix, or for an address.
func provedBy(kind, name string) func(*site) error {
	return withClient(func(s *site, client *acmeclient.Client) error {
		wanted := acmeclient.Identifier{Type: "dns", Value: name + s.name}
		if name == "127.0.0.1" {
			wanted = acmeclient.Identifier{Type: "ip", Value: name}
		}
		certificate, err := s.issue(client, kind, acmeclient.OrderParams{Names: []string{wanted.Value}})
		if err != nil {
			return err
		}
		found := certificate.Identifiers
		return ensure(len(found) == 1 && found[0] == wanted, "the certificate is for %v", found)
	})
}

func obtain(s *site, client *acmeclient.Client) error {
	key, err := newKey(acmeclient.KeyECP256)
	if err != nil {
		return err
	}
	var last acmeclient.Event
	certificate, err := client.Obtain(s.ctx, []string{s.name, "www." + s.name}, acmeclient.Webroot(os.Getenv("ACME_WEBROOT")),
		acmeclient.WithKey(key), acmeclient.WithEvents(func(event acmeclient.Event) { last = event }))
	if err != nil {
		return err
	}
	own, err := certificate.Key()
	if err != nil {
		return err
	}
	return errors.Join(ensure(len(certificate.Identifiers) == 2, "the certificate is for %v", certificate.Identifiers),
		ensure(own.Thumbprint == key.Thumbprint, "the certificate has another key"),
		ensure(last.Kind == acmeclient.EventIssued, "the last event is %s", last.Name))
}

var alternateLink = regexp.MustCompile(`<([^>]*)>.*rel="?alternate`)

func alternateChains(s *site, client *acmeclient.Client, first *issued) error {
	other, err := alternate(s, client, first.order.CertificateURL)
	if err != nil {
		return err
	}
	chosen, err := first.order.Certificate(s.ctx, acmeclient.TopIssuer(topIssuer(other)))
	if err != nil {
		return err
	}
	nobody := acmeclient.TopIssuer("Nobody")
	_, err = first.order.Certificate(s.ctx, nobody)
	if err := refused(err, acmeclient.ErrChainNotFound); err != nil {
		return err
	}
	fallenBack, err := first.order.Certificate(s.ctx, nobody.Or(acmeclient.ServerChoice()))
	if err != nil {
		return err
	}
	return errors.Join(ensure(chosen.LeafPEM == first.LeafPEM, "the alternate has another leaf"),
		ensure(chosen.ChainPEM != first.ChainPEM, "the alternate is the same chain"),
		ensure(fallenBack.ChainPEM == first.ChainPEM, "the fallback is not the default"))
}

// alternate downloads the first alternate chain.
func alternate(s *site, client *acmeclient.Client, url string) (*acmeclient.Certificate, error) {
	const chain = "application/pem-certificate-chain"
	answer, err := client.Post(s.ctx, url, nil, chain)
	if err != nil {
		return nil, err
	}
	for _, link := range answer.Header("Link") {
		if match := alternateLink.FindStringSubmatch(link); match != nil {
			answer, err := client.Post(s.ctx, match[1], nil, chain)
			if err != nil {
				return nil, err
			}
			return acmeclient.CertificateFromPEM(string(answer.Body))
		}
	}
	return nil, notOffered("there is no alternate chain")
}

// topIssuer is the common name of the issuer of a chain's last certificate.
func topIssuer(chain *acmeclient.Certificate) string {
	begin := "-----BEGIN CERTIFICATE-----"
	last, err := acmeclient.CertificateFromPEM(chain.ChainPEM[strings.LastIndex(chain.ChainPEM, begin):])
	if err != nil {
		return err.Error()
	}
	return last.IssuerName
}

func profiles(s *site, client *acmeclient.Client) error {
	directory, err := client.Directory(s.ctx)
	if err != nil {
		return err
	}
	if len(directory.Profiles) == 0 {
		return notOffered("the directory lists no profile")
	}
	what := acmeclient.OrderParams{Names: []string{s.name}, Profile: directory.Profiles[0].Name}
	order, err := client.NewOrder(s.ctx, what)
	if err != nil {
		return err
	}
	what.Profile = "no-such"
	_, err = client.NewOrder(s.ctx, what)
	if err := refused(err, acmeclient.ErrInvalidProfile); err != nil {
		return err
	}
	what.ProfileOptional = true
	_, err = client.NewOrder(s.ctx, what)
	return errors.Join(err, ensure(order.Profile == directory.Profiles[0].Name, "the order has the profile %s", order.Profile))
}

func renewalInfo(s *site, client *acmeclient.Client, certificate *issued) error {
	info, err := client.RenewalInfo(s.ctx, certificate.ARIID)
	if err != nil {
		return err
	}
	moment, err := info.Pick(info.Start)
	if err != nil {
		return err
	}
	decision, err := acmeclient.DecideRenewal(certificate.Certificate, info, acmeclient.RenewalParams{}, certificate.NotBefore, 0.5)
	if err != nil {
		return err
	}
	return errors.Join(ensure(!moment.Before(info.Start) && !moment.After(info.End), "the moment is outside the window"),
		ensure(moment.Before(certificate.NotAfter), "the moment is %s, after the end", moment.Format(time.RFC3339)),
		ensure(!decision.Due, "it is due at once"))
}

func renewalReplaces(s *site, client *acmeclient.Client, first *issued) error {
	if _, err := client.RenewalInfo(s.ctx, first.ARIID); err != nil {
		return err
	}
	what := acmeclient.OrderParams{Names: []string{s.name}, Replaces: first.ARIID}
	second, err := s.issue(client, "http-01", what)
	if err != nil {
		return err
	}
	_, err = client.NewOrder(s.ctx, what)
	return errors.Join(refused(err, acmeclient.ErrAlreadyReplaced),
		ensure(second.order.Replaces == first.ARIID, "the order does not repeat what it replaces"),
		ensure(second.Serial != first.Serial, "the same certificate came again"))
}

func keyChange(s *site, client *acmeclient.Client) error {
	key, err := newKey(acmeclient.KeyECP256)
	if err != nil {
		return err
	}
	before, err := client.Account(s.ctx)
	if err != nil {
		return err
	}
	if err := client.ChangeKey(s.ctx, key); err != nil {
		return err
	}
	second, err := s.bare(key)
	if err != nil {
		return err
	}
	found, err := second.Account(s.ctx)
	if err != nil {
		return err
	}
	return ensure(found.URL == before.URL, "the new key finds another account")
}

func revocation(s *site, client *acmeclient.Client, certificate *issued) error {
	reason, _ := acmeclient.RevocationReasonByName("superseded")
	if err := client.Revoke(s.ctx, certificate.Certificate, reason); err != nil {
		return err
	}
	return refused(client.Revoke(s.ctx, certificate.Certificate, acmeclient.NoReason), acmeclient.ErrAlreadyRevoked)
}

func revocationByKey(s *site, client *acmeclient.Client, certificate *issued) error {
	stranger, err := s.bare(nil)
	if err != nil {
		return err
	}
	reason, _ := acmeclient.RevocationReasonByName("keyCompromise")
	return stranger.RevokeWithKey(s.ctx, certificate.Certificate, certificate.key, reason)
}

func orders(s *site, client *acmeclient.Client) error {
	placed, err := client.NewOrder(s.ctx, acmeclient.OrderParams{Names: []string{s.name}})
	if err != nil {
		return err
	}
	list, err := client.Orders(s.ctx)
	if err != nil {
		return err
	}
	for {
		order, err := list.Next(s.ctx)
		if errors.Is(err, io.EOF) {
			return errors.New("the order is not in the list")
		}
		if err != nil || order.URL == placed.URL {
			return err
		}
	}
}

func preAuthorization(s *site, client *acmeclient.Client) error {
	authorization, err := client.NewAuthorization(s.ctx, s.name, false)
	if err != nil {
		return err
	}
	return ensure(authorization.Status == "pending", "the authorization is %s", authorization.Status)
}

func authorizationDeactivation(s *site, client *acmeclient.Client) error {
	order, err := client.NewOrder(s.ctx, acmeclient.OrderParams{Names: []string{s.name}})
	if err != nil {
		return err
	}
	authorization, err := order.Authorization(s.ctx, 0)
	if err != nil {
		return err
	}
	authorization, err = authorization.Deactivate(s.ctx)
	if errors.Is(err, acmeclient.ErrMalformed) {
		return notOffered(err.Error())
	}
	if err != nil {
		return err
	}
	return ensure(authorization.Status == "deactivated", "the authorization is %s", authorization.Status)
}

func accountDeactivation(s *site, client *acmeclient.Client) error {
	made, err := client.Account(s.ctx)
	if err != nil {
		return err
	}
	if made, err = made.Deactivate(s.ctx); err != nil {
		return err
	}
	_, err = client.Account(s.ctx)
	return errors.Join(refused(err, acmeclient.ErrUnauthorized, acmeclient.ErrAccountDoesNotExist),
		ensure(made.Status == "deactivated", "the account is %s", made.Status))
}
