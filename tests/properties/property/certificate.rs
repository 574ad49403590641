//! Certificate chains and certificate requests.

use acme_client::protocol::{CertificateChain, Csr};

pub fn chain(input: &[u8]) {
    let Ok(chain) = CertificateChain::parse(input) else { return };
    assert_eq!(chain.pem().as_bytes(), input, "the body is handed on verbatim");
    assert!(chain.der(0).is_some() && chain.der(chain.len()).is_none());
    assert!(chain.pem().contains(chain.leaf_pem()) && chain.pem().ends_with(chain.issuers_pem()));
    let _ = (chain.ari_id(), chain.serial(), chain.issuer_name(), chain.is_ordered());
    let identifiers = chain.identifiers();
    if !identifiers.is_empty() {
        chain.check_identifiers(&identifiers).expect("a chain covers its own names");
    }
}

pub fn csr(input: &[u8]) {
    for csr in [Csr::from_der(input), Csr::from_pem(input)].into_iter().flatten() {
        let _ = csr.identifiers();
        let again = Csr::from_pem(csr.pem().expect("it was read").as_bytes()).expect("it was read");
        assert_eq!(again.der(), csr.der());
    }
}
