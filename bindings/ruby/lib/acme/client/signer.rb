# frozen_string_literal: true

module Acme
  class Client
    # How the engine signs with a key: by itself where it can be given the key, else by asking the object.
    #
    # @api private
    module Signer
      # The sizes of RSA keys that the engine signs with.
      RSA_BITS = (2048..8192)
      private_constant :RSA_BITS

      module_function

      # @param jwk [JWK::Base, Object]
      # @return [String, Object] PEM, or the object itself
      def for(jwk)
        return jwk unless own?(jwk)

        key = jwk.instance_variable_get(:@private_key)
        signable?(key) ? key.private_to_pem : jwk
      rescue OpenSSL::PKey::PKeyError
        jwk
      end

      # A subclass or a stubbed method may sign otherwise.
      def own?(jwk)
        [JWK::RSA, JWK::ECDSA, JWK::EdDSA].include?(jwk.class) && jwk.singleton_methods.empty?
      end
      private_class_method :own?

      def signable?(key)
        private_half?(key) && (!key.is_a?(OpenSSL::PKey::RSA) || RSA_BITS.cover?(key.n.num_bits)) && key.singleton_methods.empty?
      end
      private_class_method :signable?

      # Ruby's class for Ed25519 does not tell.
      def private_half?(key)
        !key.respond_to?(:private?) || key.private?
      end
      private_class_method :private_half?
    end
  end
end
