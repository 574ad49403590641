//! Functions of the caller's, each with its userdata.

use std::ffi::c_void;

/// What destroys userdata.
pub(super) type Destroy = Option<unsafe extern "C" fn(userdata: *mut c_void)>;

/// A function of the caller's with its userdata, which is destroyed once: when the last owner drops this.
pub(super) struct Callback<F> {
    pub(super) function: F,
    userdata: Userdata,
}

/// The userdata of a callback, destroyed on drop.
pub(super) struct Userdata {
    pointer: *mut c_void,
    destroy: Destroy,
}

// SAFETY: the header asks for userdata that any thread may use and destroy.
unsafe impl Send for Userdata {}
// SAFETY: as above.
unsafe impl Sync for Userdata {}

impl Userdata {
    /// Takes the userdata over.
    ///
    /// # Safety
    /// `destroy` may be called with `pointer`, once and on any thread, and nothing else destroys it.
    pub(super) unsafe fn new(pointer: *mut c_void, destroy: Destroy) -> Self {
        Self { pointer, destroy }
    }

    /// What is handed to the functions it belongs to.
    pub(super) fn pointer(&self) -> *mut c_void {
        self.pointer
    }
}

impl<F> Callback<F> {
    pub(super) fn new(function: F, userdata: Userdata) -> Self {
        Self { function, userdata }
    }

    pub(super) fn userdata(&self) -> *mut c_void {
        self.userdata.pointer()
    }
}

impl Drop for Userdata {
    fn drop(&mut self) {
        if let Some(destroy) = self.destroy {
            // SAFETY: `new` was promised that it may be called once.
            unsafe { destroy(self.pointer) };
        }
    }
}
