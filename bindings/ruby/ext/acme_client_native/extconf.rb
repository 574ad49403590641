# frozen_string_literal: true

# Writes the Makefile that builds the extension with cargo. It needs nothing from RubyGems.
#
#   --enable-vendored-openssl   build OpenSSL and link it statically, instead of the system's

require "rbconfig"
require "shellwords"

# What building the extension needs of the system.
module Needs
  RUST = [1, 85].freeze
  LIBCLANG = %w[
    /usr/lib/llvm*/lib* /usr/lib/*-linux-gnu* /usr/lib /usr/lib64 /usr/lib64/llvm*/lib* /usr/local/lib
    /opt/homebrew/opt/llvm/lib /usr/local/opt/llvm/lib /Library/Developer/CommandLineTools/usr/lib
    /Applications/Xcode.app/Contents/Developer/Toolchains/XcodeDefault.xctoolchain/usr/lib
  ].freeze

  module_function

  def missing(vendored:)
    [
      ("Rust #{RUST.join(".")} or later (https://rustup.rs)" unless rust?),
      ("a C compiler (apt-get install gcc libc6-dev)" unless program?(ENV.fetch("CC", "cc"))),
      ("Ruby's headers (apt-get install ruby-dev)" unless File.exist?("#{RbConfig::CONFIG["rubyhdrdir"]}/ruby.h")),
      ("libclang (apt-get install libclang-dev)" unless libclang?),
      vendored ? vendored_openssl : openssl
    ].compact
  end

  def rust?
    version = program?(cargo) && program?(rustc) && `#{rustc.shellescape} --version`[/\d+\.\d+/]
    version && (version.split(".").map(&:to_i) <=> RUST) >= 0
  end

  def cargo
    ENV.fetch("CARGO", "cargo")
  end

  def rustc
    ENV.fetch("RUSTC", "rustc")
  end

  def program?(command)
    name = command.shellsplit.first.to_s
    folders = name.include?("/") ? [nil] : ENV.fetch("PATH", "").split(File::PATH_SEPARATOR)
    folders.map { |folder| [folder, name].compact.join("/") }.any? { |file| File.file?(file) && File.executable?(file) }
  end

  def libclang?
    folders = [ENV["LIBCLANG_PATH"], *LIBCLANG].compact
    folders.any? { |folder| File.file?(folder) || Dir["#{folder}/libclang{.so,-*.so,.dylib,.so.*,-*.so.*}"].any? }
  end

  def openssl
    return if %w[OPENSSL_DIR OPENSSL_INCLUDE_DIR].any? { |name| ENV[name] }
    return if program?("pkg-config") && system("pkg-config", "--exists", "openssl >= 1.1.1")
    return if RUBY_PLATFORM.include?("darwin") && Dir["{/opt/homebrew,/usr/local}/opt/openssl*"].any?

    "OpenSSL's headers (apt-get install libssl-dev pkg-config)"
  end

  def vendored_openssl
    tools = %w[perl make].reject { |name| program?(name) }
    "#{tools.join(" and ")}, to build OpenSSL (apt-get install perl make)" if tools.any?
  end
end

vendored = ARGV.include?("--enable-vendored-openssl")
missing = Needs.missing(vendored: vendored)
abort "acme-client-native cannot be built without #{missing.join("; ")}" if missing.any?

source = File.expand_path(__dir__)
# Beside the manifest only in a packaged gem, which is built once.
packaged = File.exist?("#{source}/Cargo.lock")
target = ENV["CARGO_TARGET_DIR"] ? File.expand_path(ENV["CARGO_TARGET_DIR"]) : "#{Dir.pwd}/target"
built = "libacme_client_native.#{RbConfig::CONFIG["SOEXT"]}"
arguments = ["--manifest-path", "#{source}/Cargo.toml", "--target-dir", target]
arguments << "--locked" if packaged
arguments.push("--features", "vendored") if vendored
if (triple = ENV["CARGO_BUILD_TARGET"])
  arguments.push("--target", triple)
end

File.write("Makefile", <<~MAKEFILE)
  SHELL = /bin/sh
  CARGO = #{Needs.cargo}
  DESTDIR =
  sitearchdir = #{RbConfig::CONFIG["sitearchdir"]}
  EXTENSION = acme_client_native.#{RbConfig::CONFIG["DLEXT"]}
  export RUBY = #{RbConfig.ruby}

  .PHONY: all install clean distclean build

  all: build

  build:
  \t$(CARGO) build --release #{arguments.shelljoin}
  \tcp #{[target, triple, "release", built].compact.join("/").shellescape} $(EXTENSION)

  install: build
  \tmkdir -p "$(DESTDIR)$(sitearchdir)/acme/client"
  \tcp $(EXTENSION) "$(DESTDIR)$(sitearchdir)/acme/client/.$(EXTENSION)"
  \tmv "$(DESTDIR)$(sitearchdir)/acme/client/.$(EXTENSION)" "$(DESTDIR)$(sitearchdir)/acme/client/$(EXTENSION)"
  #{"\trm -rf #{target.shellescape}" if packaged && !ENV["CARGO_TARGET_DIR"]}

  clean:
  \trm -f $(EXTENSION)

  distclean: clean
  \trm -f Makefile
MAKEFILE
