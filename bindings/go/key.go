package acmeclient

// #include <acme_client.h>
import "C"

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"io"
	"reflect"
)

// A KeyKind is a kind of private key.
type KeyKind int32

// The kinds of keys.
const (
	// KeyOther is a kind that GenerateKey does not make but KeyFromPEM reads: RSA of another size.
	KeyOther KeyKind = C.ACME_KEY_OTHER
	// KeyECP256 is EC on P-256: small, quick, and taken by every authority.
	KeyECP256 KeyKind = C.ACME_KEY_EC_P256
	// KeyECP384 is EC on P-384.
	KeyECP384 KeyKind = C.ACME_KEY_EC_P384
	// KeyECP521 is EC on P-521. Few authorities take it.
	KeyECP521 KeyKind = C.ACME_KEY_EC_P521
	// KeyRSA2048 is RSA of 2048 bits.
	KeyRSA2048 KeyKind = C.ACME_KEY_RSA_2048
	// KeyRSA3072 is RSA of 3072 bits.
	KeyRSA3072 KeyKind = C.ACME_KEY_RSA_3072
	// KeyRSA4096 is RSA of 4096 bits. Making one takes a second or more.
	KeyRSA4096 KeyKind = C.ACME_KEY_RSA_4096
	// KeyEd25519 is Ed25519 (RFC 8037). Few authorities take it.
	KeyEd25519 KeyKind = C.ACME_KEY_ED25519
)

// A Key is a private key, of an account or of a certificate; the two must not be the same. It never changes and may be
// used by several goroutines at once. It is a crypto.Signer, but a key of the crypto packages can be used wherever a Key
// can.
type Key struct {
	// Kind is the kind of the key.
	Kind KeyKind
	// Algorithm is that of the key's signatures as JWS names it: "ES256", "ES384", "ES512", "RS256" or "EdDSA".
	Algorithm string
	// JWK is the public half in the form that its thumbprint is made of (RFC 7638, section 3).
	JWK string
	// Thumbprint is base64url of the SHA-256 of the public half (RFC 7638).
	Thumbprint string

	handle *handle[*C.acme_key]
}

var _ crypto.Signer = (*Key)(nil)

// GenerateKey makes a key. A kind that is none, and KeyOther, is ErrInvalidArgument.
func GenerateKey(kind KeyKind) (*Key, error) {
	return makeKey(nil, func(out **C.acme_key, failure **C.acme_error) C.acme_status {
		return C.acme_key_generate(C.int32_t(kind), out, failure)
	})
}

// KeyFromPEM reads a key from PEM: PKCS #8, PKCS #1 or SEC 1, encrypted or not; the passphrase is not looked at when it is
// not. Fails with ErrInvalidKey, ErrUnsupportedKey or ErrWrongPassphrase.
func KeyFromPEM(pem, passphrase string) (*Key, error) {
	var a arguments
	defer a.end()
	text, secret := a.text("pem", pem), a.optional("passphrase", passphrase)
	return makeKey(&a, func(out **C.acme_key, failure **C.acme_error) C.acme_status {
		return C.acme_key_from_pem(text, secret, out, failure)
	})
}

// KeyFromDER reads a key from DER: PKCS #8, PKCS #1 or SEC 1, not encrypted. Fails as KeyFromPEM.
func KeyFromDER(der []byte) (*Key, error) {
	return makeKey(nil, func(out **C.acme_key, failure **C.acme_error) C.acme_status {
		bytes, length := bytesOf(der)
		return C.acme_key_from_der(bytes, length, out, failure)
	})
}

func makeKey(a *arguments, do func(out **C.acme_key, failure **C.acme_error) C.acme_status) (*Key, error) {
	var out *C.acme_key
	err := run(context.Background(), a, func(failure **C.acme_error) C.acme_status { return do(&out, failure) })
	if err != nil {
		return nil, err
	}
	return &Key{
		Kind:       KeyKind(C.acme_key_kind(out)),
		Algorithm:  C.GoString(C.acme_key_algorithm(out)),
		JWK:        C.GoString(C.acme_key_jwk(out)),
		Thumbprint: C.GoString(C.acme_key_thumbprint(out)),
		handle:     own("key", out, func(key *C.acme_key) { C.acme_key_free(key) }),
	}, nil
}

