# frozen_string_literal: true

module Acme
  class Client
    # Which order a finalize URL belongs to: with that the engine can look at the order when the answer to a finalize
    # request was lost. Safe under threads; the oldest entry goes when there are too many.
    #
    # @api private
    class OrderUrls
      CAPACITY = 1000
      private_constant :CAPACITY

      def initialize
        @urls = {}
        @lock = Mutex.new
      end

      # @param finalize_url [String, nil]
      # @param order_url [String, nil]
      # @return [void]
      def remember(finalize_url, order_url)
        return if finalize_url.nil? || order_url.nil?

        @lock.synchronize do
          @urls.delete(finalize_url)
          @urls.shift if @urls.size >= CAPACITY
          @urls[finalize_url] = order_url
        end
      end

      # @return [String, nil] the order's URL when it is known
      def [](finalize_url)
        @lock.synchronize { @urls[finalize_url] }
      end
    end
    private_constant :OrderUrls
  end
end
