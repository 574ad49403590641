# frozen_string_literal: true

module Acme
  class Client
    # Which of the chains that the authority offers is wanted, in the form that the engine takes.
    #
    # @api private
    module ChainPreference
      NAMES = %i[top_issuer any_issuer].freeze
      BYTES = %i[key_id fingerprint].freeze
      ALONE = %i[shortest server_choice].freeze
      private_constant :NAMES, :BYTES, :ALONE

      module_function

      # @param wanted [Symbol, Hash, Array<Symbol, Hash>] `:shortest`, `:server_choice`, one of `top_issuer:`,
      #   `any_issuer:`, `key_id:` and `fingerprint:` with its value, or several ones, the best first
      # @return [Array<Array(String, String)>]
      # @raise [ArgumentError, TypeError]
      def pairs(wanted)
        list = (wanted.is_a?(Array) ? wanted : [wanted]).flat_map { |one| read(one) }
        raise ArgumentError, "chain: nothing is preferred" if list.empty?

        list
      end

      def read(wanted)
        case wanted
        when Hash then wanted.map { |kind, value| pair(kind.to_sym, value) }
        when *ALONE then [[wanted.to_s, ""]]
        else raise ArgumentError, "chain: #{wanted.inspect} is no preference that is known"
        end
      end
      private_class_method :read

      def pair(kind, value)
        case kind
        when *NAMES then [kind.to_s, Arguments.text(value, "chain: #{kind}")]
        when *BYTES then [kind.to_s, bytes(Arguments.text(value, "chain: #{kind}"), kind)]
        else raise ArgumentError, "chain: #{kind.inspect} is no preference that is known"
        end
      end
      private_class_method :pair

      def bytes(text, kind)
        digits = text.delete(":")
        raise ArgumentError, "chain: #{kind} is not hexadecimal" unless digits.match?(/\A(?:\h\h)+\z/)

        [digits].pack("H*")
      end
      private_class_method :bytes
    end
  end
end
