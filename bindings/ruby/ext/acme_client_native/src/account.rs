//! Accounts (RFC 8555, section 7.3).

use acme_client::protocol::{Account, AccountParams, ExternalAccount, HmacAlgorithm};
use magnus::{Error, RHash, Ruby, Value};

use crate::answer::{self, Resource};
use crate::client::{self, This};
use crate::fault::Fault;
use crate::gvl;

impl From<Account> for Resource {
    fn from(account: Account) -> Self {
        Self { url: account.url, json: account.json, retry_after: None }
    }
}

pub fn new_account(
    ruby: &Ruby,
    this: This,
    contact: Option<Vec<String>>,
    terms_agreed: Option<bool>,
    only_return_existing: bool,
    external_account: Option<RHash>,
) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let external_account = external_account.map(read_external_account).transpose()?;
        let params = AccountParams { contact, terms_agreed, only_return_existing, external_account };
        let account = gvl::call(ruby, this, move |client| client.new_account(&params))?;
        Resource::from(account).into_hash(ruby)
    })
}

/// An external account binding (RFC 8555, section 7.3.4).
pub fn read_external_account(hash: RHash) -> Result<ExternalAccount, Fault> {
    let member = |name: &str| hash.lookup::<_, Option<String>>(name);
    let required = |name: &str| member(name)?.ok_or_else(|| Fault::argument(name, "is missing"));
    let algorithm = match member("algorithm")?.as_deref() {
        None | Some("HS256") => HmacAlgorithm::Hs256,
        Some("HS384") => HmacAlgorithm::Hs384,
        Some("HS512") => HmacAlgorithm::Hs512,
        Some(_) => return Err(Fault::argument("algorithm", "is none of HS256, HS384 and HS512")),
    };
    Ok(ExternalAccount::new(&required("kid")?, &required("hmac_key")?, algorithm)?)
}

pub fn account(ruby: &Ruby, this: This) -> Result<RHash, Error> {
    answer::resource(ruby, this, acme_client::Client::account)
}

pub fn update(
    ruby: &Ruby,
    this: This,
    contact: Option<Vec<String>>,
    terms_agreed: Option<bool>,
) -> Result<RHash, Error> {
    let params = AccountParams { contact, terms_agreed, ..AccountParams::default() };
    answer::resource(ruby, this, move |client| client.update_account(&params))
}

pub fn deactivate(ruby: &Ruby, this: This) -> Result<RHash, Error> {
    answer::resource(ruby, this, acme_client::Client::deactivate_account)
}

/// The account URL or nil; asks nobody.
pub fn url(_: &Ruby, this: This) -> Option<String> {
    this.engine().account_url().map(|url| url.to_string())
}

pub fn find_url(ruby: &Ruby, this: This) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let url = gvl::call(ruby, this, acme_client::Client::find_account_url)?;
        let answer = ruby.hash_new();
        answer.aset("url", &*url)?;
        Ok(answer)
    })
}

pub fn key_change(ruby: &Ruby, this: This, signer: Value) -> Result<RHash, Error> {
    answer::of(ruby, || {
        let signer = client::new_signer(this, signer)?;
        let json = gvl::call(ruby, this, move |client| client.change_key(signer))?;
        Resource { url: url(ruby, this).unwrap_or_default(), json, retry_after: None }.into_hash(ruby)
    })
}
