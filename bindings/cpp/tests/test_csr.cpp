#include "fixture.hpp"

TEST(a_request_is_made_written_and_read) {
    const acme::Key key = acme::Key::generate();
    acme::CsrParams params{"example.com"};
    params.dns("*.example.com").ip("192.0.2.1").common_name("example.com").subject("O", "Example").must_staple();
    const acme::Csr csr(params, key);
    CHECK(acme::Csr::from_pem(csr.pem()).der().copy() == csr.der().copy());
    CHECK_EQUAL(acme::Csr::from_der(csr.der()).pem(), csr.pem());
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "identifiers", acme::Csr(acme::CsrParams{}, key));
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "", acme::Csr::from_der(acme::Bytes{1, 2}));
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "subject", acme::Csr(params.subject("Nonsense", "x"), key));
}

TEST(a_certificate_signs_itself) {
    const acme::Key key = acme::Key::generate();
    const acme::Time begin = acme::now();
    acme::SelfSignedParams params;
    params.name("www.example.com").common_name("www.example.com").validity(begin, begin + std::chrono::hours(48));
    const acme::SelfSigned certificate(params, key);
    CHECK_HAS(certificate.pem(), "BEGIN CERTIFICATE");
    CHECK(!certificate.der().empty());
    const acme::Certificate read = acme::Certificate::from_pem(certificate.pem());
    CHECK(read.not_before() == begin && read.not_after() - read.not_before() == std::chrono::hours(48));
    CHECK_EQUAL(read.issuer_name(), "www.example.com");
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "", acme::SelfSigned(acme::SelfSignedParams(), key));
}
