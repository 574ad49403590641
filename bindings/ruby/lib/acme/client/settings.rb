# frozen_string_literal: true

module Acme
  class Client
    # The settings that are the same for all clients. A client takes them over when it is made.
    module Settings
      # @return [Symbol, #call] :native for the engine's own transport; :net_http for Ruby's Net::HTTP, which is the
      #   default when WebMock was loaded before this gem; or an object like {NetHttpTransport}
      attr_reader :default_transport

      # @return [Logger, nil] where the engine says what it does
      attr_reader :logger

      # @return [String, nil] words for the User-Agent header (RFC 8555, section 6.1), such as "example-host/2.1"
      attr_reader :user_agent_suffix

      # @param transport [Symbol, #call, nil] nil for the default
      # @raise [ArgumentError] for what can send no request
      def default_transport=(transport)
        @default_transport = Transports.check(transport, :default_transport) || Settings.initial_transport
      end

      # @param logger [Logger, nil] anything that answers `add(severity, message)`
      # @raise [ArgumentError] for anything else
      def logger=(logger)
        raise ArgumentError, "logger must answer `#add`" unless logger.nil? || logger.respond_to?(:add)

        @logger = logger
      end

      # @param words [String, nil]
      # @raise [ArgumentError] for text with control characters
      def user_agent_suffix=(words)
        words = Arguments.optional_text(words, :user_agent_suffix)
        raise ArgumentError, "user_agent_suffix has control characters" if words&.match?(/[[:cntrl:]]/)

        @user_agent_suffix = words
      end

      # @api private
      # @return [Symbol]
      def self.initial_transport
        defined?(::WebMock) ? :net_http : :native
      end
    end
    private_constant :Settings

    extend Settings
    @default_transport = Settings.initial_transport
  end
end
