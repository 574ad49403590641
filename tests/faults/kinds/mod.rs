//! Every kind of fault.

mod body;
mod chain;
mod connection;
mod field;
mod lie;
mod nonce;
mod status;
mod wire;

use std::sync::LazyLock;

use crate::kind::FaultKind;

/// Every kind, in the order of the table.
pub fn all() -> &'static [FaultKind] {
    static ALL: LazyLock<Vec<FaultKind>> = LazyLock::new(|| {
        let groups = [
            connection::kinds(),
            wire::kinds(),
            body::kinds(),
            field::kinds(),
            status::kinds(),
            nonce::kinds(),
            lie::kinds(),
            chain::kinds(),
        ];
        groups.into_iter().flatten().collect()
    });
    &ALL
}
