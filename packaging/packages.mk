# Everything that goes into dist/, and the tests that install it away from the repository and issue with it.

.PHONY: packages package-test package-servers gem wheel wheel-test deb dist sbom dependencies gem-test deb-test dist-test

packages: gem wheel deb dist sbom ## build every package into dist

package-test: gem-test wheel-test deb-test dist-test ## install-test each package of dist and issue a certificate with it

package-servers:
	@scripts/setup.sh build demo
	@$(CARGO) build $(TEST_FEATURES) --example test-servers

gem: ## build the Ruby gems into dist
	@scripts/setup.sh build ruby vendored
	@scripts/gem.sh

wheel: ## build the Python wheel into dist
	@scripts/setup.sh build python vendored
	@scripts/wheel.sh

deb: lib ## build the Debian packages libacme-client1 and libacme-client-dev into dist
	@scripts/setup.sh build packages
	@scripts/deb.sh "$(RELEASE)"

dist: ## build the source tarball, which builds without a network, into dist
	@scripts/setup.sh build
	@scripts/dist.sh

sbom: ## write the list of crates as CycloneDX JSON into dist
	@mkdir -p dist
	@SOURCE_DATE_EPOCH=$$(scripts/source-date.sh) python3 -B scripts/sbom.py dist/acme-client-$$(scripts/version.sh).cdx.json

dependencies: ## write the list of crates and their licences into docs/dependencies.md
	python3 -B scripts/dependencies.py write

gem-test: gem package-servers ## install each gem into an empty GEM_HOME and issue a certificate from an empty folder
	@scripts/gem-test.sh

wheel-test: wheel package-servers ## install the wheel into an empty environment and issue a certificate from an empty folder
	@scripts/wheel-test.sh

deb-test: deb package-servers ## install the Debian packages into a clean root and issue a certificate there
	@scripts/setup.sh packages
	@scripts/deb-test.sh

dist-test: dist package-servers ## build the tarball in an empty folder, install it and issue a certificate
	@scripts/dist-test.sh
