/**
 * @file
 * Account keys that live elsewhere, in an HSM, a KMS or an agent.
 */
#ifndef ACME_CLIENT_SIGNER_HPP
#define ACME_CLIENT_SIGNER_HPP

#include <cstring>
#include <functional>

#include "callback.hpp"
#include "object.hpp"

namespace acme {

/**
 * Signs a message (not a hash of it) with the key's algorithm and gives the raw signature as JWS has it (RFC 7518,
 * section 3; RFC 8037): for elliptic curves r and s side by side, each padded to the size of the curve. It is called on
 * the thread that makes a call with the client, by several threads at once when the client is. What it throws comes out
 * of that call.
 */
using SignFunction = std::function<Bytes(ByteView message)>;

namespace detail {

inline std::int32_t sign(void *userdata, const std::uint8_t *message, std::size_t length, std::uint8_t *signature,
                         std::size_t capacity, std::size_t *signature_length) {
    const auto &function = *static_cast<const SignFunction *>(userdata);
    return guarded([&] {
        const Bytes made = function(ByteView(message, length));
        if (made.size() > capacity) refuse(ACME_STATUS_INVALID_ARGUMENT, "signature: is longer than any can be");
        if (!made.empty()) std::memcpy(signature, made.data(), made.size());
        *signature_length = made.size();
    });
}

}  // namespace detail

/** A key that signs through a function. It never changes; clients made with it keep what they need of it. */
class Signer : public Object<Signer, acme_signer, acme_signer_free> {
public:
    static constexpr const char *class_name = "acme::Signer";
    using Object::Object;

    /**
     * @param algorithm "ES256", "ES384", "ES512", "RS256", or for an Ed25519 key "EdDSA" or "Ed25519" (RFC 9864)
     * @param jwk the public key as a JWK (RFC 7517)
     * @param function signs
     * @throws InvalidArgument when the JWK is no public key or the algorithm is not its own
     * @throws InvalidKey when ACME has no algorithm for it
     */
    Signer(Text algorithm, Text jwk, SignFunction function) : Signer(made(algorithm, jwk, std::move(function))) {}

private:
    static Signer made(const Text &algorithm, const Text &jwk, SignFunction function) {
        const detail::CText name(algorithm, "algorithm"), key(jwk, "jwk");
        detail::require_function(function, "sign");
        detail::require_version();
        return detail::make<Signer>(acme_signer_new, name.c(), key.c(), detail::sign,
                                    detail::userdata_of(std::move(function)), detail::destroy<SignFunction>);
    }
};

}  // namespace acme

#endif
