# frozen_string_literal: true

require "tmpdir"

RSpec.describe "Issuing a certificate from Pebble" do
  let(:client) { registered(pebble) }

  it "goes from the names to the chain with http-01" do
    identifiers = names(2)
    key = new_key
    order = client.new_order(identifiers: identifiers)
    expect(order).to have_attributes(status: "pending", certificate_url: nil, url: start_with("https://"))
    expect(order.authorizations.map(&:domain)).to match_array(identifiers)

    order.authorizations.each do |authorization|
      challenge = meet_http(authorization)
      expect(challenge).to have_attributes(status: "valid", error: nil, typed_error: nil)
      expect(authorization.reload).to be true
      expect(authorization.status).to eq("valid")
    end

    order.reload while order.status == "pending"
    expect(order.status).to eq("ready")
    expect(order.finalize(csr: csr(identifiers, private_key: key))).to be true
    wait_while(order, "processing")
    pem = order.certificate
    expect(certificate_names(pem)).to match_array(identifiers)
    expect(leaf(pem).check_private_key(key)).to be true
    expect(pem.scan("BEGIN CERTIFICATE").size).to be >= 2
    expect(pem.encoding).to eq(Encoding::UTF_8)
  end

  it "gets a wildcard certificate with dns-01" do
    base = names.first
    identifiers = ["*.#{base}", base]
    order = client.new_order(identifiers: identifiers)
    wild, plain = order.authorizations.partition(&:wildcard).map(&:first)
    expect(wild).to have_attributes(domain: base, http: nil, wildcard: true)
    expect(plain.wildcard).to be_nil
    [wild, plain].each { |authorization| expect(meet_dns(authorization).status).to eq("valid") }
    wait_while(order, "pending")
    order.finalize(csr: csr(identifiers))
    wait_while(order, "processing")
    expect(certificate_names(order.certificate)).to match_array(identifiers)
  end

  # As published programs have it: the finder is called in the loop's condition.
  it "works with loops that count on the memoised finder" do
    authorization = client.new_order(identifiers: names).authorizations.first
    path = File.join(ENV.fetch("ACME_WEBROOT"), authorization.http01.filename)
    FileUtils.mkdir_p(File.dirname(path))
    File.write(path, authorization.http01.file_content)
    authorization.http01.request_validation
    while %w[pending processing].include?(authorization.http01.status)
      sleep 0.02
      authorization.http01.reload
    end
    expect(authorization.http01.status).to eq("valid")
  end

  it "works with loops that look at the authorization" do
    authorization = client.new_order(identifiers: names).authorizations.first
    path = File.join(ENV.fetch("ACME_WEBROOT"), authorization.http.filename)
    FileUtils.mkdir_p(File.dirname(path))
    File.write(path, authorization.http.file_content)
    client.request_challenge_validation(url: authorization.http.url, key_authorization: "ignored")
    wait_while(authorization, "pending")
    expect(authorization.status).to eq("valid")
    expect(authorization.challenges.find { |challenge| challenge.challenge_type == "http-01" }.status).to eq("valid")
  end

  it "tells why a validation failed" do
    challenge = client.new_order(identifiers: names).authorizations.first.http
    challenge.request_validation
    wait_while(challenge, "pending", "processing")
    expect(challenge.status).to eq("invalid")
    expect(challenge.error).to include("type" => start_with("urn:ietf:params:acme:error:"), "detail" => a_kind_of(String))
    expect(challenge.typed_error).to be_a(Acme::Client::Error::ServerError).and have_attributes(message: challenge.error["detail"])
  end

  it "works with RSA, EC and duck-typed account keys" do
    inner = Acme::Client::JWK.from_private_key(OpenSSL::PKey::EC.generate("secp384r1"))
    duck = Class.new do
      define_method(:jws) { |header: {}, payload:| inner.jws(header: header, payload: payload) }
      %i[to_h to_json thumbprint].each { |name| define_method(name) { inner.public_send(name) } }
    end.new
    [{ private_key: OpenSSL::PKey::RSA.new(2048) }, { jwk: inner }, { jwk: duck }].each do |key|
      client = registered(pebble, **key)
      expect(issued_order(client).certificate).to start_with("-----BEGIN CERTIFICATE-----")
    end
  end

  it "is done by the example program" do
    name = names.first
    program = File.expand_path("../../../../examples/ruby/issue.rb", __dir__)
    Dir.mktmpdir do |folder|
      arguments = ruby(program, *ENV.values_at("ACME_DIRECTORY", "ACME_CA_FILE", "ACME_WEBROOT"), name)
      output = IO.popen(arguments, chdir: folder, err: %i[child out], &:read)
      expect($?).to be_success, output
      key = OpenSSL::PKey.read(File.read("#{folder}/#{name}.key"))
      expect(leaf(File.read("#{folder}/#{name}.pem")).check_private_key(key)).to be true
      expect(File.stat("#{folder}/#{name}.key").mode & 0o777).to eq(0o600)
    end
  end
end
