# frozen_string_literal: true

module Acme
  class Client
    # What a server answered to one request.
    #
    # @api private
    class Response
      # @return [Integer] the HTTP status
      attr_reader :status

      # @return [Headers]
      attr_reader :headers

      # @return [Hash, Array, String, nil] parsed when it is JSON
      attr_reader :body

      # @param status [Integer]
      # @param headers [Array<Array(String, String)>]
      # @param body [String, nil]
      # @raise [Error::ServerError] for JSON that is none
      def initialize(status:, headers:, body:)
        @status = status
        @headers = Headers.new(headers)
        @body = json? ? Document.parse(body) : Document.text(body)
      end

      # @return [Boolean] whether the status is 2xx
      def success?
        (200..299).cover?(status)
      end

      private

      def json?
        headers["content-type"].to_s.strip.downcase.start_with?("application/json", "application/problem+json")
      end
    end
  end
end
