# frozen_string_literal: true

module Acme
  class Client
    module Issuance
      # What a certificate shall be and how it is obtained, as the engine takes it.
      #
      # @api private
      class Parameters
        # The kinds of key that the engine makes.
        KEY_KINDS = %w[p256 p384 p521 rsa2048 rsa3072 rsa4096 ed25519].freeze

        KEYWORDS = %i[
          challenges key csr common_name must_staple profile not_before not_after replaces force_chain deadline parallel
          order_rate request_rate state state_file predecessor
        ].freeze
        private_constant :KEYWORDS

        # @return [Array<String>] the challenge types to use
        attr_reader :challenges

        # @param identifiers [Array<Hash>] as {Arguments.identifiers} gives them
        # @param options [Hash{Symbol => Object}] the keywords of {Client#obtain} that are no callbacks
        # @raise [ArgumentError] for a keyword that is none
        def initialize(identifiers: [], **options)
          unknown = options.keys - KEYWORDS
          raise ArgumentError, "unknown keyword: #{unknown.first.inspect}" unless unknown.empty?

          @identifiers = identifiers
          @options = options
          @challenges = Arguments.texts(options[:challenges], :challenges)
        end

        # @return [Hash{String => Object}]
        def to_h
          {
            "identifiers" => @identifiers.map { |identifier| identifier.values_at(:type, :value) },
            "challenges" => @challenges, "csr" => csr(@options[:csr]), "must_staple" => @options[:must_staple] ? true : false,
            **texts, **moments, **key(@options[:key]), **state, **bounds
          }
        end

        private

        def texts
          %i[profile replaces force_chain common_name predecessor].to_h do |name|
            [name.to_s, Arguments.optional_text(@options[name], name)]
          end
        end

        def moments
          %i[not_before not_after].to_h { |name| [name.to_s, Arguments.moment(@options[name], name)] }
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

        def state
          { "state" => Arguments.optional_text(@options[:state], :state),
            "state_file" => @options[:state_file] && Arguments.path(@options[:state_file], :state_file) }
        end

        def bounds
          { "deadline" => @options[:deadline] && Arguments.seconds(@options[:deadline], :deadline),
            "parallel" => Arguments.optional_integer(@options[:parallel], :parallel),
            "order_rate" => Arguments.rate(@options[:order_rate], :order_rate),
            "request_rate" => Arguments.rate(@options[:request_rate], :request_rate) }
        end
      end
    end
  end
end
