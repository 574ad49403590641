# frozen_string_literal: true

module Acme
  class Client
    # Gives the engine's log lines to a Logger.
    #
    # @api private
    class LogAdapter
      # Logger's severities of the engine's levels 1 (error) to 5 (trace).
      SEVERITIES = [3, 2, 1, 0, 0].freeze
      private_constant :SEVERITIES

      # @param logger [#add]
      def initialize(logger)
        @logger = logger
      end

      # @param level [Integer]
      # @param line [String]
      # @return [void]
      def call(level, line)
        @logger.add(SEVERITIES.fetch(level - 1, 0), line)
      end
    end
  end
end
