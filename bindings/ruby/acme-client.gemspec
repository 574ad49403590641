# frozen_string_literal: true

# Stands in for the gem of this name, for gems that depend on it: it has no files and brings acme-client-native, which
# answers `require "acme-client"`.
Gem::Specification.new do |spec|
  spec.name = "acme-client"
  spec.version = "2.0.32.1"
  spec.authors = ["The acme-client authors"]
  spec.summary = "Satisfies dependencies on acme-client with acme-client-native"
  spec.license = "MIT"
  spec.required_ruby_version = ">= 3.1"
  spec.metadata = { "rubygems_mfa_required" => "true" }
  spec.files = []

  spec.add_dependency "acme-client-native", ">= 1.0.0", "< 2"
end
