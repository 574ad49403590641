# frozen_string_literal: true

# What an implementation of Acme::Client makes of fixed keys and names. Runs in a process of its own, for the original
# and this gem define the same classes: reads a JSON document with keys in PEM, prints one with results.
require "acme-client"

# Stands in for a client.
FakeClient = Struct.new(:jwk)

# Collects the results.
module Report
  module_function

  def of(pem)
    key = OpenSSL::PKey.read(pem)
    jwk = Acme::Client::JWK.from_private_key(key)
    {
      class: jwk.class.name, hash: jwk.to_h, json: jwk.to_json, thumbprint: jwk.thumbprint, algorithm: jwk.jwa_alg,
      header: jwk.jws_header(nonce: "n", url: "https://ca.example/x"),
      with_jwk: jwk.jws(header: { nonce: "n", url: "https://ca.example/x" }, payload: { "contact" => ["mailto:ü@b.example"] }),
      with_kid: jwk.jws(header: { nonce: "n", url: "https://ca.example/x", kid: "https://ca.example/acct/1" }, payload: nil),
      challenges: challenges(FakeClient.new(jwk)), request: requests(key)
    }
  end

  def challenges(client)
    attributes = { status: "pending", url: "https://ca.example/chall/1", token: "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA" }
    http = Acme::Client::Resources::Challenges.new(client, type: "http-01", **attributes)
    dns = Acme::Client::Resources::Challenges.new(client, type: "dns-01", **attributes)
    { http: [http.challenge_type, http.filename, http.content_type, http.file_content, http.key_authorization],
      dns: [dns.challenge_type, dns.record_name, dns.record_type, dns.record_content] }
  end

  def requests(key)
    [{ names: %w[a.example b.example] }, { common_name: "c.example", names: ["a.example"] },
     { subject: { country_name: "CH", organization_name: "Ö", common_name: "a.example" }, names: ["a.example"] }].map do |arguments|
      request = Acme::Client::CertificateRequest.new(private_key: key, **arguments)
      { common_name: request.common_name, names: request.names, subject: request.subject.sort,
        rdns: request.csr.subject.to_a.sort, attributes: request.csr.attributes.map { |attribute| attribute.to_der.unpack1("H*") } }
    end
  end

  def util
    { base64: Acme::Client::Util.urlsafe_base64("\xFB\xFF\xFEa".b),
      links: Acme::Client::Util.decode_link_headers('<https://a.example/1>;rel="alternate", <https://a.example/2>; rel="alternate"'),
      types: Acme::Client::Resources::Directory::DIRECTORY_RESOURCES.first(6),
      content_types: Acme::Client::CONTENT_TYPES, directory: Acme::Client::DEFAULT_DIRECTORY }
  end
end

input = JSON.parse($stdin.read)
puts JSON.generate("keys" => input["keys"].to_h { |name, pem| [name, Report.of(pem)] }, "util" => Report.util)
