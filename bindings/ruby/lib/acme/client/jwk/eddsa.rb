# frozen_string_literal: true

module Acme
  class Client
    module JWK
      # An Ed25519 key (RFC 8037). Few authorities take one.
      class EdDSA < Base
        # How many bytes the public half has.
        PUBLIC_BYTES = 32
        private_constant :PUBLIC_BYTES

        # @api private
        # @return [Boolean] whether this is a key for this class
        def self.key?(key)
          key.is_a?(OpenSSL::PKey::PKey) && key.respond_to?(:oid) && key.oid == "ED25519"
        end

        # @param private_key [OpenSSL::PKey::PKey] an Ed25519 key
        # @raise [ArgumentError] for another kind of key
        def initialize(private_key)
          raise ArgumentError, "private_key must be an Ed25519 key" unless self.class.key?(private_key)

          @private_key = private_key
        end

        # @return [Hash{Symbol => String}] crv, kty and x (RFC 8037, section 2)
        def to_h
          { crv: "Ed25519", kty: "OKP", x: encode(@private_key.public_to_der.byteslice(-PUBLIC_BYTES, PUBLIC_BYTES)) }
        end

        # @param message [String] what is to be signed
        # @return [String] the signature's 64 bytes
        def sign(message)
          @private_key.sign(nil, message)
        end

        # @return [String] "EdDSA"
        def jwa_alg
          "EdDSA"
        end
      end
    end
  end
end
