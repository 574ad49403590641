# frozen_string_literal: true

module Acme
  class Client
    # Certificates for onion services (RFC 9799).
    class Onion
      # The type of the challenge that the service's key answers.
      CHALLENGE_TYPE = "onion-csr-01"

      # How many seconds CAA records are good for.
      CAA_LIFE = 3600
      private_constant :CAA_LIFE

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

      # @return [Boolean] whether the authority wants the CAA records of onion services within finalize (RFC 9799, section
      #   6.4.1)
      # @raise [Error]
      def caa_required?
        @client.meta.values_at("inBandOnionCAARequired", "onionCAARequired").include?(true)
      end

      # Sends the CSR of an order together with the CAA records of its onion services, which have no DNS to hold them
      # (RFC 9799, section 6.4). Their keys sign the records.
      #
      # @example
      #   onion.finalize(order, csr: csr, services: { "xyz.onion" => { private_key: key, records: ['caa 0 issue "ca.example"'] } })
      #
      # @param order [Resources::Order] it becomes what the server answers
      # @param csr [#to_der] as for {Resources::Order#finalize}
      # @param services [Hash{String => Hash}] for each service's name `private_key:`, its Ed25519 key; `records:`, its CAA
      #   records as its descriptor has them, nil for none; and `expires:`, a Time at most 8 hours away, in an hour when nil
      # @return [true]
      # @raise [ArgumentError] for a name that is no onion service's, a key that is not its own, a record that is none
      # @raise [Error::OnionCAARequired] when those of a service are missing
      # @raise [Error]
      def finalize(order, csr:, services:)
        url = Arguments.url(order.finalize_url, :order)
        signed = services.map { |name, service| service_parts(Arguments.text(name, :services), **service) }
        resource = @client.send(:engine).call(:finalize_with_onion_caa, url, *@client.send(:checked_csr, url, csr), signed)
        order.send(:assign_attributes, **@client.send(:order_from, resource).to_h)
        true
      end

      private

      def service_parts(name, private_key:, records: nil, expires: nil)
        lines = records && Arguments.texts(records, :records).join("\n")
        expires = (expires || Time.now + CAA_LIFE).to_i
        [name, lines, expires, Arguments.key(private_key, :private_key).private_to_pem]
      end
    end
  end
end
