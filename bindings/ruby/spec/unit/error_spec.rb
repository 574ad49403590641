# frozen_string_literal: true

RSpec.describe Acme::Client::Error do
  let(:document) { { "type" => "urn:ietf:params:acme:error:malformed", "detail" => "no", "instance" => "https://ca.example/1" } }

  it "has its class's name as message without one" do
    expect(described_class.new.message).to eq("Acme::Client::Error")
    expect(described_class::Timeout.new.message).to eq("Acme::Client::Error::Timeout")
  end

  it "knows nothing that it was not told" do
    error = described_class.new("no")
    expect(error).to have_attributes(retry_after: nil, retry_after_time: nil, acme_error_body: nil, subproblems: [])
  end

  it "takes seconds, a date or a moment to wait for" do
    [120, "120", (Time.now + 120).httpdate, Time.now + 120].each do |value|
      error = described_class.new("no", retry_after: value)
      expect(error.retry_after).to be_an(Integer).and be_within(1).of(120)
      expect(error.retry_after_time).to be_within(1.1).of(Time.now + 120)
    end
    expect(described_class.new("no", retry_after: "120").retry_after).to eq(120)
    expect(described_class.new("no", retry_after: "Fri, 06 Mar 2020 14:00:00 GMT").retry_after).to eq(0)
    expect(described_class.new("no", retry_after: "soon").retry_after).to be_nil
  end

  it "keeps the problem document" do
    expect(described_class.new("no", acme_error_body: document).acme_error_body).to eq(document)
  end

  it "lists subproblems" do
    identifier = { "type" => "dns", "value" => "a.example" }
    error = described_class.new("no", subproblems: [{ "type" => "urn:x", "detail" => "bad", "identifier" => identifier }, "junk"])
    expect(error.subproblems).to eq([described_class::Subproblem.new(type: "urn:x", detail: "bad", identifier: identifier)])
    expect(error.subproblems.first.to_h).to eq(type: "urn:x", detail: "bad", identifier: identifier)
    expect(described_class.new("no", subproblems: "junk").subproblems).to eq([])
  end

  describe "ACME_ERRORS" do
    it "has a class for each type" do
      expect(described_class::ACME_ERRORS.size).to eq(24)
      expect(described_class::ACME_ERRORS.fetch("urn:ietf:params:acme:error:badCSR")).to be(described_class::BadCSR)
      expect(described_class::ACME_ERRORS.fetch("urn:ietf:params:acme:error:caa")).to be(described_class::Caa)
    end

    it "has server errors alone, but for an order that is not ready" do
      others = described_class::ACME_ERRORS.values.reject { |error_class| error_class < described_class::ServerError }
      expect(others).to eq([described_class::OrderNotReady])
      expect(described_class::OrderNotReady).to be < described_class::ClientError
    end

    it "has classes that take all keywords" do
      (described_class::ACME_ERRORS.values - [described_class::RateLimited]).each do |error_class|
        error = error_class.new("no", retry_after: "42", acme_error_body: document, subproblems: [])
        expect(error).to have_attributes(message: "no", retry_after: 42, acme_error_body: document)
      end
    end
  end

  describe Acme::Client::Error::RateLimited do
    it "waits ten seconds when nobody says how long" do
      [[], ["no"], ["no", nil], ["no", "soon"]].each do |arguments|
        error = described_class.new(*arguments)
        expect(error.retry_after).to eq(10)
        expect(error.retry_after_time).to be_within(1).of(Time.now + 10)
      end
    end

    it "takes the wait as second argument" do
      expect(described_class.new("no", 60).retry_after).to eq(60)
      expect(described_class.new("no", "3600").retry_after).to eq(3600)
      expect(described_class.new("no", (Time.now + 300).httpdate).retry_after).to be_within(2).of(300)
      expect(described_class.new("no", Time.now + 30).retry_after).to be_within(1).of(30)
      expect { described_class.new("no", retry_after: 5) }.to raise_error(ArgumentError, /retry_after/)
    end

    it "has a message of its own" do
      expect(described_class.new.message).to eq("Error message: urn:ietf:params:acme:error:rateLimited")
    end
  end
end
