#include "fixture.hpp"

TEST(each_kind_is_made_written_and_read) {
    using Kind = acme::KeyKind;
    for (const Kind kind : {Kind::ec_p256, Kind::ec_p384, Kind::ec_p521, Kind::rsa_2048, Kind::ed25519}) {
        const acme::Key key = acme::Key::generate(kind);
        CHECK(key.kind() == kind);
        CHECK_EQUAL(acme::Key::from_pem(key.to_pem()).thumbprint(), key.thumbprint());
        CHECK_EQUAL(acme::Key::from_der(key.to_der()).jwk(), key.jwk());
        const std::string secret = key.to_pem("a secret");
        CHECK_HAS(secret, "ENCRYPTED");
        CHECK_EQUAL(acme::Key::from_pem(secret, "a secret").thumbprint(), key.thumbprint());
        CHECK_THROWS(acme::InvalidKey, ACME_STATUS_WRONG_PASSPHRASE, "passphrase", acme::Key::from_pem(secret, "wrong"));
        CHECK_THROWS(acme::InvalidKey, ACME_STATUS_WRONG_PASSPHRASE, "passphrase", acme::Key::from_pem(secret));
    }
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "kind", acme::Key::generate(Kind::other));
    CHECK_THROWS(acme::InvalidKey, ACME_STATUS_INVALID_KEY, "", acme::Key::from_der(acme::Bytes{1, 2, 3}));
    CHECK_EQUAL(acme::Key::generate().algorithm(), "ES256");
}
