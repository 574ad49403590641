# frozen_string_literal: true

module Acme
  class Client
    # The JSON that a server sends. Whatever it holds, the worst that comes of it is an {Error}.
    #
    # @api private
    module Document
      module_function

      # @param bytes [String, nil]
      # @return [String] UTF-8 where the bytes are that, else as they came
      def text(bytes)
        text = bytes.to_s.dup.force_encoding(Encoding::UTF_8)
        text.valid_encoding? ? text : text.b
      end

      # @param bytes [String, nil]
      # @return [Object, nil] nil for an empty text
      # @raise [Error::ServerError]
      def parse(bytes)
        text = text(bytes)
        JSON.parse(text) unless text.empty?
      rescue JSON::ParserError, EncodingError => error
        raise Error::ServerError, "The server's answer is not valid JSON: #{error.message.scrub[0, 200]}"
      end

      # @return [Hash] an empty one for an empty text
      # @raise [Error::ServerError] for anything but an object
      def parse_object(bytes)
        document = parse(bytes)
        return document || {} if document.nil? || document.is_a?(Hash)

        raise Error::ServerError, "The server's answer is not a JSON object"
      end
    end
  end
end
