# frozen_string_literal: true

require "pathname"

RSpec.describe "connection_options" do
  def native_options(options)
    native_arguments(connection_options: options)[0]
  end

  it "are optional" do
    expect(native_options({})).to eq(native_options(nil.to_h))
    expect(native_options({})).to include("verify" => true, "proxy" => nil, "headers" => [], "connect_timeout" => nil, "request_timeout" => nil)
    expect(native_options({ request: nil, ssl: { ca_file: nil }, proxy: nil, url: nil })).to eq(native_options({}))
  end

  it "set timeouts as Faraday does" do
    expect(native_options({ request: { timeout: 5 } })).to include("connect_timeout" => 5.0, "request_timeout" => 5.0)
    expect(native_options({ request: { open_timeout: 2, timeout: 5 } })).to include("connect_timeout" => 2.0, "request_timeout" => 5.0)
    expect(native_options({ request: { read_timeout: 7.5, write_timeout: 3 } })).to include("connect_timeout" => nil, "request_timeout" => 7.5)
  end

  it "set up TLS" do
    key = OpenSSL::PKey::EC.generate("prime256v1")
    certificate = test_certificate
    options = native_options({ ssl: { verify: false, ca_file: Pathname("/etc/ca.pem"), ca_path: "/etc/certs", client_cert: certificate, client_key: key, min_version: :TLS1_3 } })
    expect(options).to include("verify" => false, "ca_file" => "/etc/ca.pem", "ca_path" => "/etc/certs", "client_cert" => certificate.to_pem,
                               "client_key" => key.private_to_pem, "min_version" => "TLS1_3")
  end

  it "know TLS versions by all their names" do
    { "TLSv1.3" => "TLS1_3", :TLS1_2 => "TLS1_2", OpenSSL::SSL::TLS1_3_VERSION => "TLS1_3", OpenSSL::SSL::TLS1_2_VERSION => "TLS1_2", "TLS1_1" => "TLS1_2" }
      .each { |given, version| expect(native_options({ ssl: { min_version: given } })["min_version"]).to eq(version) }
    expect { native_options({ ssl: { min_version: "SSLv3" } }) }.to raise_error(ArgumentError, /min_version/)
  end

  it "set a proxy" do
    { "http://proxy.example:3128" => "http://proxy.example:3128", "proxy.example:3128" => "http://proxy.example:3128",
      URI("http://proxy.example") => "http://proxy.example", "" => "", { uri: "http://proxy.example:1", user: "me", password: "p@ss" } => "http://me:p%40ss@proxy.example:1" }
      .each { |given, url| expect(native_options({ proxy: given })["proxy"]).to eq(url) }
  end

  it "add headers" do
    options = native_options({ headers: { "X-One" => 1, x_two: "2", "X-None" => nil } })
    expect(options["headers"]).to eq([%w[X-One 1], %w[X-Two 2]])
  end

  it "leave the content type to the client and add to the user agent" do
    options = native_options({ headers: { "Content-Type" => "text/plain", user_agent: "host/1.0" } })
    expect(options).to include("headers" => [], "user_agent" => "host/1.0")
  end

  it "may have string keys, as read from YAML" do
    text = { "request" => { "timeout" => 5 }, "ssl" => { "verify" => false }, "proxy" => { "uri" => "http://proxy.example" } }
    expect(native_options(text)).to eq(native_options({ request: { timeout: 5 }, ssl: { verify: false }, proxy: { uri: "http://proxy.example" } }))
  end

  it "are refused by name when they cannot be honoured" do
    { { url: "https://ca.example" } => /url/, { adapter: :typhoeus } => /adapter/, { builder: Object.new } => /builder/,
      { request: { bind: { host: "::1" } } } => /request: bind/, { "ssl" => { "cert_store" => 1 } } => /ssl: cert_store/,
      { request: { timeout: "5" } } => /timeout/, { request: { timeout: 0 } } => /timeout/, { request: 5 } => /request/,
      { ssl: { verify: "no" } } => /verify/, { proxy: { uri: "http://p.example", socks: true } } => /proxy: socks/, { proxy: "http://" } => /proxy/,
      { headers: { "X-A" => "a\r\nX-B: b" } } => /headers/, { headers: { "X A" => "a" } } => /headers/, { headers: 5 } => /headers/, 5 => /connection_options/ }
      .each { |options, message| expect { native_options(options) }.to raise_error(ArgumentError, message) }
    expect { native_options({ ssl: { ca_file: 5 } }) }.to raise_error(TypeError, /ca_file/)
    expect { native_options({ proxy: 5 }) }.to raise_error(TypeError, /proxy/)
  end
end
