// Obtains certificates with lego: DIRECTORY_URL CA_FILE COUNT AT_ONCE NAME...
package main

import (
	"bench/run"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"io"
	stdlog "log"
	"time"

	"github.com/go-acme/lego/v4/certcrypto"
	"github.com/go-acme/lego/v4/certificate"
	"github.com/go-acme/lego/v4/lego"
	"github.com/go-acme/lego/v4/log"
	"github.com/go-acme/lego/v4/registration"
)

type user struct {
	key          crypto.PrivateKey
	registration *registration.Resource
}

func (*user) GetEmail() string                          { return "" }
func (u *user) GetRegistration() *registration.Resource { return u.registration }
func (u *user) GetPrivateKey() crypto.PrivateKey        { return u.key }

type nothing struct{}

func (nothing) Present(domain, token, keyAuth string) error { return nil }
func (nothing) CleanUp(domain, token, keyAuth string) error { return nil }

func main() {
	log.Logger = stdlog.New(io.Discard, "", 0)
	work := run.Arguments()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	run.Must(err)
	user := &user{key: key}
	config := lego.NewConfig(user)
	config.CADirURL = work.Directory
	config.HTTPClient = work.HTTPClient()
	config.Certificate.KeyType = certcrypto.EC256
	// It looks sixty times within this: every 50 ms.
	config.Certificate.Timeout = 3 * time.Second
	client, err := lego.NewClient(config)
	run.Must(err)
	user.registration, err = client.Registration.Register(registration.RegisterOptions{TermsOfServiceAgreed: true})
	run.Must(err)
	run.Must(client.Challenge.SetHTTP01Provider(nothing{}))
	work.Each(func() error {
		chain, err := client.Certificate.Obtain(certificate.ObtainRequest{Domains: work.Names, Bundle: true})
		if err != nil {
			return err
		}
		return run.Check(chain.Certificate)
	})
}
