# frozen_string_literal: true

module Acme
  class Client
    # Authorizations that count for the names below theirs (RFC 9444).
    class Subdomains
      # @param client [Client]
      def initialize(client)
        @client = client
      end

      # Asks for an authorization that counts for the names below as well (RFC 9444, section 4.1).
      #
      # @param identifier [String, Hash]
      # @return [Resources::Authorization]
      # @raise [Error::UnsupportedOperation] when the directory does not offer it; nothing is sent then
      # @raise [Error]
      def new_authorization(identifier:)
        @client.send(:authorize_ahead, identifier, subdomains: true)
      end

      # Orders a certificate whose names are authorized by those above them (RFC 9444, section 4.3).
      #
      # @param identifiers [String, Hash, Array<String, Hash>] as {Client#new_order} takes them
      # @param ancestors [Hash{String => String}] for a name, the one above it
      # @return [Resources::Order]
      # @raise [Error::UnsupportedOperation] when the directory does not offer it; nothing is sent then
      # @raise [Error]
      def new_order(identifiers:, ancestors:)
        pairs = ancestors.to_h.map { |pair| pair.map { |name| Arguments.text(name, :ancestors) } }
        @client.send(:order_with, identifiers, "ancestors" => pairs)
      end
    end
  end
end
