# frozen_string_literal: true

module Acme
  class Client
    # Everything that goes wrong between this client and the authority is an Error. What the authority objects to is a
    # {ServerError} of the class that the problem's type has in {ACME_ERRORS} (RFC 8555, section 6.7); what is not there
    # or not possible yet is a {ClientError}; a connection that fails or takes too long is a {Timeout}.
    class Error < StandardError
      # @return [Integer, nil] how many seconds the server asks to wait before the next try (RFC 8555, section 6.6)
      attr_reader :retry_after

      # @return [Time, nil] the same as a moment, counted from when the error was made
      attr_reader :retry_after_time

      # @return [Hash, nil] the problem document as the server sent it, with string keys (RFC 7807)
      attr_reader :acme_error_body

      # @return [String, nil] a page about the failure, such as the rules of a rate limit (RFC 8555, section 6.6)
      attr_reader :help_url

      # @return [String, nil] a page that the account's holder must visit before the request can succeed: new terms of
      #   service (RFC 8555, section 7.3.3), or where a rate limit's pause is ended
      attr_reader :action_url

      # @return [Array<Subproblem>] what is wrong with single identifiers (RFC 8555, section 6.7.1)
      attr_reader :subproblems

      # @return [String, nil] the state of an issuance that failed, to go on from with {Client#obtain}: order and key, and
      #   as secret as the key
      attr_reader :state

      # @param message [String, nil] the class name when nil
      # @param retry_after [Integer, String, Time, nil] seconds, or a Retry-After header as it was sent
      # @param acme_error_body [Hash, nil] the problem document
      # @param subproblems [Array<Hash>, nil] the document's subproblems
      def initialize(message = nil, retry_after: nil, acme_error_body: nil, subproblems: nil)
        super(message)
        @retry_after_time = Util.parse_retry_after(retry_after)
        @retry_after = @retry_after_time && seconds_until(@retry_after_time)
        @acme_error_body = acme_error_body
        @subproblems = read_subproblems(subproblems)
        @state = nil
      end

      # @api private
      # @return [self]
      def with_pages(help_url:, action_url:)
        @help_url = help_url
        @action_url = action_url
        self
      end

      private

      def seconds_until(time)
        [(time - Time.now).ceil, 0].max
      end

      def read_subproblems(documents)
        return [] unless documents.is_a?(Array)

        documents.grep(Hash).map do |document|
          Subproblem.new(type: document["type"], detail: document["detail"], identifier: document["identifier"])
        end
      end
    end
  end
end

require "acme/client/error/subproblem"
require "acme/client/error/classes"
require "acme/client/error/rate_limited"
require "acme/client/error/acme_errors"
require "acme/client/error/problem_types"
