# frozen_string_literal: true

# The scenarios in Ruby. tests/scenarios/README.md says what a runner is told and what it prints.

require "acme-client"

require_relative "scene"
require_relative "accounts"
require_relative "challenges"
require_relative "certificates"
require_relative "authorizations"

# The list, in its order: an id, and the method of the scene that does it.
SCENARIOS = %w[
  account account-ed25519 external-account http-01 http-01-ip dns-01 dns-01-wildcard tls-alpn-01 tls-alpn-01-ip
  dns-account-01 dns-persist-01 obtain alternate-chains profiles renewal-info renewal-replaces key-change revocation
  revocation-by-key orders pre-authorization authorization-deactivation account-deactivation
].to_h { |id| [id, id.tr("-", "_")] }.freeze

def told(id, word, why = nil)
  puts [id, word, why&.tr("\t\n", "  ")].compact.join("\t")
  word != "failed"
end

def run(id)
  Scene.new(id).public_send(SCENARIOS.fetch(id))
  told(id, "passed")
rescue Scene::NotOffered, Acme::Client::Error::UnsupportedOperation => error
  told(id, "not-offered", error.message)
rescue StandardError => error
  told(id, "failed", "#{error.class}: #{error.message}")
end

$stdout.sync = true
unknown = ARGV - SCENARIOS.keys
unless unknown.empty?
  warn "there is no scenario #{unknown.join(", ")}"
  exit 2
end
Note.log
exit((ARGV.empty? ? SCENARIOS.keys : ARGV).map { |id| run(id) }.all?)