// PEM writes the key as PEM (PKCS #8), encrypted with AES-256 when there is a passphrase.
func (k *Key) PEM(passphrase string) (string, error) {
	var a arguments
	defer a.end()
	key, secret := lend(&a, "key", k.owned()), a.optional("passphrase", passphrase)
	var out *C.char
	err := run(context.Background(), &a, func(failure **C.acme_error) C.acme_status {
		return C.acme_key_to_pem(key, secret, &out, failure)
	})
	return ownedText(out), err
}

// DER writes the key as DER (PKCS #8), not encrypted.
func (k *Key) DER() ([]byte, error) {
	var a arguments
	defer a.end()
	key := lend(&a, "key", k.owned())
	var out *C.uint8_t
	var length C.size_t
	err := run(context.Background(), &a, func(failure **C.acme_error) C.acme_status {
		return C.acme_key_to_der(key, &out, &length, failure)
	})
	return ownedBytes(out, length), err
}

// Signer gives the key as the crypto packages have it: *ecdsa.PrivateKey, *rsa.PrivateKey or ed25519.PrivateKey.
func (k *Key) Signer() (crypto.Signer, error) {
	der, err := k.DER()
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, &Error{Status: ErrUnsupportedKey, Message: "key: " + err.Error(), cause: err}
	}
	return key.(crypto.Signer), nil
}

// Public gives the public half; nil when the key is closed.
func (k *Key) Public() crypto.PublicKey {
	signer, err := k.Signer()
	if err != nil {
		return nil
	}
	return signer.Public()
}

// Sign signs a digest, as crypto.Signer has it.
func (k *Key) Sign(random io.Reader, digest []byte, options crypto.SignerOpts) ([]byte, error) {
	signer, err := k.Signer()
	if err != nil {
		return nil, err
	}
	return signer.Sign(random, digest, options)
}

// Close frees the key; what was made with it goes on. A second Close is ErrClosed.
func (k *Key) Close() error { return k.owned().close() }

func (k *Key) owned() *handle[*C.acme_key] {
	if k == nil {
		return nil
	}
	return k.handle
}

// keyOf gives the Key of a private key that is at hand, and whether it was made for that; nil when the key is elsewhere, in
// an HSM say.
func keyOf(name string, signer crypto.Signer) (key *Key, made bool, err error) {
	if isNil(signer) {
		return nil, false, nilError(name)
	}
	switch signer := signer.(type) {
	case *Key:
		return signer, false, nil
	case *ecdsa.PrivateKey, *rsa.PrivateKey, ed25519.PrivateKey:
		der, err := marshalKey(signer)
		if err != nil {
			return nil, false, &Error{Status: ErrInvalidKey, Message: name + ": " + err.Error(), cause: err}
		}
		key, err := KeyFromDER(der)
		return key, err == nil, err
	default:
		return nil, false, nil
	}
}

// marshalKey writes a key as DER. A key that somebody made of zero values makes crypto/x509 panic.
func marshalKey(key crypto.Signer) (der []byte, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("the key is incomplete: %v", reason)
		}
	}()
	return x509.MarshalPKCS8PrivateKey(key)
}

// key lends a private key that must be at hand.
func (a *arguments) key(name string, signer crypto.Signer) *C.acme_key {
	key, made, err := keyOf(name, signer)
	switch {
	case err != nil:
		a.refuse(err)
		return nil
	case key == nil:
		message := fmt.Sprintf("%s: the private key of a %T cannot be had; make the request elsewhere", name, signer)
		a.refuse(&Error{Status: ErrUnsupportedKey, Message: message})
		return nil
	case made:
		a.endings = append(a.endings, func() { _ = key.Close() })
	}
	return lend(a, name, key.owned())
}

// isNil says whether an interface holds nothing, or a pointer that is nil.
func isNil(value any) bool {
	if value == nil {
		return true
	}
	v := reflect.ValueOf(value)
	switch v.Kind() {
	case reflect.Pointer, reflect.Func, reflect.Map, reflect.Chan, reflect.Slice, reflect.Interface:
		return v.IsNil()
	default:
		return false
	}
}
