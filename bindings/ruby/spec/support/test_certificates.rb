# frozen_string_literal: true

# Certificates as an authority would make them.
module TestCertificates
  def test_certificate(issuer: "/CN=Test Intermediate", serial: 1, key_identifier: nil, extensions: [])
    key = OpenSSL::PKey::EC.generate("prime256v1")
    certificate = OpenSSL::X509::Certificate.new
    certificate.version = 2
    certificate.serial = serial
    certificate.subject = OpenSSL::X509::Name.parse("/CN=leaf.example")
    certificate.issuer = OpenSSL::X509::Name.parse(issuer)
    certificate.not_before = Time.now - 60
    certificate.not_after = Time.now + 3600
    certificate.public_key = key
    certificate.add_extension(authority_key(key_identifier)) if key_identifier
    extensions.each { |extension| certificate.add_extension(extension) }
    certificate.sign(key, OpenSSL::Digest.new("SHA256"))
  end

  def authority_key(bytes)
    value = OpenSSL::ASN1::Sequence.new([OpenSSL::ASN1::ASN1Data.new(bytes, 0, :CONTEXT_SPECIFIC)])
    OpenSSL::X509::Extension.new("authorityKeyIdentifier", value.to_der, false)
  end

  # The names in a request's or a certificate's subjectAltName extension, as [tag, bytes].
  def alt_names(signed)
    extension = (signed.respond_to?(:extensions) ? signed.extensions : requested_extensions(signed))
                .find { |candidate| candidate.oid == "subjectAltName" }
    OpenSSL::ASN1.decode(extension.value_der).value.map { |entry| [entry.tag, entry.value] }
  end

  def requested_extensions(request)
    attribute = request.attributes.find { |candidate| candidate.oid == "extReq" }
    attribute.value.value.first.value.map { |sequence| OpenSSL::X509::Extension.new(sequence.to_der) }
  end
end
