# frozen_string_literal: true

module Acme
  class Client
    module Issuance
      # The arguments of {Client#obtain} as the engine takes them.
      #
      # @api private
      class Request
        # @param solver [Object, Array<Object>, nil]
        # @param block [Proc, nil]
        # @param events [#call, nil]
        # @param on_state [#call, nil]
        # @param parameters [Hash{Symbol => Object}] as {Parameters} takes them
        def initialize(solver: nil, block: nil, events: nil, on_state: nil, **parameters)
          @parameters = Parameters.new(**parameters)
          @solvers = Solvers.new(solver, @parameters.challenges, block)
          @events = Arguments.callable(events, :events)
          @on_state = Arguments.callable(on_state, :on_state)
        end

        # @return [Hash{String => Object}]
        def options
          @parameters.to_h.merge("has_events" => !@events.nil?, "keeps_state" => !@on_state.nil?)
        end

        # @return [Array] as {Solvers#natives}
        def solvers
          @solvers.natives
        end

        # @return [Host]
        def host
          Host.new(@solvers.to_a, @events, @on_state)
        end
      end
    end
  end
end
