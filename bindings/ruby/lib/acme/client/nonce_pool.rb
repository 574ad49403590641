# frozen_string_literal: true

module Acme
  class Client
    # The nonces that wait for use (RFC 8555, section 6.5). They live in the engine, which shares them between threads
    # and keeps a forked child from using its parent's.
    #
    # @api private
    class NoncePool
      # @param native [Native::Client]
      def initialize(native)
        @native = native
      end

      # Adds a nonce.
      #
      # @param nonce [String]
      # @return [self]
      # @raise [TypeError] for anything but a String
      def <<(nonce)
        @native.nonce_push(Arguments.text(nonce, :nonce))
        self
      end

      # @return [String, nil] the newest nonce, which leaves the pool
      def pop
        @native.nonce_pop
      end

      # @return [Integer] how many there are
      def size
        @native.nonce_count
      end

      # @return [Boolean] whether there is none
      def empty?
        size.zero?
      end

      # Forgets all nonces.
      #
      # @return [self]
      def clear
        @native.nonce_clear
        self
      end
    end
  end
end
