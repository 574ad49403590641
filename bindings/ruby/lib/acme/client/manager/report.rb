# frozen_string_literal: true

module Acme
  class Client
    class Manager
      # What a run did about every managed certificate.
      class Report
        include Enumerable

        # @api private
        # @param outcomes [Array<Hash>] as the engine gives them
        def initialize(outcomes)
          @outcomes = outcomes.map { |outcome| Outcome.new(outcome) }.freeze
        end

        # @yield [outcome] each {Outcome}, in the order of the names
        # @return [Enumerator, self]
        def each(&block)
          return @outcomes.each unless block

          @outcomes.each(&block)
          self
        end

        # @param name [String]
        # @return [Outcome, nil] what was done about the certificate of that name
        def [](name)
          @outcomes.find { |outcome| outcome.name == name }
        end

        # @return [Time, nil] when to run again: the earliest of the outcomes' moments; nil when nothing is managed
        def next_look
          @outcomes.map(&:look_again_at).min
        end
      end
    end
  end
end
