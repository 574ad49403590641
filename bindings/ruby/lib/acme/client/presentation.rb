# frozen_string_literal: true

module Acme
  class Client
    # What a solver is to make visible so that the authority can validate an identifier.
    class Presentation
      # @return [String] the challenge's type, as RFC 8555 names it
      attr_reader :challenge_type

      # @return [String] the challenge's URL
      attr_reader :url

      # @return [String] the random text that the challenge is about; empty for a type without one
      attr_reader :token

      # @return [Hash] the identifier, with the keys "type" and "value", without "*."
      attr_reader :identifier

      # @return [String] the token and the account key's thumbprint (RFC 8555, section 8.1)
      attr_reader :key_authorization

      # @return [String] the thumbprint of the account's key
      attr_reader :thumbprint

      # @return [String] the account's URL
      attr_reader :account_url

      # @return [String, nil] the name of the DNS record, without a dot at its end; nil for a type that needs none
      attr_reader :full_record_name

      # @return [String, nil] the type of the DNS record
      attr_reader :record_type

      # @return [String, nil] the text of the DNS record
      attr_reader :record_content

      # @api private
      # @param attributes [Hash{String => Object}] as the engine gives them
      def initialize(attributes)
        @challenge_type = attributes["type"]
        @url = attributes["url"]
        @token = attributes["token"]
        @identifier = attributes["identifier"]
        @wildcard = attributes["wildcard"]
        @key_authorization = attributes["key_authorization"]
        @thumbprint = attributes["thumbprint"]
        @account_url = attributes["account_url"]
        @full_record_name = attributes["record_name"]
        @record_type = attributes["record_type"]
        @record_content = attributes["record_content"]
      end

      # @return [String] the identifier's value
      def domain
        identifier["value"]
      end

      # @return [Boolean] whether the certificate's name begins with "*."
      def wildcard?
        @wildcard
      end

      # @return [String, nil] the path below the root of a web server, of http-01
      def filename
        ".well-known/acme-challenge/#{token}" if http01?
      end

      # @return [String, nil] what that file says
      def file_content
        key_authorization if http01?
      end

      # @return [String, nil] the media type to serve that file with
      def content_type
        Resources::Challenges::HTTP01::CONTENT_TYPE if http01?
      end

      # @return [String] what it is for, without what is to be shown
      def inspect
        "#<#{self.class} #{challenge_type} #{domain}>"
      end

      private

      def http01?
        challenge_type == Resources::Challenges::HTTP01::CHALLENGE_TYPE
      end
    end
  end
end
