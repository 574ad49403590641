//! Writes the C header into the build's folder, and gives the shared library its name and link rules.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    link_shared_library();
    #[cfg(feature = "capi")]
    header::write();
}

/// The SONAME follows cargo-c's rule, so that both ways to build give the same library.
fn link_shared_library() {
    let major = variable("CARGO_PKG_VERSION_MAJOR");
    match variable("CARGO_CFG_TARGET_OS").as_str() {
        "linux" => {
            link_argument(&format!("-soname,libacme_client.so.{major}"));
            link_argument("-z,nodelete");
            link_argument("--exclude-libs,ALL");
        }
        "macos" => link_argument(&format!("-install_name,@rpath/libacme_client.{major}.dylib")),
        _ => {}
    }
}

fn link_argument(argument: &str) {
    println!("cargo:rustc-cdylib-link-arg=-Wl,{argument}");
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[cfg(feature = "capi")]
mod header {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::variable;

    /// The sections of the header, in reading order. The `//!` comment of a section's first file is its introduction.
    const SECTIONS: &[&[&str]] = &[
        &["ffi/version.rs"],
        &["ffi/memory.rs"],
        &["ffi/status.rs", "error/kind.rs"],
        &["ffi/error.rs"],
        &["ffi/log.rs"],
        &["ffi/cancel.rs"],
        &["ffi/key.rs"],
        &["ffi/signer.rs"],
        &["ffi/transport.rs"],
        &["ffi/options.rs"],
        &["ffi/client.rs"],
        &["ffi/directory.rs"],
        &["ffi/account.rs"],
        &["ffi/credentials.rs"],
        &["ffi/key_change.rs"],
        &["ffi/order.rs"],
        &["ffi/authorization.rs"],
        &["ffi/challenge.rs"],
        &["ffi/dns_record.rs"],
        &["ffi/self_signed.rs"],
        &["ffi/csr.rs"],
        &["ffi/chain_preference.rs"],
        &["ffi/certificate.rs"],
        &["ffi/revocation.rs"],
        &["ffi/renewal_info.rs"],
        &["ffi/renewal.rs", "issuance/renewal.rs"],
        &["ffi/orders.rs"],
        &["ffi/pre_authorization.rs"],
        &["ffi/auto_renewal.rs"],
        &["ffi/onion_csr.rs", "ffi/onion_caa.rs"],
        &["ffi/solver.rs"],
        &["ffi/batch.rs"],
        &["ffi/resource.rs"],
        &["ffi/event.rs"],
        &["ffi/obtain_params.rs"],
        &["ffi/obtain.rs"],
        &["ffi/store.rs", "ffi/store_callbacks.rs"],
        &["ffi/manager.rs", "ffi/manager_options.rs", "ffi/manager_report.rs"],
    ];

    /// cbindgen's wrapping of an enumeration with a size.
    const SIZED_ENUM_HEAD: &str =
        "\n#if __STDC_VERSION__ >= 202311L\n  : int32_t\n#endif // __STDC_VERSION__ >= 202311L\n {\n";

    pub fn write() {
        for path in ["cbindgen.toml", "src/ffi", "src/error", "src/issuance/renewal.rs"] {
            println!("cargo:rerun-if-changed={path}");
        }
        refuse_exports_without_section();
        let config = cbindgen::Config::from_file("cbindgen.toml").unwrap_or_else(|error| panic!("{error}"));
        let sections: Vec<_> = SECTIONS.iter().map(|files| section(&config, files)).collect();
        let (types, sections) = named_first(&sections.join("\n"));
        let path = PathBuf::from(variable("OUT_DIR")).join("acme_client.h");
        let header = frame(&config, &types, &sections);
        fs::write(&path, header).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        println!("cargo:rustc-env=ACME_HEADER={}", path.display());
    }

    fn refuse_exports_without_section() {
        for entry in fs::read_dir("src/ffi").unwrap_or_else(|error| panic!("src/ffi: {error}")).flatten() {
            let file = format!("ffi/{}", entry.file_name().to_string_lossy());
            let exports = read(&file).contains("fn acme_") && file != "ffi/testing.rs";
            let placed = SECTIONS.iter().any(|files| files.contains(&file.as_str()));
            assert!(
                !exports || placed,
                "src/{file} exports functions: give it a place in SECTIONS of build.rs"
            );
        }
    }

    fn read(file: &str) -> String {
        let path = Path::new("src").join(file);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    fn frame(config: &cbindgen::Config, types: &str, sections: &str) -> String {
        let preamble = config.header.as_deref().unwrap_or_default().trim();
        let guard = config.include_guard.as_deref().unwrap_or("ACME_CLIENT_H");
        let includes: String =
            config.sys_includes.iter().map(|name| format!("#include <{name}>\n")).collect();
        format!(
            "{preamble}\n\n#ifndef {guard}\n#define {guard}\n\n{includes}\n\
             #ifdef __cplusplus\nextern \"C\" {{\n#endif\n\n{}\n{types}\n{sections}\n\
             #ifdef __cplusplus\n}}\n#endif\n\n#endif /* {guard} */\n",
            version_macros()
        )
    }

    fn version_macros() -> String {
        const SAME: &str = "/** The same for the preprocessor. */\n";
        let [major, minor, patch] = ["MAJOR", "MINOR", "PATCH"].map(|part| {
            let text = variable(&format!("CARGO_PKG_VERSION_{part}"));
            text.parse::<u32>().unwrap_or_else(|error| panic!("version {text}: {error}"))
        });
        let number = (major << 16) | (minor << 8) | patch;
        let parts =
            [("MAJOR", major.to_string()), ("MINOR", minor.to_string()), ("PATCH", patch.to_string())];
        let all = parts.into_iter().chain([("NUMBER", format!("{number:#08x}"))]);
        let (enumerators, macros): (Vec<_>, Vec<_>) = all
            .map(|(name, value)| {
                let name = format!("ACME_CLIENT_VERSION_{name}");
                (format!("  {name} = {value},\n"), format!("{SAME}#define {name} {value}\n"))
            })
            .unzip();
        format!(
            "/** The version of this header; NUMBER is 65536 * MAJOR + 256 * MINOR + PATCH. Compare acme_version_number(). */\n\
             enum {{\n{}}};\n\n{}/** The version as text. */\n#define ACME_CLIENT_VERSION \"{}\"\n",
            enumerators.concat(),
            macros.concat(),
            variable("CARGO_PKG_VERSION")
        )
    }

    fn section(config: &cbindgen::Config, files: &[&str]) -> String {
        let mut config = config.clone();
        (config.header, config.include_guard) = (None, None);
        config.sys_includes.clear();
        config.cpp_compat = false;
        let mut builder = cbindgen::Builder::new();
        for file in files {
            config.export.include.extend(exported_types(&read(file)));
            builder = builder.with_src(Path::new("src").join(file));
        }
        let bindings =
            builder.with_config(config).generate().unwrap_or_else(|error| panic!("{files:?}: {error}"));
        let mut text = Vec::new();
        bindings.write(&mut text);
        let text = String::from_utf8(text).unwrap_or_else(|error| panic!("{files:?}: {error}"));
        let body = short_comments(&plain_links(&anonymous_enums(&text)));
        assert!(
            !body.contains("\n#"),
            "src/{files:?}: no name in cbindgen.toml for an enumeration, or a macro, in\n{body}"
        );
        format!("{}{}\n", introduction(&read(files[0])), body.trim())
    }

    /// The types that cbindgen would leave out of a section whose own functions do not use them: those with a name in
    /// C, and the enumerations of constants.
    fn exported_types(source: &str) -> Vec<String> {
        let named = source.lines().filter_map(|line| {
            let rest = line.strip_prefix("pub type ").or_else(|| line.strip_prefix("pub struct "))?;
            Some(first_word(rest)).filter(|name| name.starts_with("acme_"))
        });
        let enumerations =
            source.split("\n#[repr(i32)]\n").skip(1).filter_map(|rest| rest.split_once("pub enum "));
        named.chain(enumerations.map(|(_, rest)| first_word(rest))).map(str::to_owned).collect()
    }

    fn first_word(text: &str) -> &str {
        text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
    }

    fn introduction(source: &str) -> String {
        let lines: Vec<_> = source.lines().map_while(|line| line.strip_prefix("//!")).collect();
        assert!(!lines.is_empty(), "a section's first file begins with a `//!` comment");
        banner(&plain_links(&lines.join("\n *")))
    }

    fn banner(text: &str) -> String {
        let rule = "-".repeat(97);
        format!("/* {rule}\n *{text}\n * {rule} */\n\n")
    }

    /// The names of all opaque types in front, so that each section may use those of the others, and the sections with
    /// the types' descriptions.
    fn named_first(sections: &str) -> (String, String) {
        let mut types = banner(" The objects, each described in its section.");
        let mut described = String::new();
        for line in sections.lines() {
            match line.strip_prefix("typedef struct ").and_then(|rest| rest.split_once(' ')) {
                Some((name, _)) => {
                    types.push_str(&format!("{line}\n"));
                    described.push_str(&format!("struct {name};\n"));
                }
                None => described.push_str(&format!("{line}\n")),
            }
        }
        (types, described)
    }

    /// What stands before and after `mark`, which must be there: cbindgen writes it.
    fn split<'a>(text: &'a str, mark: &str) -> (&'a str, &'a str) {
        text.split_once(mark).unwrap_or_else(|| panic!("there is no {mark:?} in\n{text}"))
    }

    /// C99, C++, cgo and cffi all read an enumeration without a name as plain integers.
    fn anonymous_enums(text: &str) -> String {
        let mut output = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("enum acme_") {
            let (name, body) = split(after, SIZED_ENUM_HEAD);
            let typedef = format!(
                "#if __STDC_VERSION__ >= 202311L\ntypedef enum acme_{name} acme_{name};\n#else\n\
                 typedef int32_t acme_{name};\n#endif // __STDC_VERSION__ >= 202311L\n"
            );
            let (variants, after) = split(body, &typedef);
            let success = if name == "status" { "  /** Success. */\n  ACME_STATUS_OK = 0,\n" } else { "" };
            output.extend([before, "enum {\n", success, variants]);
            rest = after;
        }
        output + rest
    }

    /// Rust's links between items, `[x]` and its kin, as the bare name.
    fn plain_links(text: &str) -> String {
        let mut output = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("[`") {
            let (name, after) = split(after, "`]");
            output.extend([before, name]);
            rest = match after.strip_prefix('(') {
                Some(target) => split(target, ")").1,
                None => after,
            };
        }
        output + rest
    }

    /// A comment of one line on one line.
    fn short_comments(text: &str) -> String {
        let lines: Vec<_> = text.lines().collect();
        let mut output = String::new();
        let mut at = 0;
        while at < lines.len() {
            let short = match &lines[at..] {
                [open, text, close, ..] if open.trim() == "/**" && close.trim() == "*/" => {
                    let (indent, text) = split(text, "* ");
                    Some(format!("{}/** {text} */", indent.strip_suffix(' ').unwrap_or(indent)))
                }
                _ => None,
            };
            at += if short.is_some() { 3 } else { 1 };
            output.push_str(short.as_deref().unwrap_or(lines[at - 1]));
            output.push('\n');
        }
        output
    }
}
