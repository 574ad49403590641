# frozen_string_literal: true

module Acme
  class Client
    module Resources
      module Challenges
        # Where the record of a challenge is: below the name that the challenge is for.
        #
        # @api private
        module RecordNames
          # @param domain [String, nil] the name, when the challenge does not come from its authorization; `*.` and a final
          #   dot are dropped, other scripts become A-labels
          # @return [String] the record's whole name, without a final dot
          # @raise [ArgumentError] when the name is not known
          def full_record_name(domain = nil)
            below(record_name, domain)
          end

          private

          def below(label, domain)
            "#{label}.#{HostName.base(known_domain(domain))}"
          end

          def known_domain(domain)
            return Arguments.text(domain, :domain) unless domain.nil?
            return identifier["value"] if identifier && identifier["type"] == "dns"

            raise ArgumentError, "domain: not known; take the challenge from its authorization"
          end
        end
      end
    end
  end
end
