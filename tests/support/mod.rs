//! What the tests of every language run against and are built with. Nothing in this program uses the library under test.
#![allow(dead_code, unused_imports, reason = "each test binary uses a part of these servers")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test server that cannot go on fails its test")]

pub mod c_program;
pub mod ca;
pub mod encoding;
pub mod http;
pub mod native;
pub mod orderly;
pub mod pages;
pub mod part;
pub mod pebble;
pub mod process;
pub mod secret;
pub mod static_files;
pub mod temp_dir;
pub mod test_key;
pub mod tls;
pub mod wire_client;
pub mod x509;
