# frozen_string_literal: true

module Acme
  class Client
    module Resources
      # An account (RFC 8555, section 7.1.2).
      class Account
        # @return [String] the account's URL
        attr_reader :url

        # @return [String, nil] "valid", "deactivated" or "revoked"
        attr_reader :status

        # @return [Array<String>] contact URLs
        attr_reader :contact

        # @return [Boolean, nil] whether the terms of service are agreed to
        attr_reader :term_of_service

        # @return [String, nil] where the account's orders are listed
        attr_reader :orders_url

        # @param client [Client]
        # @param arguments [Hash] url:, term_of_service:, status:, contact: and, optionally, orders:
        def initialize(client, **arguments)
          @client = client
          assign_attributes(**arguments)
        end

        # @return [String] the account's URL, by which requests name the account
        def kid
          url
        end

        # Changes the contacts or agrees to new terms (RFC 8555, section 7.3.2).
        #
        # @param contact [String, Array<String>, nil]
        # @param terms_of_service_agreed [Boolean, nil]
        # @return [true]
        # @raise [Error]
        def update(contact: nil, terms_of_service_agreed: nil)
          assign_attributes(
            **@client.account_update(contact: contact, terms_of_service_agreed: terms_of_service_agreed).to_h
          )
          true
        end

        # Deactivates the account for good (RFC 8555, section 7.3.6).
        #
        # @return [true]
        # @raise [Error]
        def deactivate
          assign_attributes(**@client.account_deactivate.to_h)
          true
        end

        # @return [true]
        # @raise [Error]
        def reload
          assign_attributes(**@client.account.to_h)
          true
        end

        # @return [Hash{Symbol => Object}]
        def to_h
          { url: url, term_of_service: term_of_service, status: status, contact: contact, orders: orders_url }
        end

        private

        def assign_attributes(url:, term_of_service:, status:, contact:, orders: nil)
          @url = url
          @term_of_service = term_of_service
          @status = status
          @contact = Array(contact)
          @orders_url = orders
        end
      end
    end
  end
end
