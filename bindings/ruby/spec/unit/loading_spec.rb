# frozen_string_literal: true

require "open3"
require "rbconfig"
require "yaml"

# Each program runs in a Ruby of its own, which has loaded the gem and nothing else.
RSpec.describe "Loading the gem" do
  lib = File.expand_path("../../lib", __dir__)
  list = File.expand_path("../reflection.yml", __dir__)
  names = YAML.load_file(list).flat_map do |name, members|
    [name, *members.fetch("constants", []).map { |constant| "#{name}::#{constant}" }]
  end

  define_method(:run) do |program, *arguments, warnings: "-w"|
    output, status = Open3.capture2e(RbConfig.ruby, warnings, "-I", lib, "-r", "acme-client", "-e", program, *arguments)
    expect(status).to be_success, output
    output
  end

  it "leaves OpenSSL and most of its own files for later" do
    features = run("puts $LOADED_FEATURES")
    expect(features).to include("/acme/client.rb")
    expect(features).not_to match(%r{/openssl|/acme/client/(jwk|resources|solver|manager)})
  end

  it "makes available what programs for the original do not require themselves" do
    expect(run(<<~'RUBY').split("\n")).to eq(%w[OpenSSL::PKey::RSA a.example {} YQ== 32 1970 127.0.0.1 TCPServer StringScanner])
      puts OpenSSL::PKey::RSA, URI("https://a.example").host, {}.to_json, Base64.strict_encode64("a"),
           Digest::SHA256.digest("").size, Time.iso8601("1970-01-01T00:00:00Z").year, IPAddr.new("127.0.0.1"),
           TCPServer, StringScanner
      extend Forwardable
      extend SingleForwardable
    RUBY
  end

  %w[openssl uri/generic net/http socket digest/sha2 base64 forwardable strscan].each do |library|
    it "does not stand in the way of `require #{library.inspect}`" do
      expect(run("require ARGV.first; puts OpenSSL::SSL::SSLContext", library)).to eq("OpenSSL::SSL::SSLContext\n")
    end
  end

  it "finds every constant, whichever is used first" do
    expect(run(<<~'RUBY', *names)).to eq("")
      ARGV.each do |name|
        Process.wait(fork { Object.const_get(name) })
        puts name unless $?.success?
      end
    RUBY
  end

  it "shows the public constants, and no others, before they are loaded" do
    own = names.filter_map { |name| name[/\AAcme::Client::(\w+)\z/, 1] }
    expect(run("puts Acme::Client.constants").split("\n")).to match_array([*own, "Native"])
  end

  it "lets threads begin at the same time" do
    expect(run(<<~'RUBY')).to eq("32\n" * 8)
      threads = Array.new(8) { Thread.new { Acme::Client::JWK::HMAC.new("key").sign("message").bytesize } }
      puts threads.map(&:value)
    RUBY
  end

  it "loads OpenSSL whole when an interrupt comes meanwhile" do
    expect(run(<<~'RUBY')).to eq("Interrupt\n32\nOpenSSL::SSL::SSLContext\n")
      caller = Thread.current
      interrupt = TracePoint.new(:line) do |point|
        next unless point.path.end_with?("/openssl.rb") && $LOADED_FEATURES.grep(/openssl\.so/).any?

        interrupt.disable
        Thread.new { caller.raise(Interrupt) }.join
      end
      interrupt.enable
      sign = -> { Acme::Client::JWK::HMAC.new("key").sign("message").bytesize }
      begin
        sign.call
      rescue Interrupt
        puts "Interrupt", sign.call, OpenSSL::SSL::SSLContext
      end
    RUBY
  end

  # Every line of the gem raises when it is first run.
  it "goes on after interrupts" do
    surface = File.expand_path("../support/public_surface", __dir__)
    expect(run(<<~'RUBY', surface, list, warnings: "-W0")).to eq("whole\n")
      require ARGV.first
      require "yaml"
      seen = {}
      interrupt = TracePoint.new(:line) do |point|
        place = [point.path, point.lineno]
        next if seen[place] || !point.path.include?("/acme/client/")

        seen[place] = true
        raise Interrupt
      end
      begin
        surface = interrupt.enable { PublicSurface.new(Acme::Client).to_h }
      rescue Interrupt
        retry
      end
      puts surface == YAML.load_file(ARGV.last) && seen.size > 100 ? "whole" : "not whole after #{seen.size} interrupts"
    RUBY
  end
end
