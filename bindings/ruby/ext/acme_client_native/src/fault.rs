//! Why a verb has no answer.

use acme_client::protocol::Invalid;
use acme_client::{Error, Kind};

/// What a verb fails with.
pub enum Fault {
    /// The engine's failure, for the answer's `error`.
    Engine(Error),
    /// Ruby's, to be raised: an interrupt, a callback's exception, an argument of the wrong class.
    Ruby(magnus::Error),
}

impl Fault {
    /// An argument that was refused, by its name.
    pub fn argument(name: &str, reason: &str) -> Self {
        Self::Engine(Error::new(Kind::InvalidArgument, format!("{name}: {reason}")))
    }

    /// A panic that was caught.
    pub fn panic(payload: &(dyn std::any::Any + Send)) -> Self {
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        Self::Engine(Error::new(
            Kind::Panic,
            format!("a defect of this library: {}", text.unwrap_or("panic")),
        ))
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Engine(error)
    }
}

impl From<Invalid> for Fault {
    fn from(invalid: Invalid) -> Self {
        Self::Engine(invalid.into())
    }
}

impl From<magnus::Error> for Fault {
    fn from(error: magnus::Error) -> Self {
        Self::Ruby(error)
    }
}
