# frozen_string_literal: true

module Acme
  class Client
    class Error
      # What is wrong with one identifier (RFC 8555, section 6.7.1).
      #
      # @!attribute [rw] type
      #   @return [String, nil] the problem's type, a URN
      # @!attribute [rw] detail
      #   @return [String, nil] the server's explanation
      # @!attribute [rw] identifier
      #   @return [Hash, nil] the identifier, with the keys "type" and "value"
      Subproblem = Struct.new(:type, :detail, :identifier, keyword_init: true)
    end
  end
end
