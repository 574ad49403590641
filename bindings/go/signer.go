package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	_ "crypto/sha256" // the hashes of the algorithms
	_ "crypto/sha512"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"unsafe"
)

// An outsideSigner signs with a key that this process does not have: in an HSM, a KMS or an agent.
type outsideSigner struct {
	signer    crypto.Signer
	algorithm string
	jwk       string
	hash      crypto.Hash
	// The length of r, and of s, of an elliptic curve; 0 for other keys.
	size int
}

// lendSigner makes a signer of a key that is elsewhere.
func (a *arguments) lendSigner(name string, key crypto.Signer) *C.acme_signer {
	signer, err := newOutsideSigner(name, key)
	if err != nil {
		a.refuse(err)
		return nil
	}
	algorithm, jwk := a.text(name, signer.algorithm), a.text(name, signer.jwk)
	var out *C.acme_signer
	err = run(context.Background(), a, func(failure **C.acme_error) C.acme_status {
		return C.acme_signer_new(algorithm, jwk, C.acme_sign_fn(C.acmegoSign), keep(signer),
			(*[0]byte)(C.acmegoForget), &out, failure)
	})
	if err != nil {
		a.refuse(err)
		return nil
	}
	a.endings = append(a.endings, func() { C.acme_signer_free(out) })
	return out
}

func newOutsideSigner(name string, key crypto.Signer) (*outsideSigner, error) {
	encode := base64.RawURLEncoding.EncodeToString
	var members map[string]string
	s := &outsideSigner{signer: key}
	switch public := key.Public().(type) {
	case *ecdsa.PublicKey:
		if err := s.useCurve(public.Curve); err != nil {
			return nil, &Error{Status: ErrUnsupportedKey, Message: name + ": " + err.Error()}
		}
		x, y := public.X.FillBytes(make([]byte, s.size)), public.Y.FillBytes(make([]byte, s.size))
		members = map[string]string{"kty": "EC", "crv": public.Curve.Params().Name, "x": encode(x), "y": encode(y)}
	case *rsa.PublicKey:
		s.algorithm, s.hash = "RS256", crypto.SHA256
		e := big.NewInt(int64(public.E)).Bytes()
		members = map[string]string{"kty": "RSA", "n": encode(public.N.Bytes()), "e": encode(e)}
	case ed25519.PublicKey:
		s.algorithm = "EdDSA"
		members = map[string]string{"kty": "OKP", "crv": "Ed25519", "x": encode(public)}
	default:
		message := fmt.Sprintf("%s: ACME has no algorithm for a public key of the type %T", name, public)
		return nil, &Error{Status: ErrUnsupportedKey, Message: message}
	}
	jwk, err := json.Marshal(members)
	s.jwk = string(jwk)
	return s, err
}

func (s *outsideSigner) useCurve(curve elliptic.Curve) error {
	switch curve {
	case elliptic.P256():
		s.algorithm, s.hash, s.size = "ES256", crypto.SHA256, 32
	case elliptic.P384():
		s.algorithm, s.hash, s.size = "ES384", crypto.SHA384, 48
	case elliptic.P521():
		s.algorithm, s.hash, s.size = "ES512", crypto.SHA512, 66
	default:
		return fmt.Errorf("ACME has no algorithm for the curve")
	}
	return nil
}

// sign gives the raw signature as JWS has it (RFC 7518, section 3; RFC 8037).
func (s *outsideSigner) sign(message []byte) ([]byte, error) {
	if s.hash != 0 {
		digest := s.hash.New()
		digest.Write(message)
		message = digest.Sum(nil)
	}
	signature, err := s.signer.Sign(rand.Reader, message, s.hash)
	if err != nil || s.size == 0 {
		return signature, err
	}
	var pair struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(signature, &pair); err != nil {
		return nil, fmt.Errorf("the key's signature is no ECDSA signature: %w", err)
	}
	if max := s.size * 8; pair.R.Sign() < 0 || pair.S.Sign() < 0 || pair.R.BitLen() > max || pair.S.BitLen() > max {
		return nil, fmt.Errorf("the key's signature is too long for its curve")
	}
	raw := make([]byte, 2*s.size)
	pair.R.FillBytes(raw[:s.size])
	pair.S.FillBytes(raw[s.size:])
	return raw, nil
}

//export acmegoSign
func acmegoSign(userdata unsafe.Pointer, message *C.uint8_t, length C.size_t, signature *C.uint8_t, capacity C.size_t,
	signatureLength *C.size_t) C.int32_t {
	current := currentCall()
	return current.status(func() error {
		if current.cancelled() {
			return context.Canceled
		}
		made, err := kept[*outsideSigner](userdata).sign(lentBytes(message, length))
		if err != nil {
			return err
		}
		room := unsafe.Slice((*byte)(signature), int(capacity))
		if len(made) > len(room) {
			return fmt.Errorf("the key's signature has %d bytes, there is room for %d", len(made), len(room))
		}
		*signatureLength = C.size_t(copy(room, made))
		return nil
	})
}
