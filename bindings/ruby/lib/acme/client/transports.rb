# frozen_string_literal: true

module Acme
  class Client
    # Which object sends a client's requests.
    #
    # @api private
    module Transports
      autoload :Guard, "acme/client/transports/guard"

      module_function

      # @return [Object] the choice itself
      # @raise [ArgumentError] for what can send no request
      def check(choice, keyword)
        return choice if choice.nil? || %i[native net_http].include?(choice) || choice.respond_to?(:call)

        raise ArgumentError, "#{keyword} must be :native, :net_http or answer `#call`, not #{choice.inspect}"
      end

      # @param choice [Symbol, #call]
      # @param connection_options [Hash]
      # @return [Guard, nil] nil for the engine's own
      def build(choice, connection_options)
        return if choice == :native

        Guard.new(choice == :net_http ? NetHttpTransport.new(connection_options) : choice)
      end
    end
  end
end
