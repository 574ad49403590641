# frozen_string_literal: true

module Acme
  class Client
    # What a resource is built from: the members of the server's document under the names that Ruby programs know, and
    # what else came with it.
    #
    # @api private
    module Attributes
      module_function

      # @param resource [Hash{String => Object}] as the engine gives it: "url", "json" and "retry_after"
      def account(resource)
        document = document(resource)
        { url: resource["url"], status: document["status"], term_of_service: document["termsOfServiceAgreed"],
          contact: document["contact"], orders: document["orders"] }
      end

      def order(resource)
        document = document(resource)
        expect(document["status"].is_a?(String), "status")
        expect(document["authorizations"].is_a?(Array), "authorizations")
        of_order(document).merge(url: url(resource), retry_after: resource["retry_after"])
      end

      # @param document [Hash] an order (RFC 8555, section 7.1.3)
      def of_order(document)
        {
          status: document["status"], expires: document["expires"], finalize_url: document["finalize"],
          authorization_urls: document["authorizations"], certificate_url: document["certificate"],
          identifiers: document["identifiers"], profile: document["profile"], replaces: document["replaces"]
        }
      end

      # An authorization (RFC 8555, section 7.1.4).
      def authorization(resource)
        document = document(resource)
        expect(document["identifier"].is_a?(Hash) && document["identifier"].key?("value"), "identifier")
        expect(challenges?(document["challenges"]), "challenges")
        { url: url(resource), identifier: document["identifier"], status: document["status"],
          expires: document["expires"], challenges: document["challenges"], wildcard: document["wildcard"],
          retry_after: resource["retry_after"] }
      end

      # A challenge (RFC 8555, section 7.1.5).
      def challenge(resource)
        document = document(resource)
        expect(document["type"].is_a?(String), "type")
        { type: document["type"], status: document["status"], url: document["url"] || url(resource),
          token: document["token"], error: document["error"], validated: document["validated"],
          retry_after: resource["retry_after"], document: document }
      end

      # Renewal information (RFC 9773, section 4.2).
      def renewal_info(resource, ari_id)
        document = document(resource)
        window = document["suggestedWindow"]
        expect(window.nil? || window.is_a?(Hash), "suggestedWindow")
        { ari_id: ari_id, suggested_window: window, explanation_url: document["explanationURL"],
          retry_after: resource["retry_after"] }
      end

      def document(resource)
        Document.parse_object(resource["json"])
      end
      private_class_method :document

      def url(resource)
        resource["url"] unless resource["url"].to_s.empty?
      end
      private_class_method :url

      def challenges?(list)
        list.is_a?(Array) && list.all? do |challenge|
          challenge.is_a?(Hash) && %w[type status url].all? { |member| challenge[member].is_a?(String) }
        end
      end
      private_class_method :challenges?

      def expect(condition, member)
        raise Error::ServerError, "The server's answer has no usable `#{member}`" unless condition
      end
      private_class_method :expect
    end
  end
end
