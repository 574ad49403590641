# frozen_string_literal: true

RSpec.describe Acme::Client::Resources::Challenges do
  let(:jwk) { instance_double(Acme::Client::JWK::Base, thumbprint: "thumbprint") }
  let(:client) { instance_double(Acme::Client, jwk: jwk, kid: "https://example.com/acme/acct/ExampleAccount") }
  let(:attributes) { { status: "pending", url: "https://ca.example/chall/1", token: "token_1-A" } }

  def challenge(type, **more)
    Acme::Client::Resources::Challenges.new(client, type: type, **attributes, **more)
  end

  it "picks the class by the type" do
    expect(described_class::CHALLENGE_TYPES.keys).to eq(%w[http-01 dns-01 dns-account-01])
    described_class::CHALLENGE_TYPES.each do |type, challenge_class|
      expect(challenge(type)).to be_an_instance_of(challenge_class).and have_attributes(challenge_type: type)
    end
  end

  it "picks subclasses of Unsupported for the types that it knows besides" do
    { "tls-alpn-01" => described_class::TLSALPN01, "dns-persist-01" => described_class::DNSPersist01 }.each do |type, challenge_class|
      expect(challenge(type)).to be_an_instance_of(challenge_class).and have_attributes(type: type, challenge_type: type)
      expect(challenge(type)).to be_a(described_class::Unsupported)
    end
  end

  it "keeps the type of an unknown challenge" do
    unknown = challenge("odd-01")
    expect(unknown).to be_an_instance_of(described_class::Unsupported)
    expect(unknown).to have_attributes(type: "odd-01", challenge_type: "odd-01")
    expect(described_class::Unsupported.new(client, **attributes).challenge_type).to be_nil
  end

  it "needs status, url and token" do
    attributes.each_key do |keyword|
      expect { described_class::HTTP01.new(client, **attributes.except(keyword)) }.to raise_error(ArgumentError, /#{keyword}/)
    end
  end

  it "has readers and a hash" do
    valid = challenge("dns-01", validated: "2030-01-01T00:00:00Z", retry_after: "5")
    expect(valid.to_h).to eq(attributes.merge(error: nil, validated: "2030-01-01T00:00:00Z", retry_after: "5"))
    expect(valid.retry_after_time).to be_within(1).of(Time.now + 5)
    expect(valid.key_authorization).to eq("token_1-A.thumbprint")
  end

  it "updates itself in place" do
    http = challenge("http-01")
    expect(client).to receive(:request_challenge_validation).with(url: attributes[:url]).and_return(double(to_h: attributes.merge(status: "processing")))
    expect(http.request_validation).to be(true)
    expect(http.status).to eq("processing")
    expect(client).to receive(:challenge).with(url: attributes[:url]).and_return(challenge("http-01", status: "valid"))
    expect(http.reload).to be(true)
    expect(http.status).to eq("valid")
  end

  describe "#typed_error" do
    it "is nil without an error" do
      expect(challenge("http-01").typed_error).to be_nil
    end

    it "is of the error's class, with its document" do
      document = { "type" => "urn:ietf:params:acme:error:connection", "detail" => "refused", "status" => 400 }
      error = challenge("http-01", error: document).typed_error
      expect(error).to be_an_instance_of(Acme::Client::Error::Connection)
      expect(error).to have_attributes(message: "refused", acme_error_body: document)
    end

    it "is a plain error for an unknown type, and says so without a detail" do
      expect(challenge("http-01", error: { "type" => "urn:x" }).typed_error)
        .to be_an_instance_of(Acme::Client::Error).and have_attributes(message: "Unknown error")
      limited = challenge("http-01", error: { "type" => "urn:ietf:params:acme:error:rateLimited" }).typed_error
      expect(limited).to be_a(Acme::Client::Error::RateLimited).and have_attributes(message: "Unknown error", retry_after: 10)
      expect(challenge("http-01", error: "nonsense").typed_error.message).to eq("Unknown error")
    end
  end

  describe Acme::Client::Resources::Challenges::HTTP01 do
    it "names the file and its content" do
      expect(challenge("http-01")).to have_attributes(
        content_type: "text/plain", file_content: "token_1-A.thumbprint", filename: ".well-known/acme-challenge/token_1-A"
      )
    end

    it "names no file elsewhere" do
      ["../../etc/passwd", "a/b", "", nil, "a\nb", "a."].each do |token|
        expect { challenge("http-01", token: token).filename }.to raise_error(Acme::Client::Error, /token/)
      end
    end
  end

  describe Acme::Client::Resources::Challenges::DNS01 do
    it "has the record" do
      digest = Base64.urlsafe_encode64(OpenSSL::Digest::SHA256.digest("token_1-A.thumbprint"), padding: false)
      expect(challenge("dns-01")).to have_attributes(record_name: "_acme-challenge", record_type: "TXT", record_content: digest)
    end
  end

  describe Acme::Client::Resources::Challenges::DNSAccount01 do
    it "has the record of the draft's example account" do
      digest = Base64.urlsafe_encode64(OpenSSL::Digest::SHA256.digest("token_1-A.thumbprint"), padding: false)
      expect(challenge("dns-account-01")).to have_attributes(
        record_name: "_ujmmovf2vn55tgye._acme-challenge", record_type: "TXT", record_content: digest
      )
    end
  end
end
