# frozen_string_literal: true

module Acme
  class Client
    module Resources
      module Challenges
        # The class of each type of challenge.
        CHALLENGE_TYPES = { "http-01" => HTTP01, "dns-01" => DNS01, "dns-account-01" => DNSAccount01 }.freeze

        # The classes of further types, which the original calls unsupported.
        FURTHER_TYPES = { "tls-alpn-01" => TLSALPN01, "dns-persist-01" => DNSPersist01 }.freeze
        private_constant :FURTHER_TYPES
      end
    end
  end
end
