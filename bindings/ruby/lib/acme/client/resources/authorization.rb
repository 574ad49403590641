# frozen_string_literal: true

module Acme
  class Client
    module Resources
      # What shows that the account controls an identifier (RFC 8555, section 7.1.4).
      class Authorization
        # @return [String] the authorization's URL
        attr_reader :url

        # @return [Hash] the identifier, with the keys "type" and "value"
        attr_reader :identifier

        # @return [String] the identifier's value
        attr_reader :domain

        # @return [String, nil] when the authorization expires, as RFC 3339 writes it
        attr_reader :expires

        # @return [String] "pending", "valid", "invalid", "deactivated", "expired" or "revoked"
        attr_reader :status

        # @return [Boolean, nil] whether it is for a wildcard name
        attr_reader :wildcard

        # @return [String, nil] the Retry-After header as it was sent
        attr_reader :retry_after

        # @return [Time, nil] the moment that it names
        attr_reader :retry_after_time

        # @param client [Client]
        # @param arguments [Hash] url:, status:, expires:, challenges:, identifier: and, optionally, wildcard:,
        #   retry_after:
        def initialize(client, **arguments)
          @client = client
          assign_attributes(**arguments)
        end

        # @return [true]
        # @raise [Error]
        def deactivate
          assign_attributes(**@client.deactivate_authorization(url: url).to_h)
          true
        end

        # @return [true]
        # @raise [Error]
        def reload
          assign_attributes(**@client.authorization(url: url).to_h)
          true
        end

        # Waits until the authorization is valid, looking again as often as the server asks.
        #
        # @param timeout [Numeric] how many seconds to wait at most
        # @return [true]
        # @raise [Error::Timeout] when it took longer
        # @raise [Error::ServerError] of the problem's class, when the authorization became invalid
        # @raise [Error]
        def wait(timeout: 60)
          assign_attributes(**@client.wait_authorization(url: url, timeout: timeout).to_h)
          true
        end

        # @return [Array<Challenges::Base>] made anew at each call
        def challenges
          @challenges.map { |document| build_challenge(document) }
        end

        # @return [Challenges::HTTP01, nil] the same object at each call
        def http01
          @http01 ||= find_challenge(Challenges::HTTP01)
        end
        alias http http01

        # @return [Challenges::DNS01, nil] the same object at each call
        def dns01
          @dns01 ||= find_challenge(Challenges::DNS01)
        end
        alias dns dns01

        # @return [Challenges::DNSAccount01, nil] the same object at each call
        def dns_account_01
          @dns_account_01 ||= find_challenge(Challenges::DNSAccount01)
        end
        alias dns_account dns_account_01

        # @return [Challenges::TLSALPN01, nil] the same object at each call
        def tls_alpn_01
          @tls_alpn_01 ||= find_challenge(Challenges::TLSALPN01)
        end

        # @return [Challenges::DNSPersist01, nil] the same object at each call
        def dns_persist_01
          @dns_persist_01 ||= find_challenge(Challenges::DNSPersist01)
        end

        # @return [Hash{Symbol => Object}] identifier and challenges as the server sent them
        def to_h
          { url: url, identifier: identifier, status: status, expires: expires, challenges: @challenges,
            wildcard: wildcard, retry_after: retry_after }
        end

        private

        def find_challenge(challenge_class)
          challenges.find { |challenge| challenge.is_a?(challenge_class) }
        end

        def build_challenge(document)
          Challenges.new(@client, type: document.fetch("type"), status: document.fetch("status"),
                                  url: document.fetch("url"), token: document["token"], error: document["error"],
                                  validated: document["validated"], identifier: identifier, wildcard: wildcard,
                                  document: document)
        end

        def assign_attributes(url:, status:, expires:, challenges:, identifier:, wildcard: nil, retry_after: nil)
          @url = url
          @identifier = identifier
          @domain = identifier.fetch("value")
          @status = status
          @expires = expires
          @challenges = challenges
          @wildcard = wildcard
          @retry_after = retry_after
          @retry_after_time = Util.parse_retry_after(retry_after)
        end
      end
    end
  end
end
