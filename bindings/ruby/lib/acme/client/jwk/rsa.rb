# frozen_string_literal: true

module Acme
  class Client
    module JWK
      # An RSA key; it signs with RS256 (RFC 7518, section 3.3).
      class RSA < Base
        # The digest that is signed.
        DIGEST = OpenSSL::Digest::SHA256

        # @param private_key [OpenSSL::PKey::RSA]
        # @raise [ArgumentError] for another kind of key
        def initialize(private_key)
          raise ArgumentError, "private_key must be a OpenSSL::PKey::RSA" unless private_key.is_a?(OpenSSL::PKey::RSA)

          @private_key = private_key
        end

        # @return [Hash{Symbol => String}] e, kty and n (RFC 7518, section 6.3)
        def to_h
          { e: encode(@private_key.e.to_s(2)), kty: "RSA", n: encode(@private_key.n.to_s(2)) }
        end

        # @param message [String] what is to be signed
        # @return [String] an RSASSA-PKCS1-v1_5 signature
        def sign(message)
          @private_key.sign(DIGEST.new, message)
        end

        # @return [String] "RS256"
        def jwa_alg
          "RS256"
        end
      end
    end
  end
end
