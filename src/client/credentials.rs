//! An account's credentials as one JSON document: directory, account URL and key.

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::error::{Error, Kind, Result};
use crate::protocol::{Key, clean, secret_json};

use super::{Client, ClientOptions};

const VERSION: u32 = 1;

#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct Document {
    acme_credentials: u32,
    directory: String,
    account: Option<String>,
    key: String,
}

impl Client {
    /// The account's directory, URL and key as a JSON document, to be kept as secret as the key itself.
    ///
    /// # Errors
    /// [`Kind::Unsupported`] when the key is not one of this process.
    pub fn credentials(&self) -> Result<Zeroizing<String>> {
        let signer = self.signer();
        let remote = || {
            Error::new(Kind::Unsupported, "the account's key is not in this process and cannot be exported")
        };
        let document = Document {
            acme_credentials: VERSION,
            directory: self.options().directory_url.clone(),
            account: self.account_url().map(|url| url.to_string()),
            key: signer.key().ok_or_else(remote)?.to_pem(None)?.to_string(),
        };
        secret_json(&document).map_err(|error| Error::new(Kind::InvalidCredentials, error.to_string()))
    }

    /// A client of the account that a document of [`Client::credentials`] holds.
    ///
    /// # Errors
    /// [`Kind::InvalidCredentials`] when it is no such document or of a newer version; [`Kind::WrongDirectory`] when it
    /// belongs to another directory than the options name; else as [`Client::new`].
    pub fn from_credentials(mut options: ClientOptions, document: &str) -> Result<Self> {
        let refuse = |reason: String| Error::new(Kind::InvalidCredentials, format!("credentials: {reason}"));
        let document: Document = serde_json::from_str(document)
            .map_err(|error| refuse(format!("line {}: not such a document", error.line())))?;
        if document.acme_credentials != VERSION {
            return Err(refuse(format!("version {} is not known", document.acme_credentials)));
        }
        if document.directory != options.directory_url {
            let reason = format!(
                "credentials: they belong to {}, not to {}",
                clean(&document.directory),
                clean(&options.directory_url)
            );
            return Err(Error::new(Kind::WrongDirectory, reason));
        }
        options.account_url.clone_from(&document.account);
        Self::new(options, Key::from_pem(document.key.as_bytes(), None)?)
    }
}
