# frozen_string_literal: true

lib = File.expand_path("../../lib", __dir__)
$LOAD_PATH.unshift(lib) unless $LOAD_PATH.include?(lib)

require "json"
require "openssl"
require "socket"
require "timeout"
require "acme/client/acme_client_native"

require_relative "../support/processes"
require_relative "support/authority"
require_relative "support/http_server"
require_relative "support/ruby_key"
require_relative "support/stalled_server"

# What the specs of the extension share.
module NativeHelper
  include Processes

  LIB = File.expand_path("../../lib", __dir__)
  KEY_PEM = OpenSSL::PKey::EC.generate("prime256v1").private_to_pem.freeze

  def native(directory, signer: KEY_PEM, transport: nil, log: nil, **options)
    defaults = { "directory" => directory, "http_on_loopback" => true, "proxy" => "" }
    Acme::Client::Native::Client.new(defaults.merge(options.transform_keys(&:to_s)), signer, transport, log)
  end

  # A client of an authority in memory.
  def native_of(authority, **options)
    native(Authority::DIRECTORY, transport: authority, **options)
  end
end

RSpec.configure do |config|
  config.define_derived_metadata(file_path: %r{/spec/native/}) { |metadata| metadata[:native] = true }
  config.include NativeHelper, :native
  config.around(:each, :native) { |example| Timeout.timeout(60) { example.run } }
end
