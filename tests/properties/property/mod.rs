//! What must hold for any bytes at all: nothing panics, and what is accepted keeps its promises. Each property takes the
//! bytes of one input; `tests/properties` feeds them on stable, `fuzz` with coverage.

mod certificate;
mod conversation;
mod document;
mod header;
mod key;
mod name;
mod resource;
mod script;
mod wire;

/// A property, and the name of its fuzz target and of its folder of seeds.
pub struct Property {
    pub name: &'static str,
    pub check: fn(&[u8]),
}

pub const PROPERTIES: &[Property] = &[
    Property { name: "account", check: resource::account },
    Property { name: "authorization", check: resource::authorization },
    Property { name: "certificate", check: certificate::chain },
    Property { name: "challenge", check: resource::challenge },
    Property { name: "conversation", check: conversation::conversation },
    Property { name: "credentials", check: document::credentials },
    Property { name: "csr", check: certificate::csr },
    Property { name: "directory", check: resource::directory },
    Property { name: "identifier", check: name::identifier },
    Property { name: "jwk", check: key::jwk },
    Property { name: "key", check: key::key },
    Property { name: "link", check: header::link },
    Property { name: "order", check: resource::order },
    Property { name: "problem", check: resource::problem },
    Property { name: "renewal_info", check: resource::renewal_info },
    Property { name: "retry_after", check: header::retry_after },
    Property { name: "state", check: document::state },
    Property { name: "text", check: name::text },
    Property { name: "url", check: name::url },
    Property { name: "wire", check: wire::response },
];
