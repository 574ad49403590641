# `make` alone lists the targets.

CARGO ?= cargo
CARGO_TARGET_DIR ?= target
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
DESTDIR ?=

RELEASE := $(CARGO_TARGET_DIR)/release
# The features with which the tests build; one set everywhere, so that nothing is compiled twice.
TEST_FEATURES := --features testing

export CARGO_TARGET_DIR

.PHONY: help setup lib header check test demo install clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what building, tests and demo need (root), or print the apt-get line for it
	@scripts/setup.sh build demo test

lib: ## build the shared and the static C library into target/release
	@scripts/setup.sh build
	$(CARGO) rustc --release --lib --crate-type cdylib,staticlib -- \
	    --print native-static-libs=$(RELEASE)/native-static-libs
	@scripts/link-soname.sh $(RELEASE)

header: ## rewrite include/acme_client.h and add new functions to include/acme_client.symbols
	scripts/header.sh

check: lib ## format, lints, documentation, header, symbols and layers
	@scripts/setup.sh build test
	$(CARGO) fmt --all --check
	$(CARGO) clippy --all-targets $(TEST_FEATURES) -- -D warnings
	$(CARGO) clippy --lib --no-default-features -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --no-deps $(TEST_FEATURES)
	$(CARGO) test $(TEST_FEATURES) --test header --test symbols --test layers

test: lib ## all tests: Rust, against CA servers, C plainly and under valgrind, the installed library
	@scripts/setup.sh build demo test
	$(CARGO) test $(TEST_FEATURES)

demo: ## issue a certificate from a CA server on this machine and check it
	@scripts/setup.sh build demo
	@scripts/demo.sh

install: lib ## install the C library; PREFIX=/usr/local, LIBDIR=PREFIX/lib, DESTDIR=
	@scripts/install.sh "$(RELEASE)" "$(DESTDIR)" "$(PREFIX)" "$(LIBDIR)"

clean: ## remove everything that was built
	$(CARGO) clean
