#include <memory>

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "fixture.hpp"

using namespace fixture;

namespace {

// A P-256 key in OpenSSL's hands.
class Vault {
public:
    explicit Vault(const acme::Key &key) {
        const std::string pem = key.to_pem();
        const std::unique_ptr<BIO, int (*)(BIO *)> memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
        key_.reset(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
    }

    acme::Bytes operator()(acme::ByteView message) const {
        const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX *)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
        acme::Bytes der(128), raw(64);
        std::size_t length = der.size();
        CHECK(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1);
        CHECK(EVP_DigestSign(context.get(), der.data(), &length, message.data(), message.size()) == 1);
        const unsigned char *begin = der.data();
        const std::unique_ptr<ECDSA_SIG, void (*)(ECDSA_SIG *)> signature(
            d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(length)), ECDSA_SIG_free);
        CHECK(BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), raw.data(), 32) == 32);
        CHECK(BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), raw.data() + 32, 32) == 32);
        return raw;
    }

private:
    std::shared_ptr<EVP_PKEY> key_;
};

struct Unplugged : std::runtime_error {
    using std::runtime_error::runtime_error;
};

acme::Signer unplugged(const acme::Key &key) {
    return acme::Signer("ES256", key.jwk(), [](acme::ByteView) -> acme::Bytes { throw Unplugged("the token is gone"); });
}

}  // namespace

TEST(an_account_lives_behind_a_signer) {
    const acme::Key key = acme::Key::generate();
    const acme::Client client(options_for(setting("ACME_DIRECTORY")), acme::Signer("ES256", key.jwk(), Vault(key)));
    const acme::Account account = client.new_account(acme::AccountParams().terms_agreed());
    CHECK_HAS(account.url(), "https://");
    CHECK_THROWS(acme::NotOffered, ACME_STATUS_UNSUPPORTED, "cannot be exported", client.credentials());
    const acme::Key next = acme::Key::generate();
    client.change_key(acme::Signer("ES256", next.jwk(), Vault(next)));
    CHECK_EQUAL(client.account().url(), account.url());
    client.change_key(acme::Key::generate());
    CHECK_EQUAL(client.account().url(), account.url());
}

TEST(what_a_signer_throws_comes_out_of_the_call) {
    const acme::Client client(options_for(world_url("ok")), unplugged(acme::Key::generate()));
    try {
        client.new_account();
        check::fail(__FILE__, __LINE__, "nothing was thrown");
    } catch (const Unplugged &error) {
        CHECK_EQUAL(std::string(error.what()), "the token is gone");
    }
    const acme::Client other = client_in("ok");
    try {
        other.change_key(unplugged(acme::Key::generate()));
        check::fail(__FILE__, __LINE__, "nothing was thrown");
    } catch (const Unplugged &) {
        CHECK_HAS(other.account().url(), "https://");
    }
}

TEST(what_a_signer_throws_for_an_alternate_chain_loses_no_certificate) {
    const acme::Key key = acme::Key::generate();
    bool downloaded = false;
    int refused = 0;
    acme::Options options = options_for(world_url("ok"));
    options.log(acme::LogLevel::debug, [&](acme::LogLevel, std::string_view line) {
        if (line.find("/certificate/") != std::string_view::npos) downloaded = true;
    });
    const Vault vault(key);
    const acme::Client client(options, acme::Signer("ES256", key.jwk(), [&](acme::ByteView message) {
        if (!downloaded) return vault(message);
        refused++;
        throw Unplugged("the token is gone");
    }));
    client.new_account(acme::AccountParams().terms_agreed());
    acme::ObtainParams params{"a.example"};
    params.chain_preference(acme::ChainPreference::any_issuer("nobody").or_else(acme::ChainPreference::server_choice()));
    const acme::Certificate certificate = client.obtain(params, believed());
    CHECK_EQUAL(certificate.identifier(0).value, "a.example");
    CHECK(refused > 0 && certificate.key().kind() == acme::KeyKind::ec_p256);
}

TEST(a_signature_that_cannot_be_one_is_refused) {
    const acme::Key key = acme::Key::generate();
    const acme::Signer signer("ES256", key.jwk(), [](acme::ByteView) { return acme::Bytes(1u << 20); });
    const acme::Client client(options_for(world_url("ok")), signer);
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "signature: is longer", client.new_account());
    const auto nothing = [](acme::ByteView) { return acme::Bytes(); };
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "", acme::Signer("ES384", key.jwk(), nothing));
}
