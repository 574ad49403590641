# frozen_string_literal: true

# A key that signs in Ruby, as one in a KMS would: all that the extension knows of it are these three methods.
class RubyKey
  attr_reader :headers, :payloads, :threads

  def initialize(key = OpenSSL::PKey::EC.generate("prime256v1"))
    @key = key
    @headers = []
    @payloads = []
    @threads = []
  end

  def jws(header:, payload:)
    @headers << header
    @payloads << payload
    @threads << Thread.current
    members = { alg: "ES256" }.merge(header)
    members[:jwk] = JSON.parse(to_json) unless header[:kid]
    protected_part = encode(members.to_json)
    payload_part = encode(payload.nil? ? "" : payload.to_json)
    { protected: protected_part, payload: payload_part, signature: encode(sign("#{protected_part}.#{payload_part}")) }.to_json
  end

  def to_json
    point = @key.public_key.to_octet_string(:uncompressed)
    { crv: "P-256", kty: "EC", x: encode(point[1, 32]), y: encode(point[33, 32]) }.to_json
  end

  def thumbprint
    encode(OpenSSL::Digest::SHA256.digest(to_json))
  end

  private

  def sign(message)
    der = @key.sign("SHA256", message)
    OpenSSL::ASN1.decode(der).value.map { |number| number.value.to_s(2).rjust(32, "\0") }.join
  end

  def encode(bytes)
    [bytes].pack("m0").tr("+/", "-_").delete("=")
  end
end
