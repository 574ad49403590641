package acmeclient

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"io"
	"testing"
)

// distant is a key of which only a crypto.Signer is at hand, as of an HSM.
type distant struct{ key crypto.Signer }

func (d distant) Public() crypto.PublicKey { return d.key.Public() }

func (d distant) Sign(random io.Reader, digest []byte, options crypto.SignerOpts) ([]byte, error) {
	return d.key.Sign(random, digest, options)
}

func TestAKeyIsWrittenAndReadAgain(t *testing.T) {
	for _, kind := range []KeyKind{KeyECP256, KeyECP384, KeyECP521, KeyRSA2048, KeyEd25519} {
		key := must[*Key](t)(GenerateKey(kind))
		pem := must[string](t)(key.PEM("secret"))
		again := must[*Key](t)(KeyFromPEM(pem, "secret"))
		der := must[[]byte](t)(again.DER())
		last := must[*Key](t)(KeyFromDER(der))
		if last.Kind != kind || last.Thumbprint != key.Thumbprint || last.JWK != key.JWK || last.Algorithm != key.Algorithm {
			t.Errorf("%d became %+v", kind, last)
		}
		if _, err := KeyFromPEM(pem, "wrong"); err == nil {
			t.Error("a wrong passphrase is taken")
		} else {
			wantIs(t, err, ErrWrongPassphrase)
		}
	}
}

func TestAKeySignsAsTheCryptoPackagesDo(t *testing.T) {
	key := newKey(t)
	digest := sha256.Sum256([]byte("message"))
	signature := must[[]byte](t)(key.Sign(rand.Reader, digest[:], crypto.SHA256))
	if !ecdsa.VerifyASN1(key.Public().(*ecdsa.PublicKey), digest[:], signature) {
		t.Error("the signature does not verify")
	}
}

func TestKeysThatAreNoneAreRefused(t *testing.T) {
	_, err := GenerateKey(KeyOther)
	wantIs(t, err, ErrInvalidArgument)
	_, err = KeyFromPEM("no key", "")
	wantIs(t, err, ErrInvalidKey)
	_, err = KeyFromPEM("a\x00b", "")
	wantIs(t, err, ErrInvalidArgument)
	_, err = KeyFromDER(nil)
	if err == nil {
		t.Error("no bytes are a key")
	}
	for _, key := range []crypto.Signer{nil, (*Key)(nil), (*ecdsa.PrivateKey)(nil)} {
		_, err = New(LetsEncrypt, key)
		wantIs(t, err, ErrNullPointer)
	}
	for _, key := range []crypto.Signer{&Key{}, &ecdsa.PrivateKey{}, &rsa.PrivateKey{}, ed25519.PrivateKey("short")} {
		if _, err = New(LetsEncrypt, key); err == nil {
			t.Errorf("an empty %T is a key", key)
		}
	}
}

func TestAccountKeysOfTheCryptoPackagesAndThoseElsewhere(t *testing.T) {
	ec256 := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	ec384 := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))
	ec521 := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P521(), rand.Reader))
	rsa2048 := must[*rsa.PrivateKey](t)(rsa.GenerateKey(rand.Reader, 2048))
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, own := range []crypto.Signer{ec256, ec384, ec521, rsa2048, ed} {
		directory := scripted(t, "ok")
		var urls [2]string
		for i, key := range []crypto.Signer{own, distant{own}} {
			client := must[*Client](t)(New(directory, key, WithCAFile(environment(t, "ACME_CA_FILE"))))
			account, err := client.NewAccount(background(t), Account{TermsAgreed: true})
			if err != nil {
				t.Fatalf("%T: %v", own, err)
			}
			urls[i] = account.URL
		}
		if urls[0] != urls[1] {
			t.Errorf("%T: two accounts of one key", own)
		}
	}
}
