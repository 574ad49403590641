# frozen_string_literal: true

module Acme
  class Client
    # The headers of a response. A name may be written in any case, and as a symbol with underscores.
    #
    # @api private
    class Headers
      include Enumerable

      # @param pairs [Array<Array(String, String)>] names and values; a name may come several times
      def initialize(pairs)
        @values = pairs.group_by { |name, _| key(name) }.transform_values { |same| same.map(&:last).join(", ") }
        @values["link"] = Util.decode_link_headers(@values["link"]) if @values.key?("link")
      end

      # @param name [String, Symbol]
      # @return [String, Hash{String => Array<String>}, nil] the value; of "link" the URLs of each relation
      def [](name)
        @values[key(name)]
      end

      # Like Hash#fetch.
      def fetch(name, *default, &block)
        @values.fetch(key(name), *default, &block)
      end

      # Like Hash#dig.
      def dig(name, *rest)
        @values.dig(key(name), *rest)
      end

      # @return [Boolean] whether the response has this header
      def key?(name)
        @values.key?(key(name))
      end

      # @yieldparam name [String] in lower case
      # @yieldparam value [String, Hash]
      def each(&block)
        @values.each(&block)
      end

      # @return [Hash]
      def to_h
        @values.dup
      end

      private

      def key(name)
        (name.is_a?(Symbol) ? name.to_s.tr("_", "-") : name.to_s).downcase
      end
    end
  end
end
