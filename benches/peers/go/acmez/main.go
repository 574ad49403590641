// Obtains certificates with acmez: DIRECTORY_URL CA_FILE COUNT AT_ONCE NAME...
package main

import (
	"bench/run"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"time"

	"github.com/mholt/acmez/v3"
	"github.com/mholt/acmez/v3/acme"
)

type nothing struct{}

func (nothing) Present(context.Context, acme.Challenge) error { return nil }
func (nothing) CleanUp(context.Context, acme.Challenge) error { return nil }

func main() {
	work := run.Arguments()
	client := acmez.Client{
		Client: &acme.Client{
			Directory:    work.Directory,
			HTTPClient:   work.HTTPClient(),
			PollInterval: 20 * time.Millisecond,
		},
		ChallengeSolvers: map[string]acmez.Solver{acme.ChallengeTypeHTTP01: nothing{}},
	}
	ctx := context.Background()
	account, err := client.NewAccount(ctx, acme.Account{TermsOfServiceAgreed: true, PrivateKey: key()})
	run.Must(err)
	work.Each(func() error {
		chains, err := client.ObtainCertificateForSANs(ctx, account, key(), work.Names)
		if err != nil {
			return err
		}
		return run.Check(chains[0].ChainPEM)
	})
}

func key() *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	run.Must(err)
	return key
}
