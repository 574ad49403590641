# frozen_string_literal: true

module Acme
  class Client
    class Manager
      # What a run did about one certificate.
      class Outcome
        # @return [String] the name that it is managed by
        attr_reader :name

        # @return [Symbol] :waiting when nothing was due, :renewed when a new certificate is in use, :busy when another
        #   process is at work with it, :failed when {#error} says why; the certificate in use stays then
        attr_reader :action

        # @return [Time] when there may be something to do for it
        attr_reader :look_again_at

        # @return [Exception, nil] why it failed
        attr_reader :error

        # @api private
        # @param attributes [Hash{String => Object}] as the engine gives them
        def initialize(attributes)
          @name = attributes["name"]
          @action = attributes["action"].to_sym
          @look_again_at = Time.at(attributes["look_again_at"]).utc
          @error = attributes["error"] && Failure.new(attributes["error"]).exception
        end

        # @return [String] one line for a log
        def to_s
          [name, action, error&.message].compact.join(" ")
        end
      end
    end
  end
end
