# frozen_string_literal: true

require "logger"
require "stringio"

RSpec.describe "Settings of all clients" do
  around do |example|
    saved = %i[default_transport logger user_agent_suffix].to_h { |name| [name, Acme::Client.public_send(name)] }
    example.run
  ensure
    saved.each { |name, value| Acme::Client.public_send("#{name}=", value) }
  end

  describe "default_transport" do
    it "is the engine's own" do
      expect(Acme::Client.default_transport).to eq(:native)
      expect(native_arguments[2]).to be_nil
    end

    it "can be Net::HTTP or an object, for one client too" do
      Acme::Client.default_transport = :net_http
      expect(native_arguments[2]).to respond_to(:call)
      expect(native_arguments(transport: :native)[2]).to be_nil
      Acme::Client.default_transport = nil
      expect(native_arguments(transport: ->(_) {})[2]).to respond_to(:call)
    end

    it "is Net::HTTP when WebMock was loaded first" do
      script = 'module WebMock; end; require "acme-client"; print Acme::Client.default_transport'
      paths = $LOAD_PATH.flat_map { |path| ["-I", path] }
      expect(IO.popen([RbConfig.ruby, *paths, "-e", script], &:read)).to eq("net_http")
    end

    it "must be able to send" do
      expect { Acme::Client.default_transport = :typhoeus }.to raise_error(ArgumentError, /default_transport/)
      expect { native_arguments(transport: "net_http") }.to raise_error(ArgumentError, /transport/)
    end
  end

  describe "logger" do
    it "gets the engine's lines with their severity" do
      expect(native_arguments[3]).to be_nil
      Acme::Client.logger = Logger.new(text = StringIO.new)
      log = native_arguments[3]
      (1..5).each { |level| log.call(level, "line #{level}") }
      expect(text.string.lines.map { |line| line[/[A-Z]+ -- : line \d/] })
        .to eq(["ERROR -- : line 1", "WARN -- : line 2", "INFO -- : line 3", "DEBUG -- : line 4", "DEBUG -- : line 5"])
    end

    it "must be able to log" do
      expect { Acme::Client.logger = "log" }.to raise_error(ArgumentError, /logger/)
    end
  end

  describe "user_agent_suffix" do
    it "is sent beside the engine's name" do
      Acme::Client.user_agent_suffix = "host/1.0"
      expect(native_arguments[0]["user_agent"]).to eq("host/1.0")
      expect { Acme::Client.user_agent_suffix = "a\nb" }.to raise_error(ArgumentError, /user_agent_suffix/)
    end
  end
end
