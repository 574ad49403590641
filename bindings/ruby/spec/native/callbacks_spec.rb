# frozen_string_literal: true

require_relative "native_helper"

RSpec.describe "Ruby objects that the extension calls" do
  let(:authority) { Authority.new }
  let(:mine) { Class.new(StandardError).new("mine") }

  def failing_with(error)
    ->(*) { raise error }
  end

  describe "a transport" do
    it "is called on the thread that made the call" do
      native_of(authority).new_account(nil, true, false, nil)
      expect(authority.threads.uniq).to eq([Thread.current])
    end

    it "is given the request as a hash" do
      native_of(authority, "user_agent" => "spec/1", "headers" => [["X-Extra", "1"], ["content-type", "no"]])
        .new_account(["mailto:a@a.example"], true, false, nil)
      expect(authority.requests.map { |request| [request["method"], request["url"]] }).to eq(
        [["GET", "https://ca.example/directory"], ["POST", "https://ca.example/new-account"]]
      )
      post = authority.requests.last
      headers = post["headers"].to_h
      expect(headers).to include("content-type" => "application/jose+json", "X-Extra" => "1")
      expect(headers["user-agent"]).to start_with("spec/1 ")
      expect(JSON.parse(post["body"]).keys).to contain_exactly("protected", "payload", "signature")
      expect(post["timeout"]).to be_between(1, 30)
      expect(authority.requests.first["body"]).to be_nil
    end

    it "may give headers as pairs, with several values, and no body" do
      headers = [["Replay-Nonce", "abc"], ["Link", ["<a>;rel=x", "<b>;rel=y"]], ["Age", 3]]
      answer = native(Authority::DIRECTORY, transport: ->(*) { [204, headers, nil] }).get("https://ca.example/x")
      expect(answer).to eq("status" => 204, "body" => "", "headers" => [
        ["Replay-Nonce", "abc"], ["Link", "<a>;rel=x"], ["Link", "<b>;rel=y"], ["Age", "3"]
      ])
    end

    it "ends the call with its exception, which arrives as the same object" do
      client = native(Authority::DIRECTORY, transport: failing_with(mine))
      expect { client.directory }.to raise_error { |error| expect(error).to equal(mine) }
    end

    it "is not called again after its exception" do
      calls = 0
      client = native(Authority::DIRECTORY, transport: ->(*) { (calls += 1) && raise(mine) })
      expect { client.directory }.to raise_error(mine)
      expect(calls).to eq(1)
    end

    it "may throw" do
      client = native(Authority::DIRECTORY, transport: ->(*) { throw :out, 3 })
      expect(catch(:out) { client.directory }).to eq(3)
    end

    it "may be interrupted" do
      client = native(Authority::DIRECTORY, transport: ->(*) { sleep })
      expect { Timeout.timeout(0.1) { client.directory } }.to raise_error(Timeout::Error)
    end

    it "may call the client itself" do
      inner = nil
      outer = nil
      transport = lambda do |request|
        inner ||= outer.get("https://ca.example/inner") unless request["url"].end_with?("inner")
        [200, {}, request["url"]]
      end
      outer = native(Authority::DIRECTORY, transport: transport)
      expect(outer.get("https://ca.example/outer")["body"]).to eq("https://ca.example/outer")
      expect(inner["body"]).to eq("https://ca.example/inner")
    end

    it "is told what is wrong with what it returns" do
      {
        nil => "status, headers and body", [200, {}] => "status, headers and body", ["x", {}, ""] => "the status",
        [200, 3, ""] => "the headers", [200, {}, 3] => "the body", [-1, {}, ""] => "the status",
        [200, [["only a name"]], ""] => "the headers"
      }.each do |returned, words|
        client = native(Authority::DIRECTORY, transport: ->(*) { returned })
        expect { client.directory }.to raise_error(TypeError, /\Atransport: .*#{words}/)
      end
    end

    it "may give any bytes, but not too many" do
      client = native(Authority::DIRECTORY, transport: ->(*) { [200, { "x" => "\xff".b }, "\xff\0".b] })
      answer = client.get("https://ca.example/x")
      expect(answer["body"]).to eq("\xff\0".b)
      expect(answer["headers"]).to eq([["x", "\u{fffd}"]])
      client = native(Authority::DIRECTORY, transport: ->(*) { [200, {}, "a" * 3_000_000] })
      expect(client.get("https://ca.example/x")["error"]["kind"]).to eq("ResponseTooLarge")
    end
  end

  describe "a key" do
    let(:key) { RubyKey.new }
    let(:client) { native_of(authority, signer: key) }

    it "signs on the thread that made the call" do
      client.new_account(nil, true, false, nil)
      expect(key.threads.uniq).to eq([Thread.current])
    end

    it "is given the header with symbols for names, and the payload as a hash or nil" do
      client.new_account(["mailto:a@a.example"], true, false, nil)
      client.order("https://ca.example/order/1")
      expect(key.headers).to eq(
        [{ nonce: "nonce1", url: "https://ca.example/new-account" },
         { nonce: "nonce2", url: "https://ca.example/order/1", kid: "https://ca.example/account/1" }]
      )
      expect(key.payloads).to eq([{ "contact" => ["mailto:a@a.example"], "termsOfServiceAgreed" => true }, nil])
    end

    it "can be changed for another, which signs from then on" do
      newer = RubyKey.new
      client.new_account(nil, true, false, nil)
      expect(client.key_change(newer)).to eq("url" => "https://ca.example/account/1", "json" => "", "retry_after" => nil)
      inner = JSON.parse(authority.payload("/key-change")["payload"].tr("-_", "+/").unpack1("m"))
      expect(inner).to eq("account" => "https://ca.example/account/1", "oldKey" => JSON.parse(key.to_json))
      expect(newer.headers).to eq([{ url: "https://ca.example/key-change" }])
      client.account
      expect(newer.headers.size).to eq(2)
    end

    it "stays when the server refuses another" do
      authority.answers["/key-change"] = [403, {}, { type: "urn:ietf:params:acme:error:unauthorized" }.to_json]
      client.new_account(nil, true, false, nil)
      expect(client.key_change(NativeHelper::KEY_PEM)["error"]["kind"]).to eq("Unauthorized")
      signatures = key.headers.size
      client.account
      expect(key.headers.size).to eq(signatures + 1)
    end

    it "ends the call with its exception, which arrives as the same object" do
      allow(key).to receive(:jws).and_raise(mine)
      expect { client.new_account(nil, true, false, nil) }.to raise_error { |error| expect(error).to equal(mine) }
      allow(key).to receive(:to_json).and_raise(mine)
      binding = { "kid" => "k", "hmac_key" => "c2VjcmV0" }
      expect { client.new_account(nil, true, false, binding) }.to raise_error { |error| expect(error).to equal(mine) }
    end

    it "must give a string" do
      allow(key).to receive(:jws).and_return(3)
      expect { client.new_account(nil, true, false, nil) }.to raise_error(TypeError)
    end
  end

  describe "a log" do
    it "is given level and line, in order, on the thread that made the call" do
      lines = []
      native_of(authority, log: ->(*line) { lines << [*line, Thread.current] }).get_nonce
      expect(lines.map { |level, line, thread| [level, line[/\A\S+ \S+ \d+/], thread] }).to eq(
        [[4, "GET https://ca.example/directory: 200", Thread.current],
         [4, "HEAD https://ca.example/nonce: 200", Thread.current]]
      )
    end

    it "ends the call with its exception, which arrives as the same object" do
      client = native_of(authority, log: failing_with(mine))
      expect { client.directory }.to raise_error { |error| expect(error).to equal(mine) }
    end
  end

  it "leave $! as it was" do
    client = native_of(authority)
    begin
      raise mine
    rescue StandardError
      expect { native(Authority::DIRECTORY, transport: failing_with("other")).directory }.to raise_error("other")
      client.directory
      expect($!).to equal(mine)
    end
  end
end
