//! Signatures of DNS messages with a shared secret (RFC 8945).

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::prelude::{BASE64_STANDARD, Engine};
use domain::base::iana::{Class, TsigRcode};
use domain::base::{Message, MessageBuilder, ParsedName, ToName, Ttl};
use domain::rdata::tsig::{Time48, Tsig};
use openssl::hash::MessageDigest;
use openssl::memcmp;
use openssl::pkey::PKey;
use openssl::sign::Signer;
use zeroize::Zeroizing;

use super::message::Answer;
use super::{DnsName, failed, name};
use crate::error::{Error, Kind, Result};
use crate::protocol::clean;

/// How many seconds two clocks may differ (RFC 8945, section 10).
const FUDGE: u16 = 300;

/// The algorithm of a TSIG key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum TsigAlgorithm {
    /// `hmac-sha1`, for servers that know nothing better.
    HmacSha1,
    /// `hmac-sha224`.
    HmacSha224,
    /// `hmac-sha256`.
    #[default]
    HmacSha256,
    /// `hmac-sha384`.
    HmacSha384,
    /// `hmac-sha512`.
    HmacSha512,
}

impl TsigAlgorithm {
    const ALL: [Self; 5] =
        [Self::HmacSha1, Self::HmacSha224, Self::HmacSha256, Self::HmacSha384, Self::HmacSha512];

    /// The algorithm of a name, such as `hmac-sha256`.
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`] when there is none of that name.
    pub fn parse(text: &str) -> Result<Self> {
        let known = Self::ALL.into_iter().find(|known| text.eq_ignore_ascii_case(known.as_str()));
        known.ok_or_else(|| {
            let reason = format!(
                "algorithm: {} is none of hmac-sha1, -sha224, -sha256, -sha384, -sha512",
                clean(text)
            );
            Error::new(Kind::InvalidArgument, reason)
        })
    }

    /// The algorithm's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HmacSha1 => "hmac-sha1",
            Self::HmacSha224 => "hmac-sha224",
            Self::HmacSha256 => "hmac-sha256",
            Self::HmacSha384 => "hmac-sha384",
            Self::HmacSha512 => "hmac-sha512",
        }
    }

    fn digest(self) -> MessageDigest {
        match self {
            Self::HmacSha1 => MessageDigest::sha1(),
            Self::HmacSha224 => MessageDigest::sha224(),
            Self::HmacSha256 => MessageDigest::sha256(),
            Self::HmacSha384 => MessageDigest::sha384(),
            Self::HmacSha512 => MessageDigest::sha512(),
        }
    }
}

/// A key that a DNS server knows, too.
#[derive(Clone)]
pub struct TsigKey {
    name: DnsName,
    algorithm: TsigAlgorithm,
    secret: Zeroizing<Vec<u8>>,
}

impl TsigKey {
    /// A key by its name and its secret in base64, as they stand in the server's configuration.
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`] when the name is no domain name or the secret no base64.
    pub fn new(key_name: &str, algorithm: TsigAlgorithm, secret: &str) -> Result<Self> {
        let secret = Zeroizing::new(BASE64_STANDARD.decode(secret.trim()).unwrap_or_default());
        if secret.is_empty() {
            return Err(Error::new(Kind::InvalidArgument, "secret: is not base64, or is empty"));
        }
        Ok(Self { name: name(key_name)?, algorithm, secret })
    }

    fn hmac(&self, parts: &[&[u8]]) -> Result<Vec<u8>> {
        let key = PKey::hmac(&self.secret)?;
        let mut signer = Signer::new(self.algorithm.digest(), &key)?;
        for part in parts {
            signer.update(part)?;
        }
        Ok(signer.sign_to_vec()?)
    }

    /// What a signature covers beside the message (RFC 8945, section 4.3.3).
    fn variables(&self, time: Time48, fudge: u16, error: TsigRcode, other: &[u8]) -> Result<Vec<u8>> {
        let algorithm = name(self.algorithm.as_str())?;
        let mut text = Vec::new();
        self.name.compose_canonical(&mut text).map_err(|_| failed("no room for a name"))?;
        text.extend(Class::ANY.to_int().to_be_bytes());
        text.extend(0_u32.to_be_bytes());
        algorithm.compose_canonical(&mut text).map_err(|_| failed("no room for a name"))?;
        text.extend(time.into_octets());
        text.extend(fudge.to_be_bytes());
        text.extend(error.to_int().to_be_bytes());
        text.extend(u16::try_from(other.len()).unwrap_or(u16::MAX).to_be_bytes());
        text.extend(other);
        Ok(text)
    }

    /// Signs a message.
    pub(in super::super) fn sign(&self, message: &[u8]) -> Result<SignedBy<'_>> {
        let time = now();
        let variables = self.variables(time, FUDGE, TsigRcode::NOERROR, &[])?;
        let mac = self.hmac(&[message, &variables])?;
        let read = Message::from_octets(message.to_vec()).map_err(|_| failed("the DNS message is cut"))?;
        let id = read.header().id();
        let record = Tsig::new(
            name(self.algorithm.as_str())?,
            time,
            FUDGE,
            mac.clone(),
            id,
            TsigRcode::NOERROR,
            Vec::new(),
        );
        let record = record.map_err(|error| failed(error.to_string()))?;
        Ok(SignedBy { key: self, mac, bytes: with_record(&read, &self.name, record)? })
    }
}

