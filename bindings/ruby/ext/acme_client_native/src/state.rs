//! The state of an issuance, given to a Ruby object's `keep_state`.

use acme_client::Result;
use acme_client::issuance::{State, StateSink};
use magnus::Value;
use magnus::prelude::*;

use crate::client;
use crate::gvl::on_caller;

/// Stands for the object that keeps the state of one call.
pub struct RubyStateSink {
    pub host: usize,
}

impl StateSink for RubyStateSink {
    fn keep(&self, state: &State) -> Result<()> {
        let (host, document) = (self.host, state.to_json()?);
        on_caller(move |_, this| {
            client::host(this, host)?.funcall::<_, _, Value>("keep_state", (document.as_str(),)).map(|_| ())
        })
    }
}
