# frozen_string_literal: true

require "fileutils"

require_relative "native_helper"

# Against the authority that `test-servers pebble -- rspec` brings.
RSpec.describe "an issuance through the extension" do
  before { skip "ACME_DIRECTORY is not set: there is no authority" unless ENV.key?("ACME_DIRECTORY") }

  let(:names) { %w[native.example www.native.example] }
  let(:certificate_key) { OpenSSL::PKey::EC.generate("prime256v1") }

  def client_with(signer)
    native(ENV.fetch("ACME_DIRECTORY"), signer: signer, ca_file: ENV.fetch("ACME_CA_FILE"))
  end

  def success(answer)
    raise answer["error"]["message"] if answer.key?("error")

    answer
  end

  def resource(answer)
    success(answer)
    JSON.parse(answer["json"]).merge("url" => answer["url"])
  end

  def await(status)
    eventually { yield.then { |resource| resource if resource["status"] == status } }
  end

  def thumbprint(signer)
    signer = RubyKey.new(OpenSSL::PKey.read(signer)) if signer.is_a?(String)
    signer.thumbprint
  end

  def validate(client, url, signer)
    challenge = resource(client.authorization(url))["challenges"].find { |offered| offered["type"] == "http-01" }
    folder = File.join(ENV.fetch("ACME_WEBROOT"), ".well-known/acme-challenge")
    FileUtils.mkdir_p(folder)
    File.write(File.join(folder, challenge["token"]), "#{challenge["token"]}.#{thumbprint(signer)}")
    success(client.request_validation(challenge["url"]))
    expect(await("valid") { resource(client.authorization(url)) }).to be_truthy
  end

  def csr
    request = OpenSSL::X509::Request.new
    request.public_key = certificate_key
    san = OpenSSL::X509::ExtensionFactory.new.create_extension("subjectAltName", names.map { |name| "DNS:#{name}" }.join(","))
    request.add_attribute(OpenSSL::X509::Attribute.new("extReq", OpenSSL::ASN1::Set([OpenSSL::ASN1::Sequence([san])])))
    request.sign(certificate_key, "SHA256").to_der
  end

  def issue(client, signer)
    success(client.new_account(["mailto:ops@native.example"], true, false, nil))
    order = resource(client.new_order(names.map { |name| ["dns", name] }, nil, nil, nil, nil))
    order["authorizations"].each { |url| validate(client, url, signer) }
    success(client.finalize(order["finalize"], order["url"], csr))
    await("valid") { resource(client.order(order["url"])) }
  end

  def expect_certificate(pem)
    certificates = pem.scan(/-----BEGIN CERT.*?-----END CERTIFICATE-----/m).map { |block| OpenSSL::X509::Certificate.new(block) }
    store = OpenSSL::X509::Store.new.add_file(ENV.fetch("ACME_ROOT_FILE"))
    expect(store.verify(certificates.first, certificates.drop(1))).to be(true), store.error_string
    expect(certificates.first.check_private_key(certificate_key)).to be true
    certificates.first
  end

  { "a key that the engine has" => -> { NativeHelper::KEY_PEM }, "a key in Ruby" => -> { RubyKey.new } }.each do |title, make|
    it "goes the whole way with #{title}" do
      signer = make.call
      client = client_with(signer)
      order = issue(client, signer)
      pem = success(client.certificate(order["certificate"], nil))["pem"]
      certificate = expect_certificate(pem)
      expect(client.certificate(order["certificate"], "nobody")["error"]).to include("kind" => "ChainNotFound")
      expect(success(Acme::Client::Native.ari_id(pem))["ari_id"]).to match(/\A[\w-]+\.[\w-]+\z/)
      expect(success(client.revoke(certificate.to_der, 4))).to eq({})
      expect(client.revoke(certificate.to_der, 4)["error"]).to include("kind" => "AlreadyRevoked")
    end
  end

  it "changes keys between Ruby and the engine" do
    key = RubyKey.new
    client = client_with(key)
    url = success(client.new_account(nil, true, false, nil))["url"]
    pem = OpenSSL::PKey::EC.generate("prime256v1").private_to_pem
    [pem, RubyKey.new].each do |newer|
      expect(success(client.key_change(newer))).to include("url" => url)
      expect(resource(client.account)).to include("status" => "valid")
      expect(success(client_with(newer).find_account_url)).to eq("url" => url)
    end
    expect(client_with(key).find_account_url["error"]).to include("kind" => "AccountDoesNotExist")
  end

  it "is done by threads and children of one client" do
    client = client_with(NativeHelper::KEY_PEM)
    success(client.new_account(nil, true, false, nil))
    order = -> { resource(client.new_order([["dns", "#{rand(1 << 60)}.example"]], nil, nil, nil, nil))["url"] }
    threads = Array.new(16) { Thread.new { Array.new(3) { order.call } } }
    urls = threads.flat_map(&:value) + in_child { [order.call, order.call] }.call + [order.call]
    expect(urls.uniq.size).to eq(51)
  end
end
