# frozen_string_literal: true

module Acme
  class Client
    module Resources
      module Challenges
        # A file that the host serves over HTTP on port 80 (RFC 8555, section 8.3).
        class HTTP01 < Base
          # The type's name.
          CHALLENGE_TYPE = "http-01"

          # The media type to serve the file with.
          CONTENT_TYPE = "text/plain"

          # Tokens are base64url (RFC 8555, section 8.3); anything else could name a file elsewhere.
          TOKEN = /\A[A-Za-z0-9_-]+\z/
          private_constant :TOKEN

          # @return [String] "text/plain"
          def content_type
            CONTENT_TYPE
          end

          # @return [String] what the file says: the key authorization
          def file_content
            key_authorization
          end

          # @return [String] the file's path below the root of the web server
          # @raise [Error::ServerError] for a token that is no token
          def filename
            raise Error::ServerError, "The challenge's token is not base64url" unless TOKEN.match?(token)

            ".well-known/acme-challenge/#{token}"
          end
        end
      end
    end
  end
end
