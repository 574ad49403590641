//! Parameters and options: set one by one, checked together by the call that uses them.

use std::ops::DerefMut;

use crate::error::{Error, Result};

use super::guard::caught;

/// A value under construction that keeps the first bad value it was given.
#[derive(Default)]
pub struct Builder<T> {
    value: T,
    refused: Option<Error>,
}

impl<T> Builder<T> {
    pub(super) fn new(value: T) -> Self {
        Self { value, refused: None }
    }

    /// The whole, unless a setter was given a bad value.
    pub(super) fn ready(&self) -> Result<&T> {
        self.refused.as_ref().map_or(Ok(&self.value), |error| Err(error.clone()))
    }

    /// Keeps a failure for [`Builder::ready`], unless there is an earlier one.
    pub(super) fn refuse(&mut self, error: Error) {
        self.refused.get_or_insert(error);
    }

    fn set(&mut self, change: impl FnOnce(&mut T) -> Result<()>) {
        if let Err(error) = caught(|| change(&mut self.value)).and_then(|result| result) {
            self.refuse(error);
        }
    }
}

/// Changes what a builder holds; does nothing when it is NULL, which the call that uses it will say.
pub(super) fn set<B, T>(builder: Option<&mut B>, change: impl FnOnce(&mut T) -> Result<()>)
where
    B: DerefMut<Target = Builder<T>>,
{
    if let Some(builder) = builder {
        builder.set(change);
    }
}

#[cfg(test)]
mod tests {
    use crate::error::Kind;

    use super::*;

    #[test]
    fn the_first_bad_value_is_kept() {
        let mut builder = Builder::new(0);
        builder.set(|value| {
            *value = 5;
            Ok(())
        });
        assert_eq!(*builder.ready().unwrap(), 5);
        builder.set(|_| Err(Error::new(Kind::InvalidArgument, "first: is bad")));
        builder.set(|_| Err(Error::new(Kind::InvalidUtf8, "second: is bad")));
        builder.set(|_| Ok(()));
        assert_eq!(builder.ready().unwrap_err().to_string(), "first: is bad");
    }

    #[test]
    fn a_panic_in_a_setter_is_kept_like_a_bad_value() {
        let mut builder = Builder::new(());
        builder.set(|()| panic!("defect"));
        assert_eq!(builder.ready().unwrap_err().kind(), Kind::Panic);
    }
}
