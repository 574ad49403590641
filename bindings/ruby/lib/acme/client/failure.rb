# frozen_string_literal: true

module Acme
  class Client
    # Turns a failure that the engine reports into the exception that the caller sees. This is the one place where it
    # is decided which class and message a failure has.
    #
    # @api private
    class Failure
      ARGUMENT_KINDS = %w[InvalidArgument InvalidUtf8 InvalidKey UnsupportedKey WrongPassphrase].freeze
      TIMEOUT_KINDS = %w[TimedOut RequestTimedOut ConnectionFailed NameNotFound ConnectionLost ProxyFailed].freeze
      TLS_KINDS = %w[TlsFailed UntrustedServer].freeze
      ANSWER_KINDS = %w[
        InvalidResponse UnreadableResponse ForbiddenUrl ForbiddenRedirect ResponseTooLarge InvalidChain
        CertificateMismatch OrderMismatch OrderInvalid AuthorizationInvalid
      ].freeze
      SOLVER_KINDS = %w[SolverFailed AddressInUse NotVisible].freeze
      STATE_KINDS = %w[InvalidState WrongDirectory InvalidCredentials].freeze
      STORE_KINDS = %w[File InvalidRecord Callback].freeze
      private_constant :ARGUMENT_KINDS, :TIMEOUT_KINDS, :TLS_KINDS, :ANSWER_KINDS, :SOLVER_KINDS, :STATE_KINDS, :STORE_KINDS

      # @param problem [Hash] a problem document (RFC 7807)
      # @param message [String, nil]
      # @param retry_after [Integer, nil] seconds
      # @return [Error] of the class that the problem's type has, Error itself for an unknown one
      def self.of_problem(problem, message, retry_after: nil)
        error_class = Error::PROBLEM_TYPES.fetch(problem["type"], Error)
        details = { acme_error_body: problem, subproblems: problem["subproblems"] }
        return error_class.new(message, retry_after, **details) if error_class == Error::RateLimited

        error_class.new(message, retry_after: retry_after, **details)
      end

      # @param error [Hash] what the engine reports
      # @param directory_url [String, nil]
      # @param wanted_chain [String, nil] the issuer's name that a chain was looked for with
      def initialize(error, directory_url: nil, wanted_chain: nil)
        @error = error
        @kind = error["kind"]
        @directory_url = directory_url
        @wanted_chain = wanted_chain
      end

      # @return [Exception]
      def exception
        exception = not_found || of_engine || of_answer
        exception.instance_variable_set(:@state, @error["state"]) if @error["state"]
        return exception unless exception.is_a?(Error)

        exception.with_pages(help_url: @error["help_url"], action_url: @error["action_url"])
      end

      # @return [Error, nil] what explains an exception whose message is fixed
      def cause
        Error.new(@error["message"]) if TIMEOUT_KINDS.include?(@kind)
      end

      private

      def of_engine
        case @kind
        when *ARGUMENT_KINDS then ArgumentError.new(@error["message"])
        when *TIMEOUT_KINDS then Error::Timeout.new(retry_after: retry_after)
        when *TLS_KINDS then Error::TlsFailed.new(@error["message"])
        when "UnsupportedOperation", "Unsupported" then unsupported
        when "InvalidDirectory" then invalid_directory
        when "ChallengeNotOffered" then Error::UnsupportedChallengeType.new(@error["message"])
        when *SOLVER_KINDS then Error::SolverFailed.new(@error["message"])
        when *STATE_KINDS then Error::InvalidState.new(@error["message"])
        when *STORE_KINDS then Error::StoreFailed.new(@error["message"])
        when "Locked" then Error::Locked.new(@error["message"])
        when "DeployFailed" then Error::DeployFailed.new(@error["message"])
        when "ChainNotFound" then Error::ForcedChainNotFound.new(chain_not_found)
        when "CertificateNotReady" then Error::CertificateNotReady.new("No certificate_url to collect the order")
        end
      end

      def of_answer
        return self.class.of_problem(problem, problem_message, retry_after: retry_after) if problem
        return Error.new("Error message: #{@error["body"]}", retry_after: retry_after) if @kind == "HttpError"

        error_class_of_kind.new(@error["message"], retry_after: retry_after)
      end

      # Some problems the engine sees before the server is asked.
      def error_class_of_kind
        return Error::ServerError if ANSWER_KINDS.include?(@kind)

        { "InvalidProfile" => Error::InvalidProfile, "OnionCaaRequired" => Error::OnionCAARequired }.fetch(@kind, Error)
      end

      def not_found
        return unless @error["http_status"] == 404 || @kind == "NotFound"

        subproblems = problem && problem["subproblems"]
        Error::NotFound.new(@error["url"] || @error["message"],
                            retry_after: retry_after, acme_error_body: problem, subproblems: subproblems)
      end

      def invalid_directory
        Error::InvalidDirectory.new("Invalid directory url\n#{@directory_url} did not return a valid directory\n" \
                                    "#{@error["message"]}")
      end

      def unsupported
        resource = Resources::Directory::DIRECTORY_RESOURCES.key(@error["message"].to_s[/does not offer (\w+)$/, 1])
        return Error::UnsupportedOperation.new(@error["message"]) unless resource

        Error::UnsupportedOperation.new("Directory at #{@directory_url} does not include `#{resource}`")
      end

      def chain_not_found
        "Could not find any matching chain for `#{@wanted_chain}`"
      end

      # Where there was more than one step, the message says which one failed.
      def problem_message
        @error["state"] ? @error["message"] : problem["detail"]
      end

      # JSON that is no problem document counts as one without a type.
      def problem
        @problem ||= json_object(@error["problem"]) || json_object(@error["body"])
      end

      def json_object(text)
        document = JSON.parse(text.to_s)
        document if document.is_a?(Hash)
      rescue JSON::ParserError
        nil
      end

      def retry_after
        @error["retry_after"]&.ceil
      end
    end
  end
end
