# frozen_string_literal: true

module Acme
  class Client
    # Keys that sign requests, in the form that JOSE gives them (RFC 7517, RFC 7515). A client takes any object for its
    # `jwk:` that answers like one of these.
    module JWK
      autoload :Base, "acme/client/jwk/base"
      autoload :RSA, "acme/client/jwk/rsa"
      autoload :ECDSA, "acme/client/jwk/ecdsa"
      autoload :EdDSA, "acme/client/jwk/eddsa"
      autoload :HMAC, "acme/client/jwk/hmac"

      # @param private_key [OpenSSL::PKey::RSA, OpenSSL::PKey::EC, OpenSSL::PKey::PKey] of the last, Ed25519 alone
      # @return [JWK::RSA, JWK::ECDSA, JWK::EdDSA]
      # @raise [ArgumentError] for another kind of key
      def self.from_private_key(private_key)
        case private_key
        when OpenSSL::PKey::RSA then RSA.new(private_key)
        when OpenSSL::PKey::EC then ECDSA.new(private_key)
        else
          raise ArgumentError, "private_key must be EC or RSA" unless EdDSA.key?(private_key)

          EdDSA.new(private_key)
        end
      end
    end
  end
end
