# frozen_string_literal: true

module Acme
  class Client
    # Reads Link headers as RFC 8288, section 3, writes them: commas in URLs, several relations in one parameter, values
    # with and without quotes.
    #
    # @api private
    class LinkHeader
      TARGET = /[\s,]*<([^>]*)>/
      PARAMETER = /\s*;\s*([^\s=;,"]*)\s*/
      QUOTED = /=\s*"((?:[^"\\]|\\.)*)"?/m
      BARE = /=\s*([^\s;,]*)/
      private_constant :TARGET, :PARAMETER, :QUOTED, :BARE

      # @param text [String]
      # @return [Hash{String => Array<String>}] the URLs of each relation, whose name is in lower case
      def self.parse(text)
        new(text).links
      end

      def initialize(text)
        @scanner = StringScanner.new(text.to_s.scrub)
      end

      # What cannot be read ends the list.
      def links
        links = {}
        while @scanner.skip(TARGET)
          target = @scanner[1].strip
          relations.each { |relation| (links[relation] ||= []) << target }
        end
        links
      end

      private

      # The first `rel` counts (RFC 8288, section 3.3).
      def relations
        relations = nil
        while @scanner.skip(PARAMETER)
          name = @scanner[1]
          value = parameter_value
          relations ||= value.downcase.split if name.casecmp?("rel")
        end
        relations || []
      end

      def parameter_value
        return @scanner[1].gsub(/\\(.)/m, '\1') if @scanner.skip(QUOTED)

        @scanner.skip(BARE) ? @scanner[1] : ""
      end
    end
  end
end
