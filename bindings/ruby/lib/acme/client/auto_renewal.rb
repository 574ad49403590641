# frozen_string_literal: true

module Acme
  class Client
    # Orders whose certificate renews itself: STAR, short-term and automatically renewed (RFC 8739).
    #
    # @example
    #   star = Acme::Client::AutoRenewal.new(client)
    #   order = star.new_order(identifiers: "example.com", end_date: Time.now + 90 * 86_400, lifetime: 4 * 86_400)
    class AutoRenewal
      # @param client [Client]
      def initialize(client)
        @client = client
      end

      # @return [Hash, nil] what the authority allows: "min-lifetime", "max-duration", "allow-certificate-get"; nil when it
      #   has no such orders
      # @raise [Error]
      def limits
        @client.meta["auto-renewal"]
      end

      # @param identifiers [String, Hash, Array<String, Hash>] as {Client#new_order} takes them
      # @param end_date [String, Time] when the last certificate ends
      # @param lifetime [Integer] how many seconds each certificate is valid
      # @param start_date [String, Time, nil] when the first certificate begins; at once when nil
      # @param lifetime_adjust [Integer, nil] how many seconds before its issuance each certificate begins
      # @param allow_certificate_get [Boolean, nil] whether the certificate may be fetched without a signature
      # @return [Resources::Order]
      # @raise [Error::UnsupportedOperation] when the directory has no auto-renewal; nothing is sent then
      # @raise [Error]
      def new_order(identifiers:, end_date:, lifetime:, start_date: nil, lifetime_adjust: nil, allow_certificate_get: nil)
        renewal = {
          "end_date" => Arguments.moment(end_date, :end_date), "start_date" => Arguments.moment(start_date, :start_date),
          "lifetime" => Arguments.natural(lifetime, :lifetime),
          "lifetime_adjust" => Arguments.natural(lifetime_adjust, :lifetime_adjust),
          "allow_certificate_get" => allow_certificate_get
        }
        @client.send(:order_with, identifiers, "auto_renewal" => renewal)
      end

      # @param order [Resources::Order]
      # @return [String] the certificate of the day in PEM, with its chain
      # @raise [Error::CertificateNotReady] when there is none yet
      # @raise [Error::AutoRenewalCanceled, Error::AutoRenewalExpired] when there is none any more
      # @raise [Error]
      def certificate(order)
        @client.send(:engine).call(:star_certificate, Arguments.url(order.url, :order))["pem"]
      end

      # Ends the renewal (RFC 8739, section 3.1.2). Certificates that are out stay valid until they expire.
      #
      # @param order [Resources::Order]
      # @return [Resources::Order]
      # @raise [Error::AutoRenewalCancellationInvalid] when the order is not valid
      # @raise [Error]
      def cancel(order)
        @client.send(:order_from, @client.send(:engine).call(:cancel_order, Arguments.url(order.url, :order)))
      end
    end
  end
end
