# frozen_string_literal: true

module Acme
  class Client
    module Resources
      module Challenges
        # What all challenges have in common (RFC 8555, section 7.1.5).
        class Base
          # @return [String] "pending", "processing", "valid" or "invalid"
          attr_reader :status

          # @return [String] the challenge's URL
          attr_reader :url

          # @return [String, nil] the random text that the challenge is about
          attr_reader :token

          # @return [Hash, nil] the problem document of a validation that failed
          attr_reader :error

          # @return [String, nil] when it was validated, as RFC 3339 writes it
          attr_reader :validated

          # @return [String, nil] the Retry-After header as it was sent
          attr_reader :retry_after

          # @return [Time, nil] the moment that it names
          attr_reader :retry_after_time

          # @return [Hash, nil] the identifier, with the keys "type" and "value", of a challenge that comes from its
          #   authorization
          attr_reader :identifier

          # @return [Hash, nil] the challenge as the server first sent it, with what this library does not know
          attr_reader :document

          # @param client [Client]
          # @param attributes [Hash] status:, url:, token: and, optionally, error:, validated:, retry_after:, identifier:,
          #   wildcard:, document:
          def initialize(client, **attributes)
            @client = client
            assign_attributes(**attributes)
          end

          # @return [String] the challenge's type, as RFC 8555 names it
          def challenge_type
            self.class::CHALLENGE_TYPE
          end

          # @return [String] the token and the account key's thumbprint (RFC 8555, section 8.1)
          def key_authorization
            "#{token}.#{@client.jwk.thumbprint}"
          end

          # @return [Error, nil] why validation failed, as the exception that it would be; it is not raised
          def typed_error
            return if error.nil?

            problem = error.is_a?(Hash) ? error : {}
            Failure.of_problem(problem, problem["detail"] || "Unknown error")
          end

          # @return [true]
          # @raise [Error]
          def reload
            assign_attributes(**@client.challenge(url: url).to_h)
            true
          end

          # Tells the server that it may look (RFC 8555, section 7.5.1).
          #
          # @param payload [Hash, nil] what the challenge wants beyond being told, such as the attestation of
          #   device-attest-01
          # @return [true]
          # @raise [Error]
          def request_validation(payload: nil)
            further = payload.nil? ? {} : { payload: payload }
            assign_attributes(**@client.request_challenge_validation(url: url, **further).to_h)
            true
          end

          # @return [Hash{Symbol => Object}]
          def to_h
            { status: status, url: url, token: token, error: error, validated: validated, retry_after: retry_after }
          end

          private

          def wildcard?
            @wildcard || false
          end

          # What only an authorization says of its challenges is kept.
          def assign_attributes(status:, url:, token:, error: nil, validated: nil, retry_after: nil, identifier: nil,
                                wildcard: nil, document: nil)
            @status = status
            @url = url
            @token = token
            @error = error
            @validated = validated
            @retry_after = retry_after
            @retry_after_time = Util.parse_retry_after(retry_after)
            @identifier = identifier || @identifier
            @wildcard = wildcard || @wildcard
            @document = document || @document
          end
        end
      end
    end
  end
end
