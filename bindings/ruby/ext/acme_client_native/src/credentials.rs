//! An account as one JSON document.

use acme_client::client::ClientOptions;
use acme_client::issuance::manager::stored_account;
use acme_client::protocol::AccountParams;
use magnus::{Error, RHash, Ruby, Value};
use zeroize::Zeroizing;

use crate::account::read_external_account;
use crate::answer;
use crate::client::{self, This};
use crate::fault::Fault;
use crate::gvl;
use crate::store;

/// `credentials`: the document of the client's account. Asks nobody.
pub fn of_client(ruby: &Ruby, this: This) -> Result<RHash, Error> {
    answer::of(ruby, || document(ruby, this.engine()))
}

/// `Native.credentials(document, directory)`: key and account URL in a document.
pub fn read(ruby: &Ruby, document: String, directory: String) -> Result<RHash, Error> {
    let document = Zeroizing::new(document);
    answer::of(ruby, || {
        let mut options = ClientOptions::new(directory);
        options.http_on_loopback = true;
        let client = acme_client::Client::from_credentials(options, &document)?;
        let answer = ruby.hash_new();
        let key = client.signer().key().map(|key| key.to_pem(None)).transpose()?;
        answer.aset("key", key.as_ref().map(|pem| pem.as_str()))?;
        answer.aset("kid", client.account_url().map(|url| url.to_string()))?;
        Ok(answer)
    })
}

/// `stored_account(store, host, contact, terms_agreed, external_account)`: the document of the account that a store keeps,
/// made when there is none. The client's own key is not used.
pub fn stored(
    ruby: &Ruby,
    this: This,
    store: Value,
    host: Value,
    contact: Option<Vec<String>>,
    terms_agreed: Option<bool>,
    external_account: Option<RHash>,
) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let external_account = external_account.map(read_external_account).transpose()?;
        let params = AccountParams { contact, terms_agreed, external_account, ..AccountParams::default() };
        let client = client::with_host(this, host, |number| {
            let store = store::of(store, number)?;
            gvl::call_with_clean_up(ruby, this, move |client| {
                let mut options = client.options().clone();
                options.cancel = Some(client.cancel().clone());
                stored_account(options, &*store, &params)
            })
        })?;
        document(ruby, &client)
    })
}

fn document(ruby: &Ruby, client: &acme_client::Client) -> Result<RHash, Fault> {
    let answer = ruby.hash_new();
    answer.aset("document", client.credentials()?.as_str())?;
    Ok(answer)
}
