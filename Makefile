# `make` alone lists the targets.

CARGO ?= cargo
CARGO_TARGET_DIR ?= target
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
DESTDIR ?=
SECONDS ?= 10

RELEASE := $(CARGO_TARGET_DIR)/release
# The features with which the tests build; one set everywhere, so that nothing is compiled twice.
TEST_FEATURES := --features testing

export CARGO_TARGET_DIR

.PHONY: help setup lib header ruby python go cpp check test interop names docs fuzz soak checked sanitize languages faults reliability full bench instructions bench-ruby demo install clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what building, tests and demo need (root), or print the apt-get line for it
	@scripts/setup.sh build demo test ruby python go

lib: ## build the shared and the static C library into target/release
	@scripts/setup.sh build
	$(CARGO) rustc --release --lib --crate-type cdylib,staticlib -- \
	    --print native-static-libs=$(RELEASE)/native-static-libs
	@scripts/link-soname.sh $(RELEASE)

header: ## rewrite include/acme_client.h and add new functions to include/acme_client.symbols
	scripts/header.sh

ruby: ## build the Ruby extension into bindings/ruby/lib
	@scripts/setup.sh build ruby
	@scripts/ruby.sh

python: lib ## make the Python module importable from bindings/python, and its tools in .tools/python
	@scripts/setup.sh python
	@scripts/python.sh

go: lib ## build the Go package over the library of this tree
	@scripts/setup.sh go
	@scripts/go.sh bindings/go build ./...

cpp: ## compile and run the C++ tests: two compilers, sanitizers, examples
	@scripts/setup.sh build demo test
	$(CARGO) test $(TEST_FEATURES) --test cpp

check: lib ## format, lints, documentation, header, symbols and layers
	@scripts/setup.sh build test ruby
	$(CARGO) fmt --all --check
	$(CARGO) clippy --all-targets $(TEST_FEATURES) -- -D warnings
	$(CARGO) clippy --lib --no-default-features -- -D warnings
	$(CARGO) clippy --package acme-client-native -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --no-deps $(TEST_FEATURES)
	$(CARGO) test $(TEST_FEATURES) --test header --test symbols --test layers
	@scripts/check-ruby.sh
	@scripts/instructions.sh
	python3 -B scripts/dependencies.py check
	python3 -B scripts/names/names.py check

test: lib ruby python go ## all tests: Rust, against CA servers, C plainly and under valgrind, C++, the installed library, Ruby, Python, Go
	@scripts/setup.sh build demo test
	$(CARGO) test $(TEST_FEATURES)
	@scripts/spec.sh
	@scripts/pytest.sh
	@scripts/test-go.sh -race

interop: ruby python go ## try every feature from every language against Pebble and step-ca, and print the table
	@scripts/setup.sh build demo
	@scripts/interop.sh all

names: ## write into docs/names.md what every C function is called in the other languages
	python3 -B scripts/names/names.py write

docs: python ## write the API reference of each language into target/docs; a warning fails
	@scripts/setup.sh build go docs
	@scripts/docs.sh

fuzz: lib ## feed every parser, whole conversations and the C functions with random input, SECONDS=10 each
	@scripts/setup.sh build
	$(CARGO) build $(TEST_FEATURES) --example test-servers
	@scripts/fuzz.sh "$(SECONDS)"

soak: ## ten thousand issuances with one client on eight threads
	@scripts/setup.sh build demo
	$(CARGO) test $(TEST_FEATURES) --test soak -- --ignored

checked: lib ## build the C library with the address sanitizer into target/checked, and show which misuses are reported
	@scripts/setup.sh build test
	@scripts/checked.sh

sanitize: lib ## run the tests under valgrind and the address, thread and undefined behaviour sanitizers
	@scripts/setup.sh build demo test
	@scripts/sanitize.sh

languages: ruby python go wheel ## interrupts, time-outs, forks and preloading servers in every language
	@scripts/setup.sh build demo
	$(CARGO) build $(TEST_FEATURES) --example test-servers
	@scripts/languages.sh

faults: ## every fault at every step, nonce storms, processes killed at random; minutes
	@scripts/setup.sh build demo
	$(CARGO) test $(TEST_FEATURES) --test faults -- --ignored --nocapture --test-threads=1

reliability: ## put the results of the long runs into docs/reliability.md
	@scripts/reliability.sh

full: package-test docs interop faults languages soak fuzz sanitize reliability ## the long tests

bench: lib ruby python ## measure beside other ACME clients and write docs/performance.md; QUICK=1 for a short look
	@scripts/setup.sh build demo ruby python
	$(CARGO) build $(TEST_FEATURES) --example test-servers
	@scripts/bench.sh

instructions: ## count the instructions of what only computes, and keep the counts that `make check` compares with
	@scripts/setup.sh build demo test
	@scripts/instructions.sh --write

bench-ruby: ruby ## compare the CPU time of issuing with that of the gem acme-client 2.0.9
	@scripts/setup.sh build demo
	$(CARGO) build $(TEST_FEATURES) --example test-servers
	$(CARGO_TARGET_DIR)/debug/examples/test-servers pebble --always-valid --nonce-reject 0 -- ruby benches/ruby_cpu.rb

demo: ## issue with the examples of every language from a CA server on this machine, and print a table
	@scripts/setup.sh build demo ruby python go
	@scripts/demo.sh

install: lib ## install the C library; PREFIX=/usr/local, LIBDIR=PREFIX/lib, DESTDIR=
	@scripts/install.sh "$(RELEASE)" "$(DESTDIR)" "$(PREFIX)" "$(LIBDIR)"

clean: ## remove everything that was built
	$(CARGO) clean

include packaging/packages.mk
