# frozen_string_literal: true

module Acme
  class Client
    # Certificates for onion services (RFC 9799).
    class Onion
      # The type of the challenge that the service's key answers.
      CHALLENGE_TYPE = "onion-csr-01"

      # @param client [Client]
      def initialize(client)
        @client = client
      end

      # Answers onion-csr-01 with a request that the onion service's key signs (RFC 9799, section 3.2).
      #
      # @param challenge [Resources::Challenges::Base] from its authorization
      # @param private_key [OpenSSL::PKey::PKey] the service's Ed25519 key
      # @return [Resources::Challenges::Base]
      # @raise [ArgumentError] for another challenge, or when the key is not the service's
      # @raise [Error]
      def request_validation(challenge, private_key:)
        identifier = challenge.identifier or raise ArgumentError, "challenge: its identifier is not known"
        key = Arguments.key(private_key, :private_key).private_to_pem
        resource = @client.send(:engine).call(:request_onion_validation, challenge.document.to_json, identifier["value"], key)
        @client.send(:challenge_from, resource)
      end
    end
  end
end
