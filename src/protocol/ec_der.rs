//! EC private keys in DER: SEC 1 (RFC 5915), and PKCS #8 around it (RFC 5958).
//!
//! OpenSSL's own reader frees the private number without wiping it.

use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcKey, EcPoint};
use openssl::error::ErrorStack;
use openssl::nid::Nid;
use openssl::pkey::Private;

use super::der;
use super::jwk::Curve;

const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const CURVES: [(&[u8], Nid); 3] = [
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07], Nid::X9_62_PRIME256V1),
    (&[0x2b, 0x81, 0x04, 0x00, 0x22], Nid::SECP384R1),
    (&[0x2b, 0x81, 0x04, 0x00, 0x23], Nid::SECP521R1),
];

/// The parts of a key on a named curve, within its DER.
pub(super) struct EcDer<'a> {
    curve: &'static Curve,
    number: &'a [u8],
    point: Option<&'a [u8]>,
}

impl<'a> EcDer<'a> {
    /// The parts of a key that is one of these; `None` for everything else.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        Self::from_pkcs8(bytes).or_else(|| Self::from_sec1(bytes, None))
    }

    fn from_pkcs8(bytes: &'a [u8]) -> Option<Self> {
        let mut outer = whole_sequence(bytes)?;
        take(&mut outer, der::INTEGER)?;
        let mut algorithm = take(&mut outer, der::SEQUENCE)?;
        if take(&mut algorithm, der::OID)? != EC_PUBLIC_KEY {
            return None;
        }
        let curve = take(&mut algorithm, der::OID).and_then(named)?;
        Self::from_sec1(take(&mut outer, der::OCTET_STRING)?, Some(curve))
    }

    fn from_sec1(bytes: &'a [u8], curve: Option<&'static Curve>) -> Option<Self> {
        let mut inner = whole_sequence(bytes)?;
        if take(&mut inner, der::INTEGER)? != [1] {
            return None;
        }
        let number = take(&mut inner, der::OCTET_STRING)?;
        let mut parameters = take(&mut inner, der::CONTEXT_0);
        let own = parameters.as_mut().and_then(|parameters| take(parameters, der::OID)).and_then(named);
        let mut public = take(&mut inner, der::CONTEXT_1);
        let bits = public.as_mut().and_then(|public| take(public, der::BIT_STRING));
        let point = bits.and_then(|bits| bits.strip_prefix(&[0]));
        Some(Self { curve: curve.or(own)?, number, point })
    }

    /// The key; its parts may not belong together.
    pub fn key(&self) -> Result<EcKey<Private>, ErrorStack> {
        let (group, mut context) = (self.curve.group()?, BigNumContext::new_secure()?);
        let mut number = BigNum::new_secure()?;
        number.copy_from_slice(self.number)?;
        let point = match self.point {
            Some(bytes) => EcPoint::from_bytes(group, bytes, &mut context)?,
            None => {
                let mut point = EcPoint::new(group)?;
                point.mul_generator2(group, &number, &mut context)?;
                point
            }
        };
        EcKey::from_private_components(group, &number, &point)
    }
}

fn whole_sequence(bytes: &[u8]) -> Option<&[u8]> {
    der::expect(der::SEQUENCE, bytes).filter(|(_, rest)| rest.is_empty()).map(|(contents, _)| contents)
}

/// Takes the first element off when it has this tag.
fn take<'a>(bytes: &mut &'a [u8], tag: u8) -> Option<&'a [u8]> {
    let (contents, rest) = der::expect(tag, bytes)?;
    *bytes = rest;
    Some(contents)
}

fn named(oid: &[u8]) -> Option<&'static Curve> {
    let (_, curve) = CURVES.iter().find(|(known, _)| *known == oid)?;
    Curve::of(Some(*curve)).ok()
}
