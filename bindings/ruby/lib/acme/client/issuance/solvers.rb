# frozen_string_literal: true

module Acme
  class Client
    module Issuance
      # The solvers of a call.
      #
      # @api private
      class Solvers
        # @param solver [Object, Array<Object>, nil]
        # @param challenges [Array<String>] the challenge types of a solver that does not say what it can do
        # @param block [Proc, nil] instead
        # @raise [ArgumentError] for what is no solver
        def initialize(solver, challenges, block = nil)
          @challenges = challenges
          @solvers = read(solver, block)
        end

        # @return [Array<Object>]
        def to_a
          @solvers
        end

        # @return [Array] a Native::Solver, or the challenge types of a solver in Ruby
        def natives
          @solvers.map { |solver| solver.is_a?(Solver) ? solver.native : types_of(solver) }
        end

        private

        def read(solver, block)
          raise ArgumentError, "solver: given beside a block" if solver && block
          return [BlockSolver.new(types_for_block, block)] if block

          solvers = solver.is_a?(Array) ? solver : [solver].compact
          raise ArgumentError, "must specify solver or a block" if solvers.empty?

          solvers.each { |one| check(one) }
        end

        def types_for_block
          return @challenges unless @challenges.empty?

          raise ArgumentError, "challenges: must name the types that the block presents, such as dns-01"
        end

        def check(solver)
          return if solver.is_a?(Solver) || (solver.respond_to?(:present) && solver.respond_to?(:clean_up))

          raise ArgumentError, "solver must respond to `#present` and `#clean_up`"
        end

        def types_of(solver)
          return Arguments.texts(solver.challenge_types, :challenge_types) if solver.respond_to?(:challenge_types)
          return @challenges unless @challenges.empty?

          raise ArgumentError, "solver must respond to `#challenge_types`, or challenges: must name them"
        end
      end
    end
  end
end
