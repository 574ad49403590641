# frozen_string_literal: true

require "acme/client/acme_client_native"

unless Acme::Client::Native::VERSION == Acme::Client::VERSION
  raise LoadError, "acme-client #{Acme::Client::VERSION} found an extension of version #{Acme::Client::Native::VERSION}"
end
