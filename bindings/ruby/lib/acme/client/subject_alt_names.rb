# frozen_string_literal: true

module Acme
  class Client
    # The names of a request or certificate, as its subjectAltName extension has them (RFC 5280, section 4.2.1.6).
    #
    # @api private
    module SubjectAltNames
      DNS_TAG = 2
      IP_TAG = 7
      private_constant :DNS_TAG, :IP_TAG

      module_function

      # @param names [Array<String>] host names and IP addresses
      # @return [OpenSSL::X509::Extension]
      # @raise [ArgumentError] for what can be neither
      def extension(names)
        entries = names.map { |name| ip?(name) ? entry(IP_TAG, IPAddr.new(name).hton) : entry(DNS_TAG, host(name)) }
        OpenSSL::X509::Extension.new("subjectAltName", OpenSSL::ASN1::Sequence.new(entries).to_der, false)
      end

      # @param certificate [OpenSSL::X509::Certificate]
      # @return [Array<String>] its host names and IP addresses
      def names(certificate)
        extension = certificate.extensions.find { |one| one.oid == "subjectAltName" }
        entries = extension ? OpenSSL::ASN1.decode(extension.value_der).value : []
        entries.filter_map do |entry|
          case entry.tag
          when DNS_TAG then entry.value
          when IP_TAG then IPAddr.new_ntoh(entry.value).to_s
          end
        end
      end

      # @return [Boolean] whether the name is an IP address
      def ip?(name)
        !name.include?("/") && !IPAddr.new(name).nil?
      rescue IPAddr::Error
        false
      end

      # @return [String] the host name with A-labels
      # @raise [ArgumentError] for what is no host name
      def host(name)
        host = HostName.ascii(Arguments.text(name, :names))
        raise ArgumentError, "names: #{name.inspect} is not a host name" if host.empty? || host.match?(/[ ,\p{Cntrl}]/)

        host
      end

      def entry(tag, bytes)
        OpenSSL::ASN1::ASN1Data.new(bytes, tag, :CONTEXT_SPECIFIC)
      end
      private_class_method :entry
    end
  end
end
