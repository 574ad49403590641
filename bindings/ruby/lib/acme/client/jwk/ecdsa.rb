# frozen_string_literal: true

module Acme
  class Client
    module JWK
      # A key on one of the curves P-256, P-384 and P-521 (RFC 7518, section 3.4).
      class ECDSA < Base
        # What JOSE calls OpenSSL's curves, and the digest that belongs to each.
        KNOWN_CURVES = {
          "prime256v1" => { jwa_crv: "P-256", jwa_alg: "ES256", digest: OpenSSL::Digest::SHA256 }.freeze,
          "secp384r1" => { jwa_crv: "P-384", jwa_alg: "ES384", digest: OpenSSL::Digest::SHA384 }.freeze,
          "secp521r1" => { jwa_crv: "P-521", jwa_alg: "ES512", digest: OpenSSL::Digest::SHA512 }.freeze
        }.freeze

        # @param private_key [OpenSSL::PKey::EC]
        # @raise [ArgumentError] for another kind of key, and for another curve
        def initialize(private_key)
          raise ArgumentError, "private_key must be a OpenSSL::PKey::EC" unless private_key.is_a?(OpenSSL::PKey::EC)

          @curve_params = KNOWN_CURVES[private_key.group&.curve_name] or raise ArgumentError, "Unknown EC curve"
          @private_key = private_key
        end

        # @return [Hash{Symbol => String}] crv, kty, x and y (RFC 7518, section 6.2)
        def to_h
          x, y = coordinates
          { crv: @curve_params[:jwa_crv], kty: "EC", x: encode(x), y: encode(y) }
        end

        # @param message [String] what is to be signed
        # @return [String] r and s, each as wide as the curve
        def sign(message)
          der = @private_key.sign(@curve_params[:digest].new, message)
          OpenSSL::ASN1.decode(der).value.map { |integer| integer.value.to_s(2).rjust(width, "\0") }.join
        end

        # @return [String] "ES256", "ES384" or "ES512"
        def jwa_alg
          @curve_params[:jwa_alg]
        end

        private

        def width
          (@private_key.group.degree + 7) / 8
        end

        # An uncompressed point is one byte, then both coordinates at full width (SEC 1, section 2.3.3).
        def coordinates
          point = @private_key.public_key.to_octet_string(:uncompressed)
          [point.byteslice(1, width), point.byteslice(1 + width, width)]
        end
      end
    end
  end
end
