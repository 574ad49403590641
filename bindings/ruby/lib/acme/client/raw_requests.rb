# frozen_string_literal: true

module Acme
  class Client
    # Single requests, for what has no verb. These methods are private; programs that know the original reach them with
    # `send`.
    #
    # @api private
    module RawRequests
      private

      # A signed POST (RFC 8555, section 6.2).
      #
      # @param url [String, URI]
      # @param payload [#to_json, nil] nil for a POST-as-GET
      # @param mode [Symbol] :kid to sign for the account, anything else to sign with the bare key
      # @return [Response]
      # @raise [Error] when the answer's status is not 2xx
      def post(url, payload: {}, mode: :kid)
        raw_post(url, payload.nil? ? "" : payload.to_json, mode: mode)
      end

      # @return [Response]
      def post_as_get(url, mode: :kid)
        raw_post(url, "", mode: mode)
      end

      # An unsigned GET.
      #
      # @return [Response]
      def get(url, mode: :get)
        raw_response(@engine.call(:get, Arguments.url(url, :url)))
      end

      # @param format [Symbol] a key of {CONTENT_TYPES}
      # @return [Response]
      def download(url, format: :pem)
        raw_post(url, "", accept: CONTENT_TYPES.fetch(format))
      end

      def raw_post(url, payload, mode: :kid, accept: nil)
        raw_response(@engine.call(:post, Arguments.url(url, :url), payload, mode == :kid ? "kid" : "jwk", accept))
      end

      def raw_response(answer)
        Response.new(status: answer["status"], headers: answer["headers"], body: answer["body"])
      end

      # @param key [Symbol] a key of {Resources::Directory::DIRECTORY_RESOURCES}
      # @return [URI]
      def endpoint_for(key)
        directory.endpoint_for(key)
      end

      # @return [Array<Hash>] identifiers with the keys :type and :value
      def prepare_order_identifiers(identifiers)
        Arguments.identifiers(identifiers)
      end

      # @param response [#body, #headers]
      # @return [Hash{Symbol => Object}] what {Resources::Order#initialize} takes
      def attributes_from_order_response(response)
        location = response.headers[:location]
        attributes = Attributes.of_order(response.body).merge(retry_after: response.headers[:retry_after])
        location ? attributes.merge(url: location) : attributes
      end
    end
    private_constant :RawRequests
  end
end
