# frozen_string_literal: true

module Acme
  class Client
    class CertificateRequest
      # The attributes of a subject under their short names.
      #
      # @api private
      class Subject
        # The longest common name (RFC 5280, appendix A.1, ub-common-name).
        LONGEST_COMMON_NAME = 64
        private_constant :LONGEST_COMMON_NAME

        # @param attributes [Hash] with long or short names
        # @raise [ArgumentError] for names of attributes that are neither
        def initialize(attributes)
          raise TypeError, "subject must be a Hash, not #{attributes.inspect}" unless attributes.respond_to?(:to_h)

          @attributes = attributes.to_h.to_h { |name, value| [short_name(name), value.to_s] }
          unexpected = @attributes.keys - SUBJECT_KEYS.values
          raise ArgumentError, "Unexpected subject attributes given: #{unexpected.inspect}" unless unexpected.empty?
        end

        # @return [String, nil]
        def common_name
          @attributes["CN"]
        end

        # @return [Hash{String => String}] the attributes, the common name last where it may stand in a subject
        # @raise [ArgumentError] when they have another common name
        def with_common_name(name)
          given = common_name
          raise ArgumentError, "Conflicting common name given in arguments and subject" if given && given != name

          others = @attributes.except("CN")
          fits?(name) ? others.merge("CN" => name) : others
        end

        private

        def short_name(name)
          SUBJECT_KEYS.find { |long, short| [long.to_s, short].include?(name.to_s) }&.last || name
        end

        def fits?(name)
          !SubjectAltNames.ip?(name) && SubjectAltNames.host(name).length <= LONGEST_COMMON_NAME
        end
      end
    end
  end
end
