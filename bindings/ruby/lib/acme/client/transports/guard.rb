# frozen_string_literal: true

module Acme
  class Client
    module Transports
      # A transport in Ruby whose timeouts and connection faults are {Error::Timeout}, whichever library they come from.
      # All other exceptions arrive in the caller as they were raised.
      #
      # @api private
      class Guard
        # By name, for the libraries need not be loaded.
        FAULTS = %w[
          Net::OpenTimeout Net::ReadTimeout Net::WriteTimeout SystemCallError SocketError OpenSSL::SSL::SSLError
          Faraday::TimeoutError Faraday::ConnectionFailed
        ].freeze
        private_constant :FAULTS

        # @param transport [#call]
        def initialize(transport)
          @transport = transport
        end

        # @param request [Hash{String => Object}]
        # @return [Array(Integer, Object, String)] as {NetHttpTransport#call}
        # @raise [Error::Timeout]
        def call(request)
          @transport.call(request)
        rescue StandardError => error
          raise unless fault?(error)

          raise Error::Timeout
        end

        private

        def fault?(error)
          error.class.ancestors.any? { |ancestor| FAULTS.include?(ancestor.name) }
        end
      end
    end
  end
end
