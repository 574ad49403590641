# frozen_string_literal: true

RSpec.describe Acme::Client::ChainIdentifier do
  let(:pem) { test_certificate(issuer: "/O=Test/CN=Near X1").to_pem + test_certificate(issuer: "/CN=Far Root").to_pem }

  it "finds the issuers of all certificates, and parts of their names" do
    chain = described_class.new("before\n#{pem}\nafter")
    expect(["Near X1", "Far Root", "Far"].map { |name| chain.match_name?(name) }).to all(be(true))
    expect(chain.match_name?("leaf.example")).to be(false)
  end

  it "finds nothing in nothing" do
    expect(described_class.new("").match_name?("X")).to be(false)
    expect { described_class.new(nil) }.to raise_error(TypeError, /pem_certificate_chain/)
  end
end
