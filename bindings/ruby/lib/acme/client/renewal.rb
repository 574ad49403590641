# frozen_string_literal: true

module Acme
  class Client
    # When to renew a certificate.
    module Renewal
      # What is to be done about a certificate, and when.
      #
      # @!attribute due
      #   @return [Boolean] whether to renew now
      # @!attribute at
      #   @return [Time] the moment to renew at; in the past when it was missed
      # @!attribute reason
      #   @return [Symbol] what that moment follows from: :lifetime, :policy, :suggested, :window_over or :expired
      # @!attribute look_again_at
      #   @return [Time] when to decide again
      Decision = Struct.new(:due, :at, :reason, :look_again_at, keyword_init: true) do
        # @return [Boolean] whether to renew now
        alias_method :due?, :due
      end

      module_function

      # Decides whether a certificate is due. It asks nobody and looks at no clock but `now`.
      #
      # @param certificate [Certificate, OpenSSL::X509::Certificate, String] itself or in PEM
      # @param renewal_info [Resources::RenewalInfo, nil] the authority's advice, {Client#renewal_info}; one whose window
      #   ends before it begins does not count (RFC 9773, section 4.2)
      # @param now [Time]
      # @param renew_before [Numeric, nil] renew at the latest so many seconds before the end; when nil and without
      #   advice, a third of the life before it, or half of a life of less than 10 days
      # @param look_every [Numeric, nil] how many seconds until the next look when the authority does not say; 6 hours
      # @param random [Float] from 0 up to 1: the place of the moment in the suggested window; a number that is kept as
      #   long as the certificate lives keeps the moment where it is
      # @return [Decision]
      # @raise [ArgumentError]
      def decide(certificate:, renewal_info: nil, now: Time.now, renew_before: nil, look_every: nil, random: rand)
        leaf = certificate.is_a?(Certificate) ? certificate : Arguments.certificate(certificate, :certificate)
        answer = Engine.answer(Native.renewal_decision(
          "not_before" => leaf.not_before.to_i, "not_after" => leaf.not_after.to_i, "now" => now.to_i,
          "renew_before" => renew_before&.to_f, "look_every" => look_every&.to_f, "random" => random.to_f,
          **advice(renewal_info, now)
        ))
        Decision.new(due: answer["due"], at: Time.at(answer["at"]).utc, reason: answer["reason"].to_sym,
                     look_again_at: Time.at(answer["look_again_at"]).utc)
      end

      def advice(renewal_info, now)
        window = renewal_info&.suggested_window
        return {} unless window

        wait = renewal_info.retry_after_time && [renewal_info.retry_after_time - now, 0].max.to_f
        { "renewal_info" => { suggestedWindow: window }.to_json, "retry_after" => wait }
      end
      private_class_method :advice
    end
  end
end
