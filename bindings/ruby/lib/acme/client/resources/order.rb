# frozen_string_literal: true

module Acme
  class Client
    module Resources
      # An order for a certificate (RFC 8555, section 7.1.3).
      class Order
        # @return [String, nil] the order's URL
        attr_reader :url

        # @return [String] "pending", "ready", "processing", "valid" or "invalid"
        attr_reader :status

        # @return [nil] orders have no contact
        attr_reader :contact

        # @return [String] where the CSR is sent
        attr_reader :finalize_url

        # @return [Array<Hash>] the identifiers, with the keys "type" and "value"
        attr_reader :identifiers

        # @return [Array<String>] the URLs of the authorizations
        attr_reader :authorization_urls

        # @return [String, nil] when the order expires, as RFC 3339 writes it
        attr_reader :expires

        # @return [String, nil] where the certificate is, once there is one
        attr_reader :certificate_url

        # @return [String, nil] the certificate's profile
        attr_reader :profile

        # @return [String, nil] the ARI identifier of the certificate that this order replaces (RFC 9773, section 5)
        attr_reader :replaces

        # @return [String, nil] the Retry-After header as it was sent
        attr_reader :retry_after

        # @return [Time, nil] the moment that it names
        attr_reader :retry_after_time

        # @param client [Client]
        # @param arguments [Hash] status:, expires:, finalize_url:, authorization_urls:, identifiers: and, optionally,
        #   url:, certificate_url:, profile:, replaces:, retry_after:
        def initialize(client, **arguments)
          @client = client
          assign_attributes(**arguments)
        end

        # @return [true]
        # @raise [Error::OrderUrlNil] when the order's URL is not known
        # @raise [Error]
        def reload
          raise Error::OrderUrlNil, "Cannot reload order with nil url." if url.nil?

          assign_attributes(**@client.order(url: url).to_h)
          true
        end

        # @return [Array<Authorization>] fetched anew at each call
        # @raise [Error]
        def authorizations
          @authorization_urls.map { |authorization_url| @client.authorization(url: authorization_url) }
        end

        # Sends the CSR (RFC 8555, section 7.4).
        #
        # @param csr [#to_der] a {CertificateRequest} or an OpenSSL::X509::Request
        # @return [true]
        # @raise [Error::OrderNotReady] when an authorization is not valid yet
        # @raise [Error]
        def finalize(csr:)
          assign_attributes(**@client.finalize(url: finalize_url, csr: csr).to_h)
          true
        end

        # Downloads the certificate (RFC 8555, section 7.4.2).
        #
        # @param force_chain [String, nil] a part of the name of an issuer that the chain must have
        # @param chain [Symbol, Hash, Array, nil] which chain is wanted, as {Client#certificate} takes it
        # @return [String] the chain in PEM, the certificate first
        # @raise [Error::CertificateNotReady] when there is none yet
        # @raise [Error::ForcedChainNotFound] when no chain has that issuer
        # @raise [Error]
        def certificate(force_chain: nil, chain: nil)
          raise Error::CertificateNotReady, "No certificate_url to collect the order" unless certificate_url

          further = chain.nil? ? {} : { chain: chain }
          @client.certificate(url: certificate_url, force_chain: force_chain, **further)
        end

        # @param certificate [String, OpenSSL::X509::Certificate, nil] this order's when neither is given
        # @param ari_id [String, nil]
        # @return [RenewalInfo] when to renew (RFC 9773)
        # @raise [Error]
        def renewal_info(certificate: nil, ari_id: nil)
          certificate ||= self.certificate if ari_id.nil?
          @client.renewal_info(certificate: certificate, ari_id: ari_id)
        end

        # Waits until the order is ready, or valid once it is finalized, looking again as often as the server asks.
        #
        # @param timeout [Numeric] how many seconds to wait at most
        # @return [true]
        # @raise [Error::OrderUrlNil] when the order's URL is not known
        # @raise [Error::Timeout] when it took longer
        # @raise [Error::ServerError] when the order became invalid
        # @raise [Error]
        def wait(timeout: 60)
          raise Error::OrderUrlNil, "Cannot reload order with nil url." if url.nil?

          assign_attributes(**@client.wait_order(url: url, timeout: timeout).to_h)
          true
        end

        # Orders a successor of this order's certificate, for the same identifiers and with the same profile.
        #
        # @param replaces [String, nil] an ARI identifier; this certificate's when nil (RFC 9773, section 5)
        # @param new_order_arguments [Hash] arguments of {Client#new_order}
        # @return [Order]
        # @raise [Error]
        def renew(replaces: nil, **new_order_arguments)
          replaces ||= renewal_info.ari_id
          @client.new_order(replaces: replaces, identifiers: identifiers, profile: profile, **new_order_arguments)
        end

        # @return [Hash{Symbol => Object}]
        def to_h
          {
            url: url, status: status, expires: expires, finalize_url: finalize_url,
            authorization_urls: authorization_urls, identifiers: identifiers, certificate_url: certificate_url,
            profile: profile, replaces: replaces, retry_after: retry_after
          }
        end

        private

        def assign_attributes(status:, expires:, finalize_url:, authorization_urls:, identifiers:, url: nil,
                              certificate_url: nil, profile: nil, replaces: nil, retry_after: nil)
          @url = url || @url
          @status = status
          @expires = expires
          @finalize_url = finalize_url
          @authorization_urls = authorization_urls
          @identifiers = identifiers
          @certificate_url = certificate_url
          @profile = profile
          @replaces = replaces
          @retry_after = retry_after
          @retry_after_time = Util.parse_retry_after(retry_after)
        end
      end
    end
  end
end
