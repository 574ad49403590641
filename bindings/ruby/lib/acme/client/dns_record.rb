# frozen_string_literal: true

module Acme
  class Client
    # A record to be put into the DNS.
    #
    # @!attribute [r] name
    #   @return [String] the full name, without a final dot
    # @!attribute [r] type
    #   @return [String] "TXT"
    # @!attribute [r] content
    #   @return [String] the text; where it has more than 255 characters the zone holds it in several strings
    DnsRecord = Struct.new(:name, :type, :content, keyword_init: true)
  end
end
