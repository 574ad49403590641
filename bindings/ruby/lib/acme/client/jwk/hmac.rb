# frozen_string_literal: true

module Acme
  class Client
    module JWK
      # A shared secret; it signs with HS256, as external account bindings want it (RFC 8555, section 7.3.4).
      class HMAC < Base
        # @param key [String] the secret's bytes
        # @raise [ArgumentError] for anything but a String
        def initialize(key)
          raise ArgumentError, "key must be a String" unless key.is_a?(String)

          @key = key
        end

        # @param message [String] what is to be signed
        # @return [String] its HMAC
        def sign(message)
          OpenSSL::HMAC.digest("SHA256", @key, message)
        end

        # @return [String] "HS256"
        def jwa_alg
          "HS256"
        end

        # @return [String] without the secret
        def inspect
          "#<#{self.class}>"
        end
      end
    end
  end
end
