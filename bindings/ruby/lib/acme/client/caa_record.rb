# frozen_string_literal: true

module Acme
  class Client
    # The data of a CAA record (RFC 8659).
    #
    # @!attribute [r] flags
    #   @return [Integer] 0
    # @!attribute [r] tag
    #   @return [String] "issue", or "issuewild" for wildcard names alone
    # @!attribute [r] value
    #   @return [String] the authority's name and what it is bound to (RFC 8657)
    CaaRecord = Struct.new(:flags, :tag, :value, keyword_init: true) do
      # @return [String] what a zone file has after `CAA`
      def to_s
        "#{flags} #{tag} \"#{value}\""
      end
    end
  end
end
