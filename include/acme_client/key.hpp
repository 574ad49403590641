/**
 * @file
 * Private keys of accounts and of certificates.
 */
#ifndef ACME_CLIENT_KEY_HPP
#define ACME_CLIENT_KEY_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "object.hpp"

namespace acme {

/** The kinds of keys. */
enum class KeyKind : std::int32_t {
    /** One that is read but never made: RSA of another size. */
    other = ACME_KEY_OTHER,
    /** EC on P-256: small, quick, and taken by every authority. */
    ec_p256 = ACME_KEY_EC_P256,
    ec_p384 = ACME_KEY_EC_P384,
    /** EC on P-521. Few authorities take it. */
    ec_p521 = ACME_KEY_EC_P521,
    rsa_2048 = ACME_KEY_RSA_2048,
    rsa_3072 = ACME_KEY_RSA_3072,
    /** RSA of 4096 bits. Making one takes a second or more. */
    rsa_4096 = ACME_KEY_RSA_4096,
    /** Ed25519 (RFC 8037). Few authorities take it. */
    ed25519 = ACME_KEY_ED25519,
};

/**
 * A private key. An account's key signs its requests, a certificate's key its certificate request; they must not be the
 * same. It never changes; clients made with it keep what they need of it.
 */
class Key : public Object<Key, acme_key, acme_key_free> {
public:
    static constexpr const char *class_name = "acme::Key";
    using Object::Object;

    /** Makes a key. @throws InvalidArgument for KeyKind::other */
    static Key generate(KeyKind kind = KeyKind::ec_p256) {
        return detail::make<Key>(acme_key_generate, static_cast<std::int32_t>(kind));
    }

    /**
     * Reads a key from PEM: PKCS #8, PKCS #1 or SEC 1.
     *
     * @param passphrase what it is encrypted with; null when it is not
     * @throws InvalidKey when it is none, ACME has no algorithm for it, or the passphrase is missing or wrong
     */
    static Key from_pem(Text pem, Text passphrase = nullptr) {
        const detail::CText text(pem, "pem"), secret = detail::CText::optional(passphrase, "passphrase");
        return detail::make<Key>(acme_key_from_pem, text.c(), secret.c());
    }

    /** Reads a key from DER, not encrypted. @throws InvalidKey as from_pem */
    static Key from_der(ByteView der) { return detail::make<Key>(acme_key_from_der, der.data(), der.size()); }

    /**
     * The key as PEM (PKCS #8): text as secret as the key, which the caller wipes.
     *
     * @param passphrase encrypts it with AES-256; null leaves it readable
     */
    std::string to_pem(Text passphrase = nullptr) const {
        const detail::CText secret = detail::CText::optional(passphrase, "passphrase");
        return detail::text_of(acme_key_to_pem, c(), secret.c());
    }

    /** The key as DER (PKCS #8), not encrypted: as secret as the key. */
    Bytes to_der() const { return detail::optional_bytes_of(acme_key_to_der, c()).value_or(Bytes()); }

    /** Its kind; `other` for RSA of another size. */
    KeyKind kind() const { return static_cast<KeyKind>(acme_key_kind(c())); }

    /** The algorithm of its signatures as JWS names it: "ES256", "ES384", "ES512", "RS256" or "EdDSA". */
    std::string_view algorithm() const ACME_CLIENT_BORROWED { return detail::view(acme_key_algorithm(c())); }

    /** The public half as a JWK in the form that its thumbprint is made of (RFC 7638, section 3). */
    std::string_view jwk() const ACME_CLIENT_BORROWED { return detail::view(acme_key_jwk(c())); }

    /** The thumbprint of the public half: base64url of its SHA-256 (RFC 7638). */
    std::string_view thumbprint() const ACME_CLIENT_BORROWED { return detail::view(acme_key_thumbprint(c())); }
};

}  // namespace acme

#endif
