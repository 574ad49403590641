# frozen_string_literal: true

module Acme
  class Client
    module Resources
      # The ways of showing that one controls an identifier (RFC 8555, section 8).
      module Challenges
        autoload :Base, "acme/client/resources/challenges/base"
        autoload :RecordNames, "acme/client/resources/challenges/record_names"
        autoload :HTTP01, "acme/client/resources/challenges/http01"
        autoload :DNS01, "acme/client/resources/challenges/dns01"
        autoload :DNSAccount01, "acme/client/resources/challenges/dns_account01"
        autoload :Unsupported, "acme/client/resources/challenges/unsupported"
        autoload :TLSALPN01, "acme/client/resources/challenges/tls_alpn01"
        autoload :DNSPersist01, "acme/client/resources/challenges/dns_persist01"
        autoload :CHALLENGE_TYPES, "acme/client/resources/challenges/types" # FURTHER_TYPES comes with it.
        private_constant :RecordNames

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
