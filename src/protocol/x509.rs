//! The structure of a certificate (RFC 5280, section 4.1), read without its key.
//!
//! OpenSSL decodes the public key of every certificate that it reads, which takes longer than all else that is done to a
//! downloaded chain. Whether the bytes are a certificate is therefore said here, as strictly.

use std::ops::Range;

use openssl::asn1::Asn1Time;

use super::{der, san};

/// The identifier of authorityKeyIdentifier.
const AUTHORITY_KEY_ID: &[u8] = &[0x55, 0x1d, 0x23];
const BOOLEAN: u8 = 0x01;
const NULL: u8 = 0x05;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const ISSUER_UNIQUE_ID: u8 = 0x81;
const SUBJECT_UNIQUE_ID: u8 = 0x82;
const CONTEXT_3: u8 = 0xa3;
/// Elements within elements: certificates need about ten levels.
const DEEPEST: usize = 32;

/// Where the parts of a certificate stand in its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    /// The octets of the serial number.
    pub serial: Range<usize>,
    /// The issuer's name, whole.
    pub issuer: Range<usize>,
    /// The subject's name, whole.
    pub subject: Range<usize>,
    /// The public key with its algorithm, whole.
    pub public_key: Range<usize>,
    /// The values of the extensions that are asked for.
    pub extensions: Extensions,
    /// From when and until when, in Unix seconds.
    pub validity: (i64, i64),
}

/// Where the values of some extensions stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Extensions {
    /// That of subjectAltName.
    pub alternative_names: Option<Range<usize>>,
    /// That of authorityKeyIdentifier.
    pub authority_key_id: Option<Range<usize>>,
}

impl Layout {
    /// Where the parts of this certificate stand; `None` when it is none.
    pub(super) fn of(certificate: &[u8]) -> Option<Self> {
        let (tag, contents, rest) = der::read(certificate)?;
        if !rest.is_empty() || !is_well_formed(tag, contents, 0) {
            return None;
        }
        let mut outer = Cursor { bytes: certificate, at: 0, end: certificate.len() }.enter(der::SEQUENCE)?;
        let layout = to_be_signed(outer.enter(der::SEQUENCE)?)?;
        algorithm(outer.enter(der::SEQUENCE)?)?;
        outer.take(der::BIT_STRING)?;
        outer.is_at_end().then_some(layout)
    }
}

/// Walks over the elements of one element's contents.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    end: usize,
}

impl<'a> Cursor<'a> {
    fn is_at_end(&self) -> bool {
        self.at == self.end
    }

    /// Takes the next element, which has this tag: where it stands, and where its contents do.
    fn take(&mut self, tag: u8) -> Option<(Range<usize>, Range<usize>)> {
        let (contents, rest) = der::expect(tag, &self.bytes[self.at..self.end])?;
        let (start, end) = (self.at, self.end - rest.len());
        self.at = end;
        Some((start..end, end - contents.len()..end))
    }

    fn enter(&mut self, tag: u8) -> Option<Cursor<'a>> {
        let (_, contents) = self.take(tag)?;
        Some(Cursor { bytes: self.bytes, at: contents.start, end: contents.end })
    }

    /// The contents of an element that may be missing.
    fn optional(&mut self, tag: u8) -> Option<Range<usize>> {
        self.take(tag).map(|(_, contents)| contents)
    }
}

fn to_be_signed(mut fields: Cursor<'_>) -> Option<Layout> {
    if let Some(mut version) = fields.enter(der::CONTEXT_0) {
        version.take(der::INTEGER)?;
        version.is_at_end().then_some(())?;
    }
    let (_, serial) = fields.take(der::INTEGER)?;
    algorithm(fields.enter(der::SEQUENCE)?)?;
    let issuer = name(&mut fields)?;
    let validity = validity(fields.enter(der::SEQUENCE)?)?;
    let subject = name(&mut fields)?;
    let start = fields.at;
    let mut key = fields.enter(der::SEQUENCE)?;
    algorithm(key.enter(der::SEQUENCE)?)?;
    key.take(der::BIT_STRING)?;
    key.is_at_end().then_some(())?;
    let public_key = start..fields.at;
    fields.optional(ISSUER_UNIQUE_ID);
    fields.optional(SUBJECT_UNIQUE_ID);
    let extensions = match fields.enter(CONTEXT_3) {
        Some(list) => extensions(list)?,
        None => Extensions::default(),
    };
    let layout = Layout { serial, issuer, subject, public_key, extensions, validity };
    fields.is_at_end().then_some(layout)
}

/// An AlgorithmIdentifier: an object identifier and at most one parameter.
fn algorithm(mut fields: Cursor<'_>) -> Option<()> {
    fields.take(der::OID)?;
    let (_, _, rest) = match &fields.bytes[fields.at..fields.end] {
        [] => return Some(()),
        parameter => der::read(parameter)?,
    };
    rest.is_empty().then_some(())
}

