//! One target for all properties: its binary is named after the property that it feeds.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

static NAME: LazyLock<String> = LazyLock::new(|| {
    let program = std::env::current_exe().expect("the program's own path");
    program.file_stem().expect("a file name").to_string_lossy().into_owned()
});

fuzz_target!(|input: &[u8]| acme_client_fuzz::check(&NAME, input));
