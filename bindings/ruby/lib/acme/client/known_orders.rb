# frozen_string_literal: true

module Acme
  class Client
    # Which order a finalize URL belongs to: with that the engine can look at the order when the answer to a finalize
    # request was lost, and a CSR can be compared with the order's names. Safe under threads; the oldest entry goes when
    # there are too many.
    #
    # @api private
    class KnownOrders
      CAPACITY = 1000
      private_constant :CAPACITY

      # An order's URL and its identifiers as types and values.
      Known = Struct.new(:url, :identifiers)

      def initialize
        @orders = {}
        @lock = Mutex.new
      end

      # @param order [Resources::Order]
      # @return [void]
      def remember(order)
        return if order.finalize_url.nil? || order.url.nil?

        identifiers = Array(order.identifiers).map { |identifier| identifier.values_at("type", "value") }
        @lock.synchronize do
          @orders.delete(order.finalize_url)
          @orders.shift if @orders.size >= CAPACITY
          @orders[order.finalize_url] = Known.new(order.url, identifiers)
        end
      end

      # @return [Known] without a URL and identifiers when the order is not known
      def [](finalize_url)
        @lock.synchronize { @orders.fetch(finalize_url) { Known.new(nil, []) } }
      end
    end
  end
end