/// A Name: sets of pairs of an object identifier and a text.
fn name(fields: &mut Cursor<'_>) -> Option<Range<usize>> {
    let start = fields.at;
    let mut sets = fields.enter(der::SEQUENCE)?;
    while !sets.is_at_end() {
        let mut pairs = sets.enter(der::SET)?;
        while !pairs.is_at_end() {
            let mut pair = pairs.enter(der::SEQUENCE)?;
            pair.take(der::OID)?;
            let (tag, contents, rest) = der::read(&pair.bytes[pair.at..pair.end])?;
            (rest.is_empty() && is_text(tag, contents)).then_some(())?;
        }
    }
    Some(start..fields.at)
}

fn validity(mut fields: Cursor<'_>) -> Option<(i64, i64)> {
    let times = (time(&mut fields)?, time(&mut fields)?);
    fields.is_at_end().then_some(times)
}

fn time(fields: &mut Cursor<'_>) -> Option<i64> {
    let contents = fields.optional(UTC_TIME).or_else(|| fields.optional(GENERALIZED_TIME))?;
    let text = std::str::from_utf8(&fields.bytes[contents]).ok().filter(|text| is_time(text))?;
    let since = Asn1Time::from_unix(0).ok()?.diff(&*Asn1Time::from_str(text).ok()?).ok()?;
    Some(i64::from(since.days) * 86_400 + i64::from(since.secs))
}

/// Whether it has nothing but what times are written with: OpenSSL takes a text without NUL.
fn is_time(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'Z' | b'+' | b'-' | b'.'))
}

/// The extensions that are asked for. Each stands there once (RFC 5280, section 4.2).
fn extensions(mut fields: Cursor<'_>) -> Option<Extensions> {
    let mut list = fields.enter(der::SEQUENCE)?;
    fields.is_at_end().then_some(())?;
    let mut found = Extensions::default();
    while !list.is_at_end() {
        let mut extension = list.enter(der::SEQUENCE)?;
        let (_, kind) = extension.take(der::OID)?;
        extension.optional(BOOLEAN);
        let (_, value) = extension.take(der::OCTET_STRING)?;
        extension.is_at_end().then_some(())?;
        match &extension.bytes[kind] {
            san::OID => {
                san::names(&extension.bytes[value.clone()])?;
                found.alternative_names.replace(value).is_none().then_some(())?;
            }
            AUTHORITY_KEY_ID => found.authority_key_id = Some(value),
            _ => {}
        }
    }
    Some(found)
}

/// Whether the element and all within it are whole, and what has no elements within is what its tag says.
fn is_well_formed(tag: u8, contents: &[u8], depth: usize) -> bool {
    const CONSTRUCTED: u8 = 0x20;
    if tag & CONSTRUCTED != 0 {
        return depth < DEEPEST && are_well_formed(contents, depth + 1);
    }
    match tag {
        BOOLEAN => contents.len() == 1,
        der::INTEGER => match contents {
            [] | [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => false,
            [..] => true,
        },
        der::BIT_STRING => contents.first().is_some_and(|unused| *unused <= 7),
        NULL => contents.is_empty(),
        der::OID => is_object_identifier(contents),
        _ => true,
    }
}

fn are_well_formed(mut bytes: &[u8], depth: usize) -> bool {
    while !bytes.is_empty() {
        match der::read(bytes) {
            Some((tag, contents, rest)) if is_well_formed(tag, contents, depth) => bytes = rest,
            _ => return false,
        }
    }
    true
}

/// No number of it begins with a zero digit, and the last one is whole.
fn is_object_identifier(contents: &[u8]) -> bool {
    const MORE: u8 = 0x80;
    let starts = std::iter::once(0).chain(contents.iter().map(|digit| digit & MORE));
    let padded = contents.iter().zip(starts).any(|(digit, before)| *digit == MORE && before == 0);
    !padded && contents.last().is_some_and(|last| last & MORE == 0)
}

/// Whether it is a text of a kind that names are made of.
fn is_text(tag: u8, contents: &[u8]) -> bool {
    const UTF8: u8 = 0x0c;
    const NUMERIC: u8 = 0x12;
    const PRINTABLE: u8 = 0x13;
    const TELETEX: u8 = 0x14;
    const IA5: u8 = 0x16;
    const UNIVERSAL: u8 = 0x1c;
    const BMP: u8 = 0x1e;
    match tag {
        UTF8 => std::str::from_utf8(contents).is_ok(),
        UNIVERSAL => contents.len() % 4 == 0,
        BMP => contents.len() % 2 == 0,
        NUMERIC | PRINTABLE | TELETEX | IA5 | der::BIT_STRING | der::SEQUENCE => true,
        _ => false,
    }
}
