//! The documents that are kept between two runs: they may have been damaged, or written by somebody else.

use std::str;

use acme_client::Client;
use acme_client::client::ClientOptions;
use acme_client::issuance::State;

pub fn state(input: &[u8]) {
    let Some(Ok(state)) = str::from_utf8(input).ok().map(State::from_json) else { return };
    let document = state.to_json().expect("it was read");
    let again = State::from_json(&document).expect("what was written is read");
    assert_eq!(*again.to_json().expect("it was read"), *document);
}

pub fn credentials(input: &[u8]) {
    let Ok(document) = str::from_utf8(input) else { return };
    let options = ClientOptions::new("https://ca.example/directory");
    let Ok(client) = Client::from_credentials(options.clone(), document) else { return };
    let kept = client.credentials().expect("it was read");
    Client::from_credentials(options, &kept).expect("what was written is read");
}
