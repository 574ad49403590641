//! DNS records: those that prove control of a name, and those that say who may issue.
//!
//! acme_challenge_dns_record is for every challenge that a TXT record proves: dns-01 (RFC 8555, section 8.4),
//! dns-account-01 (draft-ietf-acme-dns-account-label) and dns-persist-01 (draft-ietf-acme-dns-persist).

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::ptr::NonNull;

use crate::error::{Error, Kind, Result};
use crate::protocol::{DnsRecord, PersistentRecord};

use super::challenge::acme_challenge;
use super::client::acme_client;
use super::error::acme_error;
use super::guard::{guard, read};
use super::handle::{empty, free, given, wraps};
use super::snapshot::Snapshot;
use super::status::acme_status;
use super::text;

/// A record to be put into the DNS. It never changes: all of its accessors may be called from several threads at once, and
/// what they return lives until it is freed.
pub struct acme_dns_record(Snapshot<DnsRecord>);

wraps!(acme_dns_record, Snapshot<DnsRecord>);

/// Gives the record that proves a challenge. At most the directory is fetched and the account looked for.
///
/// Fails with ACME_STATUS_INVALID_ARGUMENT when no DNS record proves the challenge, or its identifier is not known because
/// it was read by its URL.
///
/// @param out the record, to be freed with acme_dns_record_free; NULL on failure
#[unsafe(no_mangle)]
pub extern "C" fn acme_challenge_dns_record(
    client: Option<&acme_client>,
    challenge: Option<&acme_challenge>,
    out: Option<&mut MaybeUninit<Option<Box<acme_dns_record>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    guard(error, || {
        let out = empty("out", out)?;
        let record = given("client", client)?.dns_record(given("challenge", challenge)?)?;
        *out = Some(Box::new(acme_dns_record(record.into())));
        Ok(())
    })
}

/// Gives a record for dns-persist-01, which is put in place once and needs no order.
///
/// Fails with ACME_STATUS_UNSUPPORTED_OPERATION when no issuer is given and the directory names none.
///
/// @param name the DNS name; with "*." in front the record allows wildcards
/// @param issuer how the record names the authority; NULL for the first name that the directory gives
/// @param wildcard whether the record also allows wildcard names and subdomains
/// @param persist_until until when it may be used, in seconds since 1970-01-01 UTC; 0 for ever
/// @param out the record, to be freed with acme_dns_record_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_client_persistent_dns_record(
    client: Option<&acme_client>,
    name: *const c_char,
    issuer: *const c_char,
    wildcard: bool,
    persist_until: i64,
    out: Option<&mut MaybeUninit<Option<Box<acme_dns_record>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's texts are NULL or end with NUL.
    let (name, issuer) = unsafe { (text::required("name", name), text::optional("issuer", issuer)) };
    guard(error, || {
        let out = empty("out", out)?;
        let (client, name) = (given("client", client)?, name?);
        let issuer = issuer?.unwrap_or_default().to_owned();
        let wanted = PersistentRecord { issuer, wildcard, persist_until: moment(persist_until)? };
        *out = Some(Box::new(acme_dns_record(client.persistent_dns_record(name, &wanted)?.into())));
        Ok(())
    })
}

fn moment(seconds: i64) -> Result<Option<u64>> {
    let moment = u64::try_from(seconds);
    let moment = moment.map_err(|_| Error::new(Kind::InvalidArgument, "persist_until: is before 1970"))?;
    Ok(Some(moment).filter(|moment| *moment > 0))
}

/// The full name of the record, without a final dot.
#[unsafe(no_mangle)]
pub extern "C" fn acme_dns_record_name(record: Option<&acme_dns_record>) -> *const c_char {
    read(record, |record| record.text(&record.name))
}

/// The type of the record: "TXT".
#[unsafe(no_mangle)]
pub extern "C" fn acme_dns_record_type(record: Option<&acme_dns_record>) -> *const c_char {
    read(record, |record| record.text(&record.kind))
}

/// The text of the record. Where it is longer than 255 characters a zone holds it in several strings of one record.
#[unsafe(no_mangle)]
pub extern "C" fn acme_dns_record_value(record: Option<&acme_dns_record>) -> *const c_char {
    read(record, |record| record.text(&record.value))
}

/// Frees the record. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn acme_dns_record_free(record: Option<Box<acme_dns_record>>) {
    free(record);
}

/// Gives the data of a CAA record that lets this authority alone issue, and that to this account alone (RFC 8659, RFC
/// 8657), such as `0 issue "ca.example; accounturi=https://ca.example/acct/1"`.
///
/// Fails with ACME_STATUS_UNSUPPORTED_OPERATION when the directory does not name the authority.
///
/// @param methods the challenge types that the authority may validate by, commas between them, such as "dns-01,http-01";
///        NULL for all
/// @param wildcard whether the record is for wildcard names ("issuewild")
/// @param out the text, to be freed with acme_string_free; NULL on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acme_client_caa_record(
    client: Option<&acme_client>,
    methods: *const c_char,
    wildcard: bool,
    out: Option<&mut MaybeUninit<Option<NonNull<c_char>>>>,
    error: Option<&mut Option<Box<acme_error>>>,
) -> acme_status {
    // SAFETY: the C caller's text is NULL or ends with NUL.
    let methods = unsafe { text::optional("methods", methods) };
    guard(error, || {
        let out = empty("out", out)?;
        let methods: Vec<_> = methods?.map_or_else(Vec::new, |methods| methods.split(',').collect());
        *out = text::owned(&given("client", client)?.caa_record(&methods, wildcard)?.to_string());
        Ok(())
    })
}
