# frozen_string_literal: true

module Acme
  class Client
    module Resources
      # The ways of showing that one controls an identifier (RFC 8555, section 8).
      module Challenges
      end
    end
  end
end

require "acme/client/resources/challenges/base"
require "acme/client/resources/challenges/record_names"
require "acme/client/resources/challenges/http01"
require "acme/client/resources/challenges/dns01"
require "acme/client/resources/challenges/dns_account01"
require "acme/client/resources/challenges/unsupported"
require "acme/client/resources/challenges/tls_alpn01"
require "acme/client/resources/challenges/dns_persist01"

module Acme
  class Client
    module Resources
      module Challenges
        # The class of each type of challenge.
        CHALLENGE_TYPES = { "http-01" => HTTP01, "dns-01" => DNS01, "dns-account-01" => DNSAccount01 }.freeze

        # The classes of further types, which the original calls unsupported.
        FURTHER_TYPES = { "tls-alpn-01" => TLSALPN01, "dns-persist-01" => DNSPersist01 }.freeze
        private_constant :FURTHER_TYPES

        # @param client [Client]
        # @param type [String] the challenge's type
        # @param attributes [Hash] as {Base#initialize} takes them
        # @return [Base] a challenge of the class that the type has, {Unsupported} for an unknown one
        def self.new(client, type:, **attributes)
          known = CHALLENGE_TYPES[type] || FURTHER_TYPES[type]
          known ? known.new(client, **attributes) : Unsupported.new(client, type: type, **attributes)
        end
      end
    end
  end
end
