# frozen_string_literal: true

module Acme
  class Client
    class Error
      # A rate limit was exceeded. {#retry_after} always has a number: {DEFAULT_RETRY_SECONDS} where the server gives none.
      class RateLimited < ServerError
        # The message of an error made without one.
        DEFAULT_MESSAGE = "Error message: urn:ietf:params:acme:error:rateLimited"

        # How many seconds to wait when the server does not say.
        DEFAULT_RETRY_SECONDS = 10

        # @param message [String, nil]
        # @param retry_after [Numeric, String, Time, nil] seconds, an HTTP-date or a moment
        # @param acme_error_body [Hash, nil] the problem document
        # @param subproblems [Array<Hash>, nil] the document's subproblems
        def initialize(message = DEFAULT_MESSAGE, retry_after = nil, acme_error_body: nil, subproblems: nil)
          wait = Util.parse_retry_after(retry_after) || DEFAULT_RETRY_SECONDS
          super(message, retry_after: wait, acme_error_body: acme_error_body, subproblems: subproblems)
        end
      end
    end
  end
end
