# frozen_string_literal: true

module Acme
  class Client
    module Issuance
      # Takes the engine's calls during a run of a {Manager}. What a solver or the block raises is the failure of one
      # certificate, which the report tells.
      #
      # @api private
      class ManagerHost < Host
        include StoreHost

        # @param store [Object]
        # @param solvers [Array<Object>]
        # @param events [#call, nil]
        # @param renewed [Proc, nil]
        def initialize(store, solvers = [], events = nil, renewed = nil)
          super(solvers, events, nil)
          @store = store
          @renewed = renewed
        end

        def present(number, batch)
          super
        rescue StandardError => error
          failure("present", error)
        end

        def ready(number, batch)
          super
        rescue StandardError => error
          failure("ready", error)
        end

        # @return [String, nil] why it failed
        def renewed(name, certificate)
          @renewed.call(name, Certificate.new(**Engine.answer(certificate).transform_keys(&:to_sym)))
          nil
        rescue StandardError => error
          failure("the block that takes renewals", error)
        end
      end
    end
  end
end
