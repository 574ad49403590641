# frozen_string_literal: true

module Acme
  class Client
    module Issuance
      # The arguments of {Client#obtain} as the engine takes them.
      #
      # @api private
      class Request
        # The kinds of key that the engine makes.
        KEY_KINDS = %w[p256 p384 p521 rsa2048 rsa3072 rsa4096 ed25519].freeze

        # @return [Hash{String => Object}]
        attr_reader :options

        # @param identifiers [Array<Hash>] as {Arguments.identifiers} gives them
        # @param solver [Object, Array<Object>, nil]
        # @param challenges [String, Array<String>, nil]
        # @param block [Proc, nil]
        # @param events [#call, nil]
        # @param on_state [#call, nil]
        # @param options [Hash{Symbol => Object}] the rest
        def initialize(identifiers:, solver:, challenges:, block:, events:, on_state:, **options)
          @challenges = Arguments.texts(challenges, :challenges)
          @solvers = read_solvers(solver, block)
          @events = Arguments.callable(events, :events)
          @on_state = Arguments.callable(on_state, :on_state)
          @options = read(options).merge(
            "identifiers" => identifiers.map { |identifier| identifier.values_at(:type, :value) },
            "challenges" => @challenges, "has_events" => !events.nil?, "keeps_state" => !on_state.nil?
          )
        end

        # @return [Array] a Native::Solver, or the challenge types of a solver in Ruby
        def solvers
          @solvers.map { |solver| solver.is_a?(Solver) ? solver.native : types_of(solver) }
        end

        # @return [Host]
        def host
          Host.new(@solvers, @events, @on_state)
        end

        private

        def read_solvers(solver, block)
          raise ArgumentError, "solver: given beside a block" if solver && block
          return [BlockSolver.new(types_for_block, block)] if block

          solvers = solver.is_a?(Array) ? solver : [solver].compact
          raise ArgumentError, "must specify solver or a block" if solvers.empty?

          solvers.each { |one| check_solver(one) }
        end

        def types_for_block
          return @challenges unless @challenges.empty?

          raise ArgumentError, "challenges: must name the types that the block presents, such as dns-01"
        end

        def check_solver(solver)
          return if solver.is_a?(Solver) || (solver.respond_to?(:present) && solver.respond_to?(:clean_up))

          raise ArgumentError, "solver must respond to `#present` and `#clean_up`"
        end

        def types_of(solver)
          return Arguments.texts(solver.challenge_types, :challenge_types) if solver.respond_to?(:challenge_types)
          return @challenges unless @challenges.empty?

          raise ArgumentError, "solver must respond to `#challenge_types`, or challenges: must name them"
        end

        def read(options)
          texts = %i[profile replaces force_chain common_name].to_h do |name|
            [name.to_s, Arguments.optional_text(options[name], name)]
          end
          texts.merge(
            "not_before" => Arguments.moment(options[:not_before], :not_before),
            "not_after" => Arguments.moment(options[:not_after], :not_after),
            "must_staple" => options[:must_staple] ? true : false,
            "csr" => csr(options[:csr]), **key(options[:key]), **state(options),
            "deadline" => options[:deadline] && Arguments.seconds(options[:deadline], :deadline), "parallel" => Arguments.optional_integer(options[:parallel], :parallel)
          )
        end

        def csr(csr)
          raise ArgumentError, "csr must respond to `#to_der`" unless csr.nil? || csr.respond_to?(:to_der)

          csr&.to_der&.b
        end

        # A key of the caller's own, or the kind of key to make.
        def key(key)
          case key
          when nil then {}
          when Symbol then { "key_kind" => key_kind(key) }
          when OpenSSL::PKey::PKey then { "key" => key.private_to_pem }
          else { "key" => Arguments.text(key, :key) }
          end
        end

        def key_kind(name)
          return name.to_s if KEY_KINDS.include?(name.to_s)

          raise ArgumentError, "key: #{name.inspect} is none of #{KEY_KINDS.map(&:to_sym).inspect}"
        end

        def state(options)
          { "state" => Arguments.optional_text(options[:state], :state),
            "state_file" => options[:state_file] && Arguments.path(options[:state_file], :state_file) }
        end
      end
    end
  end
end
