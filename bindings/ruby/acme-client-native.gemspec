# frozen_string_literal: true

require_relative "lib/acme/client/version"

Gem::Specification.new do |spec|
  spec.name = "acme-client-native"
  spec.version = Acme::Client::VERSION
  spec.authors = ["The acme-client authors"]
  spec.summary = "ACME (RFC 8555) client with a native engine; a drop-in for acme-client"
  spec.description = "Obtains, renews and revokes certificates from ACME authorities such as Let's Encrypt. Programs written for " \
                     "the acme-client gem run unchanged; the protocol runs in a native engine."
  spec.license = "MIT"
  spec.required_ruby_version = ">= 3.1"
  spec.metadata = { "rubygems_mfa_required" => "true" }

  spec.files = Dir.chdir(__dir__) do
    Dir["lib/**/*.rb", "sig/**/*.rbs", "ext/**/*.{rb,rs,toml,lock}", "core/**/*", "README.md", "LICENSE"]
      .select { |path| File.file?(path) }
  end
  spec.extensions = Dir.chdir(__dir__) { Dir["ext/*/extconf.rb"] }
  spec.require_paths = ["lib"]

  spec.add_dependency "base64", ">= 0.1"
end
