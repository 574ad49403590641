# frozen_string_literal: true

module Acme
  class Client
    module Resources
      # When the authority would like a certificate to be renewed (RFC 9773).
      class RenewalInfo
        # @return [String] what renewal information calls the certificate (RFC 9773, section 4.1)
        attr_reader :ari_id

        # @return [Hash, nil] the keys "start" and "end"
        attr_reader :suggested_window

        # @return [String, nil] a page that says why
        attr_reader :explanation_url

        # @return [String, nil] the Retry-After header as it was sent
        attr_reader :retry_after

        # @return [Time, nil] the moment that it names: when to ask again
        attr_reader :retry_after_time

        # @param client [Client]
        # @param arguments [Hash] ari_id:, suggested_window: and, optionally, explanation_url:, retry_after:
        def initialize(client, **arguments)
          @client = client
          assign_attributes(**arguments)
        end

        # @return [String, nil] the window's start, as RFC 3339 writes it
        def suggested_window_start
          suggested_window&.fetch("start", nil)
        end

        # @return [String, nil] the window's end, as RFC 3339 writes it
        def suggested_window_end
          suggested_window&.fetch("end", nil)
        end

        # @return [Time, nil] a random moment in the window, now when that is past, nil without a window (RFC 9773,
        #   section 4.2)
        # @raise [Error::ServerError] for a window whose ends are no dates
        def suggested_renewal_time
          first, last = [suggested_window_start, suggested_window_end].map { |text| text && moment(text) }
          return unless first && last

          [first + rand * [last - first, 0].max, Time.now].max
        end

        # The moment to renew at, as {#suggested_renewal_time} gives it, but for a window that ends before it begins: that
        # counts as no advice at all.
        #
        # @param now [Time]
        # @return [Time, nil] nil without a window
        # @raise [Error::ServerError] for a window that is none
        def pick(now = Time.now)
          return unless suggested_window

          Time.at(Engine.answer(Native.renewal_moment(window_document, now.to_i))["moment"])
        end

        # When to ask again: at {#retry_after_time}, but not before a minute and not after a day has passed; after 6 hours
        # when the server does not say (RFC 9773, section 4.3).
        #
        # @param now [Time]
        # @return [Time]
        # @raise [Error::ServerError] for a window that is none
        def next_look(now = Time.now)
          wait = retry_after_time && [(retry_after_time - now).ceil, 0].max
          now + Engine.answer(Native.renewal_next_look(window_document, wait))["seconds"]
        end

        # @return [true]
        # @raise [Error]
        def reload
          assign_attributes(**@client.renewal_info(ari_id: ari_id).to_h)
          true
        end

        # @return [Hash{Symbol => Object}]
        def to_h
          { ari_id: ari_id, suggested_window: suggested_window, explanation_url: explanation_url,
            retry_after: retry_after }
        end

        private

        def window_document
          { suggestedWindow: { start: suggested_window_start, end: suggested_window_end } }.to_json
        end

        def moment(text)
          Time.iso8601(text.to_s)
        rescue ArgumentError
          raise Error::ServerError, "The suggested window has no usable dates"
        end

        def assign_attributes(ari_id:, suggested_window:, explanation_url: nil, retry_after: nil)
          @ari_id = ari_id
          @suggested_window = suggested_window
          @explanation_url = explanation_url
          @retry_after = retry_after
          @retry_after_time = Util.parse_retry_after(retry_after)
        end
      end
    end
  end
end
