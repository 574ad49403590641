//! Accounts (RFC 8555, section 7.3).

use std::sync::{Arc, PoisonError};

use serde_json::Value;

use crate::error::{Error, Kind, Result, Step};
use crate::protocol::{Account, AccountParams, Resource, Status, external_account_binding};

use super::Client;
use super::answer::Answer;
use super::operation::Operation;
use super::post::{AS_GET, Post, SignedBy};

impl Client {
    /// The account URL, once it is known.
    #[must_use]
    pub fn account_url(&self) -> Option<Arc<str>> {
        self.shared.account_url.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The account URL; the account of this client's key is found first when it is not known yet.
    ///
    /// # Errors
    /// [`Kind::AccountDoesNotExist`] when the key has none; else as every call.
    pub fn find_account_url(&self) -> Result<Arc<str>> {
        let operation = self.operation(0);
        operation.retry(|_| operation.account_url())
    }

    /// Makes the account of this client's key, or finds it when it exists (RFC 8555, section 7.3).
    ///
    /// # Errors
    /// [`Kind::AccountDoesNotExist`] when it was only to be found; what the server refuses; else as every call.
    pub fn new_account(&self, params: &AccountParams) -> Result<Account> {
        self.operation(0).new_account(params)
    }

    /// Reads the account. When its URL is not known yet, the account of this client's key is found first.
    ///
    /// # Errors
    /// [`Kind::AccountDoesNotExist`] when the key has none; else as every call.
    pub fn account(&self) -> Result<Account> {
        self.operation(0).account_post(AS_GET, |_| None)
    }

    /// Changes contacts or the agreement to the terms of service (RFC 8555, section 7.3.2).
    ///
    /// # Errors
    /// What the server refuses; else as every call.
    pub fn update_account(&self, params: &AccountParams) -> Result<Account> {
        let payload = params.payload(None).map_err(|invalid| Error::from(invalid).at(Step::Account))?;
        self.operation(0).account_post(&payload, |_| None)
    }

    /// Deactivates the account for good (RFC 8555, section 7.3.6).
    ///
    /// # Errors
    /// What the server refuses; else as every call.
    pub fn deactivate_account(&self) -> Result<Account> {
        self.operation(0).account_post(r#"{"status":"deactivated"}"#, |url| {
            Some(Account {
                url: url.to_owned(),
                status: Status::Deactivated,
                contact: Vec::new(),
                terms_agreed: None,
                orders_url: None,
                json: r#"{"status":"deactivated"}"#.to_owned(),
            })
        })
    }

    fn set_account_url(&self, url: &str) {
        *self.shared.account_url.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::from(url));
    }
}

impl Operation<'_> {
    /// The account URL; asked for when it is not known.
    pub(super) fn account_url(&self) -> Result<Arc<str>> {
        if let Some(url) = self.client().account_url() {
            return Ok(url);
        }
        let location = self.find_account(SignedBy::Key)?;
        self.client().set_account_url(&location);
        Ok(Arc::from(location))
    }

    /// The URL of the account that a key has.
    pub(super) fn find_account(&self, signed_by: SignedBy<'_>) -> Result<String> {
        self.account_location(&self.post_new_account(r#"{"onlyReturnExisting":true}"#, signed_by)?)
    }

    fn new_account(&self, params: &AccountParams) -> Result<Account> {
        let url = self.resource(Resource::NewAccount)?;
        let binding = self.binding(params, &url).map_err(|error| error.at(Step::NewAccount))?;
        let payload = params.payload(binding).map_err(|invalid| Error::from(invalid).at(Step::NewAccount))?;
        self.retry(|_| {
            let answer = self.post_new_account(&payload, SignedBy::Key)?;
            let location = self.account_location(&answer)?;
            self.client().set_account_url(&location);
            answer.read(Step::NewAccount, |text| Account::parse(&location, text))
        })
    }

    fn binding(&self, params: &AccountParams, url: &str) -> Result<Option<Value>> {
        let Some(external) = &params.external_account else { return Ok(None) };
        Ok(Some(external_account_binding(external, &self.client().signer().jwk()?, url)?))
    }

    fn post_new_account(&self, payload: &str, signed_by: SignedBy<'_>) -> Result<Answer> {
        let url = self.resource(Resource::NewAccount)?;
        self.post(&Post { signed_by, ..Post::new(Step::NewAccount, &url, payload) })
    }

    /// The account URL that newAccount's answer names.
    fn account_location(&self, answer: &Answer) -> Result<String> {
        let missing =
            || Error::new(Kind::UnreadableResponse, "the answer has no Location").at(Step::NewAccount);
        let location = answer.location().ok_or_else(missing)?;
        let checked = self.client().options().url_policy().check("Location", &location);
        checked.map_err(|invalid| Error::from(invalid).at(Step::NewAccount))?;
        Ok(location)
    }

    /// A POST to the account URL. After a lost answer `unauthorized` can mean that the request was carried out:
    /// `when_gone` then gives the account.
    fn account_post(&self, payload: &str, when_gone: impl Fn(&str) -> Option<Account>) -> Result<Account> {
        let url = self.retry(|_| self.account_url())?;
        let mut answer_lost = false;
        self.retry(|_| {
            let read = match self.post(&Post::new(Step::Account, &url, payload)) {
                Err(error) if answer_lost && is_unauthorized(&error) => {
                    return when_gone(&url).ok_or(error);
                }
                answer => {
                    answer.and_then(|answer| answer.read(Step::Account, |text| Account::parse(&url, text)))
                }
            };
            read.inspect_err(|error| answer_lost |= may_be_done(error))
        })
    }
}

/// What a deactivated account is answered (RFC 8555, section 7.3.6), unless its problem says something else.
fn is_unauthorized(error: &Error) -> bool {
    let is_unnamed = || error.http_status() == Some(401) && error.problem().is_none();
    error.kind() == Kind::Unauthorized || is_unnamed()
}

/// Whether the server may have done what was asked for, and the answer is lost.
fn may_be_done(error: &Error) -> bool {
    matches!(error.kind(), Kind::ConnectionLost | Kind::RequestTimedOut | Kind::UnreadableResponse)
        || error.http_status().is_some_and(|status| status >= 500)
}
