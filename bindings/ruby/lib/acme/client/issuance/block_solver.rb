# frozen_string_literal: true

module Acme
  class Client
    module Issuance
      # A block as a solver: it presents one thing at a time, and what it returns cleans up.
      #
      # @api private
      class BlockSolver
        # @return [Array<String>]
        attr_reader :challenge_types

        # @param challenge_types [Array<String>]
        # @param block [Proc]
        def initialize(challenge_types, block)
          @challenge_types = challenge_types
          @block = block
          @clean_ups = {}
        end

        def present(presentations)
          presentations.each { |presentation| @clean_ups[presentation.url] = @block.call(presentation) }
        end

        # Everything is taken away even when something cannot be.
        def clean_up(presentations)
          failures = presentations.filter_map { |presentation| failure_of(@clean_ups.delete(presentation.url)) }
          raise failures.first unless failures.empty?
        end

        private

        def failure_of(clean_up)
          clean_up.call if clean_up.respond_to?(:call)
          nil
        rescue StandardError => error
          error
        end
      end
    end
  end
end
