# frozen_string_literal: true

RSpec.describe "What the engine's failures become" do
  def raised(answer, verb = :order, **arguments)
    client = scripted_client(scripted_native(verb => answer), directory: "https://ca.example/directory")
    client.public_send(verb, **(arguments.empty? ? { url: "https://ca.example/order/1" } : arguments))
    nil
  rescue StandardError => error
    error
  end

  it "a problem of a known type is of its class, with the detail as message" do
    subproblems = [{ "type" => "urn:ietf:params:acme:error:caa", "detail" => "not us", "identifier" => { "type" => "dns", "value" => "a.example" } }]
    body = problem("rejectedIdentifier", detail: "Error finalizing order", subproblems: subproblems)
    error = raised(failure("RejectedIdentifier", problem: body, http_status: 403, retry_after: 1.2))
    expect(error).to be_an_instance_of(Acme::Client::Error::RejectedIdentifier)
    expect(error).to have_attributes(message: "Error finalizing order", retry_after: 2, acme_error_body: JSON.parse(body))
    expect(error.subproblems.first).to have_attributes(detail: "not us")
  end

  it "a problem without detail has its class's name as message" do
    expect(raised(failure("Dns", problem: problem("dns"))).message).to eq("Acme::Client::Error::Dns")
  end

  it "a problem of an unknown type is a plain error, a 429 included" do
    error = raised(failure("RateLimited", problem: problem("new", detail: "slow"), http_status: 429, retry_after: 7.0))
    expect(error).to be_an_instance_of(Acme::Client::Error)
    expect(error).to have_attributes(message: "slow", retry_after: 7)
  end

  it "a rate limit always says how long to wait" do
    expect(raised(failure("RateLimited", problem: problem("rateLimited", detail: "slow"), retry_after: 90.0)).retry_after).to eq(90)
    expect(raised(failure("RateLimited", problem: problem("rateLimited", detail: "slow"))).retry_after).to eq(10)
  end

  it "an answer that is no JSON is quoted" do
    error = raised(failure("HttpError", body: "<html>Bad gateway</html>", http_status: 502, retry_after: 5.0))
    expect(error).to be_an_instance_of(Acme::Client::Error)
    expect(error).to have_attributes(message: "Error message: <html>Bad gateway</html>", retry_after: 5, acme_error_body: nil)
  end

  it "an answer that is JSON without being a problem has the class's name as message" do
    error = raised(failure("HttpError", body: '{"oops": 1}', http_status: 500))
    expect(error).to have_attributes(message: "Acme::Client::Error", acme_error_body: { "oops" => 1 })
  end

  it "a 404 is NotFound with the URL as message, whatever its problem says, which it keeps" do
    error = raised(failure("AccountDoesNotExist", problem: problem("accountDoesNotExist", detail: "no"), http_status: 404,
                                                  url: "https://ca.example/order/1"))
    expect(error).to be_an_instance_of(Acme::Client::Error::NotFound)
    expect(error.message).to eq("https://ca.example/order/1")
    expect(error.acme_error_body["detail"]).to eq("no")
  end

  %w[TimedOut RequestTimedOut ConnectionFailed NameNotFound ConnectionLost ProxyFailed].each do |kind|
    it "#{kind} is a Timeout whose cause says more" do
      error = raised(failure(kind))
      expect(error).to be_an_instance_of(Acme::Client::Error::Timeout)
      expect(error.message).to eq("Acme::Client::Error::Timeout")
      expect(error.cause.message).to eq("step: reason")
    end
  end

  it "a TLS failure is a sibling of Timeout" do
    %w[TlsFailed UntrustedServer].each do |kind|
      error = raised(failure(kind))
      expect(error.class.superclass).to be(Acme::Client::Error)
      expect(error).not_to be_a(Acme::Client::Error::Timeout)
      expect(error.message).to eq("step: reason")
    end
  end

  it "nonsense of the server is an error of the server" do
    %w[InvalidResponse UnreadableResponse ResponseTooLarge ForbiddenRedirect InvalidChain].each do |kind|
      expect(raised(failure(kind))).to be_an_instance_of(Acme::Client::Error::ServerError)
    end
  end

  it "bad input is an ArgumentError" do
    expect(raised(failure("InvalidArgument"))).to be_an_instance_of(ArgumentError).and have_attributes(message: "step: reason")
  end

  it "a defect of the engine is an error" do
    %w[Panic Crypto SomethingNew].each { |kind| expect(raised(failure(kind))).to be_an_instance_of(Acme::Client::Error) }
  end

  it "a missing service is named as programs know it" do
    answer = failure("UnsupportedOperation").tap { |hash| hash["error"]["message"] = "newOrder: the directory does not offer newOrder" }
    error = raised(answer, :new_order, identifiers: "a.example")
    expect(error).to be_an_instance_of(Acme::Client::Error::UnsupportedOperation)
    expect(error.message).to eq("Directory at https://ca.example/directory does not include `new_order`")
  end

  it "a chain that is not there is named" do
    error = raised(failure("ChainNotFound"), :certificate, url: "https://ca.example/cert/1", force_chain: "DST Root CA X3")
    expect(error).to be_an_instance_of(Acme::Client::Error::ForcedChainNotFound)
    expect(error.message).to eq("Could not find any matching chain for `DST Root CA X3`")
  end

  it "an order that is not ready is a ClientError" do
    error = raised(failure("OrderNotReady", problem: problem("orderNotReady", detail: "wait"), http_status: 403))
    expect(error).to be_an_instance_of(Acme::Client::Error::OrderNotReady).and have_attributes(message: "wait")
  end

  it "a directory that is none says which one" do
    client = scripted_client(scripted_native(directory: failure("InvalidDirectory")), directory: "https://ca.example/directory")
    expect { client.meta }.to raise_error(Acme::Client::Error::InvalidDirectory, %r{Invalid directory url\nhttps://ca.example/directory did not})
  end

  it "malformed JSON is an error of the server" do
    ["{", "[]", "\xFF{}", '"text"', "[" * 5000].each do |json|
      expect(raised(resource("https://ca.example/order/1", json))).to be_an_instance_of(Acme::Client::Error::ServerError)
    end
  end

  it "documents of the wrong shape are errors of the server" do
    { authorization: [{}, { identifier: "a" }, { identifier: { value: "a" }, challenges: [1] }],
      challenge: [{}, { type: 1 }], order: [{}, { status: "valid" }] }.each do |verb, documents|
      documents.each do |document|
        expect(raised(resource("https://ca.example/1", document), verb)).to be_a(Acme::Client::Error::ServerError)
      end
    end
  end
end
