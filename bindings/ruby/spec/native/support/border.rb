# frozen_string_literal: true

require "json"
require "openssl"
require "acme/client/acme_client_native"

require_relative "authority"
require_relative "ruby_key"

# Every way across the border: all verbs, keys and a transport in Ruby, a log, failures, exceptions.
module Border
  MINE = RuntimeError.new("mine")

  module_function

  # @return [Array] the answers, the failure and the exception
  def cross(signer, newer, transport)
    client = client(signer, transport)
    answers = [
      client.get_nonce, client.new_account(["mailto:a@a.example"], true, false, { "kid" => "k", "hmac_key" => "c2VjcmV0" }),
      client.account, client.account_update([], nil), client.find_account_url, client.directory,
      client.new_order([%w[dns a.example]], nil, nil, nil, nil), client.order("https://ca.example/order/1"),
      client.authorization("https://ca.example/authz/1"), client.challenge("https://ca.example/challenge/1"),
      client.request_validation("https://ca.example/challenge/1"), client.renewal_info("a.b"),
      client.revoke("der", 1), client.post("https://ca.example/order/1", "", "kid", nil),
      client.get("https://ca.example/order/1"), client.key_change(newer), client.account
    ]
    [answers, client.get("https://ca.example/fails"), exception(signer)]
  end

  # @return [Boolean] whether they are what they should be
  def crossed?(answers, failure, exception)
    answers.none? { |answer| answer.key?("error") } && exception.equal?(MINE) &&
      failure["error"].values_at("kind", "detail", "retry_after", "http_status") == ["Caa", "no", 5.0, 403]
  end

  # An authority that makes few objects itself.
  def authority
    authority = Authority.new
    authority.answers["/fails"] = [403, { "Retry-After" => "5" }, { type: "urn:ietf:params:acme:error:caa", detail: "no" }.to_json]
    answers = authority.answers.to_h { |path, _| [Authority::BASE + path, authority.call("url" => Authority::BASE + path)] }
    ->(request) { answers.fetch(request["url"]) }
  end

  # A key that makes few objects itself; nobody checks its signatures.
  def key
    key = RubyKey.new
    jwk = key.to_json
    signed = key.jws(header: {}, payload: nil)
    Object.new.tap do |canned|
      canned.define_singleton_method(:jws) { |header:, payload:| header && payload ? signed : signed.dup }
      canned.define_singleton_method(:to_json) { jwk }
    end
  end

  def client(signer, transport)
    options = { "directory" => Authority::DIRECTORY, "headers" => [%w[a b]] }
    Acme::Client::Native::Client.new(options, signer, transport, ->(_, line) { line })
  end

  def exception(signer)
    client(signer, ->(*) { raise MINE }).directory
  rescue RuntimeError => error
    error
  end
end
