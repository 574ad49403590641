# frozen_string_literal: true

module Acme
  class Client
    # Host names as the DNS has them: A-labels instead of other scripts (RFC 5891).
    #
    # @api private
    module HostName
      module_function

      # @param name [String] a host name in UTF-8
      # @return [String] the same with A-labels; an ASCII name stays as it is
      # @raise [ArgumentError] for a name that cannot be written so
      def ascii(name)
        name.ascii_only? ? name : Engine.answer(Native.dns_name(name))["name"]
      end

      # @param name [String] a host name, `*.` in front and a final dot allowed
      # @return [String] the name that a record stands below
      # @raise [ArgumentError] for what is no host name
      def base(name)
        Engine.answer(Native.dns_name(name))["name"].delete_prefix("*.")
      end
    end
  end
end