impl fmt::Debug for TsigKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TsigKey")
            .field("name", &self.name)
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

fn now() -> Time48 {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    Time48::from_u64(seconds & 0xffff_ffff_ffff)
}

/// The same message with one more record at its end.
fn with_record(
    message: &Message<Vec<u8>>,
    key_name: &DnsName,
    record: Tsig<Vec<u8>, DnsName>,
) -> Result<Vec<u8>> {
    let too_long = |_| failed("the DNS message is too long");
    let mut added = MessageBuilder::new_vec().additional();
    added.push((key_name, Class::ANY, Ttl::ZERO, record)).map_err(too_long)?;
    let mut bytes = message.as_slice().to_vec();
    let count = message
        .header_counts()
        .arcount()
        .checked_add(1)
        .ok_or_else(|| failed("the DNS message is too long"))?;
    bytes[10..12].copy_from_slice(&count.to_be_bytes());
    // A builder's message begins with a header of 12 bytes.
    bytes.extend_from_slice(&added.finish()[12..]);
    Ok(bytes)
}

/// A signed message, and what is needed to check the answer's signature.
pub(in super::super) struct SignedBy<'a> {
    key: &'a TsigKey,
    mac: Vec<u8>,
    /// The message with its signature.
    pub(in super::super) bytes: Vec<u8>,
}

impl SignedBy<'_> {
    /// Checks that the answer is signed with the same key and belongs to this message.
    pub(in super::super) fn check(&self, answer: &Answer) -> Result<()> {
        let message = answer.message();
        let signature = message.get_last_additional::<Tsig<&[u8], ParsedName<&[u8]>>>();
        let signature =
            signature.ok_or_else(|| failed(format!("the answer is not signed ({})", answer.rcode())))?;
        let data = signature.data();
        if data.error() != TsigRcode::NOERROR {
            return Err(failed(format!("the server refuses the TSIG signature: {}", data.error())));
        }
        let start = start_of_last(message).ok_or_else(|| failed("the answer is cut"))?;
        let mut unsigned = message.as_slice()[..start].to_vec();
        unsigned[..2].copy_from_slice(&data.original_id().to_be_bytes());
        let count = message.header_counts().arcount().saturating_sub(1);
        unsigned[10..12].copy_from_slice(&count.to_be_bytes());
        let length = u16::try_from(self.mac.len()).unwrap_or(u16::MAX).to_be_bytes();
        let variables = self.key.variables(data.time_signed(), data.fudge(), data.error(), data.other())?;
        let expected = self.key.hmac(&[&length, &self.mac, &unsigned, &variables])?;
        let is_ours = signature.owner().name_eq(&self.key.name);
        let is_equal = expected.len() == data.mac().len() && memcmp::eq(&expected, data.mac());
        let is_timely = data.time_signed().eq_fudged(now(), u64::from(FUDGE));
        if is_ours && is_equal && is_timely {
            Ok(())
        } else {
            Err(failed("the TSIG signature of the answer is wrong"))
        }
    }
}

/// Where the last record of the additional section begins.
fn start_of_last(message: &Message<Vec<u8>>) -> Option<usize> {
    let mut section = message.additional().ok()?;
    let mut start = section.pos();
    for _ in 1..message.header_counts().arcount() {
        section.next()?.ok()?;
        start = section.pos();
    }
    Some(start)
}
