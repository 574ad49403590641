# frozen_string_literal: true

module Acme
  class Client
    # A certificate from {Client#obtain}, with what it came from.
    class Certificate
      # @return [String] the chain in PEM, the certificate first
      attr_reader :chain_pem

      # @return [String] the certificate alone in PEM
      attr_reader :leaf_pem

      # @return [String] the rest of the chain in PEM, which may be empty
      attr_reader :issuers_pem

      # @return [String, nil] the certificate's key in PEM; nil when the caller brought a CSR
      attr_reader :key_pem

      # @return [String, nil] the certificate's identifier in renewal information (RFC 9773, section 4.1)
      attr_reader :ari_id

      # @return [String] the URL of the order that it was issued for
      attr_reader :order_url

      # @return [Time] when it becomes valid
      attr_reader :not_before

      # @return [Time] when it expires
      attr_reader :not_after

      # @param chain_pem [String]
      # @param leaf_pem [String]
      # @param issuers_pem [String]
      # @param key_pem [String, nil]
      # @param ari_id [String, nil]
      # @param order_url [String]
      # @param not_before [Integer] in Unix seconds
      # @param not_after [Integer] in Unix seconds
      def initialize(chain_pem:, leaf_pem:, issuers_pem:, key_pem:, ari_id:, order_url:, not_before:, not_after:)
        @chain_pem = chain_pem
        @leaf_pem = leaf_pem
        @issuers_pem = issuers_pem
        @key_pem = key_pem
        @ari_id = ari_id
        @order_url = order_url
        @not_before = Time.at(not_before).utc
        @not_after = Time.at(not_after).utc
      end

      # @return [OpenSSL::PKey::PKey, nil] the certificate's key
      def private_key
        @private_key ||= key_pem && OpenSSL::PKey.read(key_pem)
      end

      # @return [OpenSSL::X509::Certificate]
      def x509
        @x509 ||= OpenSSL::X509::Certificate.new(leaf_pem)
      end

      # @return [String] without the key
      def inspect
        "#<#{self.class} order_url=#{order_url} not_after=#{not_after}>"
      end
    end
  end
end
