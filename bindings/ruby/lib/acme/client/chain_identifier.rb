# frozen_string_literal: true

module Acme
  class Client
    # Tells by whom the certificates of a chain were issued.
    class ChainIdentifier
      # @param pem_certificate_chain [String] certificates in PEM
      # @raise [TypeError] for anything but a String
      def initialize(pem_certificate_chain)
        @pem_certificate_chain = Arguments.text(pem_certificate_chain, :pem_certificate_chain)
      end

      # @param name [String] a part of an issuer's name
      # @return [Boolean] whether an issuer of one of the certificates has it
      # @raise [Error::ServerError] when one of them cannot be read
      def match_name?(name)
        issuers.any? { |issuer| issuer.include?(name) }
      end

      private

      def issuers
        @issuers ||= Engine.answer(Native.issuers(@pem_certificate_chain))["issuers"]
      end
    end
  end
end
