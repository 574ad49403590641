# frozen_string_literal: true

module Acme
  class Client
    # One thing that happened in {Client#obtain}.
    class Event
      # @return [Symbol] :ordered, :presented, :asked, :validated, :challenge_failed, :waiting, :retrying, :finalizing,
      #   :issued or :clean_up_failed
      attr_reader :name

      # @return [String, nil] the step of the protocol that it belongs to
      attr_reader :step

      # @return [Hash, nil] the identifier that it is about, with the keys "type" and "value"
      attr_reader :identifier

      # @return [String, nil] the type of the challenge that it is about
      attr_reader :challenge_type

      # @return [Integer, nil] how many authorizations of the order are valid, when one became so
      attr_reader :done

      # @return [Integer, nil] how many the order has
      attr_reader :total

      # @return [String, nil] the order's URL, when it was placed or its certificate is there
      attr_reader :url

      # @return [Boolean, nil] whether the order is one of an earlier call
      attr_reader :resumed

      # @return [Time, nil] when the server will be looked at again
      attr_reader :waiting_until

      # @return [Integer, nil] the number of the attempt that failed
      attr_reader :attempt

      # @return [String, nil] what went wrong
      attr_reader :message

      # @return [Hash, nil] the server's problem document, with string keys (RFC 7807)
      attr_reader :problem

      # @api private
      # @param attributes [Hash{String => Object}] as the engine gives them
      def initialize(attributes)
        @name = attributes["name"].to_sym
        @step = attributes["step"]
        @identifier = attributes["identifier"]
        @challenge_type = attributes["challenge_type"]
        @done = attributes["done"]
        @total = attributes["total"]
        @url = attributes["url"]
        @resumed = attributes["resumed"]
        @waiting_until = attributes["until"] && Time.at(attributes["until"])
        @attempt = attributes["attempt"]
        @problem = attributes["problem"] && Document.parse_object(attributes["problem"])
        @message = attributes["message"] || (problem && problem["detail"])
      end

      # @return [String] one line for a log, such as "validated www.example.com (2 of 3)"
      def to_s
        count = "(#{done} of #{total})" if done
        details = waiting_until ? "until #{waiting_until.getutc.iso8601(3)}" : url || message
        [name, identifier && identifier["value"], challenge_type, count, details].compact.join(" ")
      end
    end
  end
end
