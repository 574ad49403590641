# frozen_string_literal: true

module Acme
  class Client
    module Resources
      module Challenges
        # A certificate that a TLS server shows to who asks for the protocol `acme-tls/1` (RFC 8737; for IP addresses
        # RFC 8738). Programs that know only the older challenges take it for an unsupported one.
        class TLSALPN01 < Unsupported
          # The type's name.
          CHALLENGE_TYPE = "tls-alpn-01"

          # The protocol by which the authority asks for the certificate.
          ALPN_PROTOCOL = "acme-tls/1"

          # @param client [Client]
          # @param attributes [Hash] as {Base#initialize} takes them
          def initialize(client, **attributes)
            super(client, **attributes, type: CHALLENGE_TYPE)
          end

          # The certificate to show. It is valid from a day ago for a week to come.
          #
          # @param private_key [OpenSSL::PKey::PKey] the certificate's key, not the account's
          # @return [OpenSSL::X509::Certificate]
          # @raise [ArgumentError] when the identifier is not known, or for a key that cannot be used
          def certificate(private_key:)
            key = Arguments.key(private_key, :private_key).private_to_pem
            answer = Native.tls_alpn01_certificate(own_document, *identifier_parts, @client.jwk.thumbprint, key)
            OpenSSL::X509::Certificate.new(Engine.answer(answer)["der"])
          end

          # @return [String] the server name under which the authority asks for it; for an IP address its name for reverse
          #   look-up (RFC 8738, section 6)
          # @raise [ArgumentError] when the identifier is not known
          def server_name
            Engine.answer(Native.tls_alpn01_name(own_document, *identifier_parts))["name"]
          end

          private

          def identifier_parts
            raise ArgumentError, "identifier: not known; take the challenge from its authorization" unless identifier

            identifier.values_at("type", "value")
          end

          def own_document
            { type: CHALLENGE_TYPE, url: url, token: token }.to_json
          end
        end
      end
    end
  end
end
