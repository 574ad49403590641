# frozen_string_literal: true

module Acme
  class Client
    module Issuance
      # Takes the engine's calls during {Client#obtain}, on the thread that made it.
      #
      # @api private
      class Host
        # @param solvers [Array<Object>]
        # @param events [#call, nil]
        # @param on_state [#call, nil]
        def initialize(solvers, events, on_state)
          @solvers = solvers
          @events = events
          @on_state = on_state
        end

        def present(number, batch)
          @solvers.fetch(number).present(presentations(batch))
          nil
        end

        def ready(number, batch)
          solver = @solvers.fetch(number)
          solver.ready(presentations(batch)) if solver.respond_to?(:ready)
          nil
        end

        # What cannot be taken away is told by an event; it costs nobody a certificate.
        #
        # @return [String, nil] why it failed
        def clean_up(number, batch)
          @solvers.fetch(number).clean_up(presentations(batch))
          nil
        rescue StandardError => error
          "#{error.message} (#{error.class})"
        end

        def event(attributes)
          @events.call(Event.new(attributes))
        end

        def keep_state(document)
          @on_state.call(document)
        end

        private

        def presentations(batch)
          batch.map { |attributes| Presentation.new(attributes) }
        end
      end
    end
  end
end
