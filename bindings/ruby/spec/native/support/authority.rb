# frozen_string_literal: true

# An authority in memory, and the transport to it. `answers` maps paths to what is answered there; `requests` holds the
# requests that came.
class Authority
  BASE = "https://ca.example"
  DIRECTORY = "#{BASE}/directory"
  NAMES = { "newNonce" => "/nonce", "newAccount" => "/new-account", "newOrder" => "/new-order", "revokeCert" => "/revoke",
            "keyChange" => "/key-change", "renewalInfo" => "/renewal" }.freeze
  ORDER = { "status" => "pending", "identifiers" => [{ "type" => "dns", "value" => "a.example" }],
            "authorizations" => ["#{BASE}/authz/1"], "finalize" => "#{BASE}/order/1/finalize" }.freeze

  attr_reader :requests, :answers, :threads

  def initialize
    @requests = []
    @threads = []
    @nonces = 0
    @answers = default_answers
  end

  def call(request)
    @requests << request
    @threads << Thread.current
    path = request["url"].delete_prefix(BASE)
    status, headers, body = @answers.fetch(path)
    [status, { "content-type" => "application/json", "replay-nonce" => "nonce#{@nonces += 1}" }.merge(headers), body]
  end

  # The payload of the last request to a path.
  def payload(path)
    request = @requests.reverse.find { |sent| sent["url"] == BASE + path }
    text = JSON.parse(request["body"])["payload"].tr("-_", "+/").unpack1("m")
    text.empty? ? nil : JSON.parse(text)
  end

  private

  def default_answers
    account = { "status" => "valid", "contact" => ["mailto:a@a.example"] }.to_json
    directory = NAMES.transform_values { |path| BASE + path }.merge("meta" => { "profiles" => { "p" => "a profile" } })
    {
      "/directory" => [200, {}, directory.to_json],
      "/nonce" => [200, {}, nil],
      "/new-account" => [201, { "Location" => "#{BASE}/account/1" }, account],
      "/account/1" => [200, {}, account],
      "/key-change" => [200, {}, ""],
      "/new-order" => [201, { "Location" => "#{BASE}/order/1" }, ORDER.to_json],
      "/order/1" => [200, { "Retry-After" => "7" }, ORDER.to_json],
      "/order/1/finalize" => [200, {}, ORDER.merge("status" => "processing").to_json],
      "/authz/1" => [200, {}, { "status" => "pending", "identifier" => ORDER["identifiers"][0], "challenges" => [] }.to_json],
      "/challenge/1" => [200, {}, { "type" => "http-01", "url" => "#{BASE}/challenge/1", "status" => "pending", "token" => "t" }.to_json],
      "/revoke" => [200, {}, ""],
      "/renewal/a.b" => [200, { "Retry-After" => "60" },
                         { "suggestedWindow" => { "start" => "2025-01-02T04:00:00Z", "end" => "2025-01-03T04:00:00Z" } }.to_json]
    }
  end
end
