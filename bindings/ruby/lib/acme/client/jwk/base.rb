# frozen_string_literal: true

module Acme
  class Client
    module JWK
      # What all keys have in common. A key that lives elsewhere, in a KMS or an HSM, is a subclass that defines
      # `initialize`, {#to_h}, {#jwa_alg} and {#sign}.
      #
      # @abstract
      class Base
        # The digest of {#thumbprint}.
        THUMBPRINT_DIGEST = OpenSSL::Digest::SHA256

        # @raise [NotImplementedError] always
        def initialize
          raise NotImplementedError
        end

        # Signs a payload (RFC 7515, section 7.2.2; RFC 8555, section 6.2).
        #
        # @param header [Hash{Symbol => Object}] members of the protected header beside those of {#jws_header}
        # @param payload [#to_json, nil] nil for the empty payload of a POST-as-GET
        # @return [String] the flattened JSON serialization
        def jws(payload:, header: {})
          protected_part = encode(jws_header(header).to_json)
          payload_part = encode(payload.nil? ? "" : payload.to_json)
          signature = encode(sign("#{protected_part}.#{payload_part}"))
          { protected: protected_part, payload: payload_part, signature: signature }.to_json
        end

        # @param header [Hash{Symbol => Object}] members that are added; they may replace typ and alg
        # @return [Hash{Symbol => Object}] the protected header: typ, alg, the given members, and jwk unless there is a kid
        def jws_header(header)
          members = { typ: "JWT", alg: jwa_alg }.merge(header)
          members[:jwk] = to_h if header[:kid].nil?
          members
        end

        # @return [Hash{Symbol => String}] the members that RFC 7638 needs, in lexical order
        # @raise [NotImplementedError] unless a subclass defines it
        def to_h
          raise NotImplementedError
        end

        # @return [String] the public key as JSON
        def to_json
          to_h.to_json
        end

        # @return [String] the key's thumbprint, as key authorizations have it (RFC 7638; RFC 8555, section 8.1)
        def thumbprint
          encode(THUMBPRINT_DIGEST.digest(to_json))
        end

        # @return [String] the name of the signature algorithm (RFC 7518, section 3.1)
        # @raise [NotImplementedError] unless a subclass defines it
        def jwa_alg
          raise NotImplementedError
        end

        # @param message [String] what is to be signed
        # @return [String] the signature's bytes
        # @raise [NotImplementedError] unless a subclass defines it
        def sign(message)
          raise NotImplementedError, "#{self.class}#sign(#{message.class})"
        end

        private

        def encode(bytes)
          Util.urlsafe_base64(bytes)
        end
      end
    end
  end
end
