# frozen_string_literal: true

require "socket"

RSpec.describe Acme::Client::NetHttpTransport do
  # Serves one connection with a fixed answer, or with what the block does; gives the URL and the request it got.
  def serve(answer = nil)
    server = TCPServer.new("127.0.0.1", 0)
    thread = Thread.new do
      socket = server.accept
      head = +""
      head << socket.readpartial(4096) until head.include?("\r\n\r\n")
      head << socket.readpartial(4096) while head.split("\r\n\r\n", 2).last.bytesize < head[/content-length: (\d+)/i, 1].to_i
      answer ? socket.write(answer) : yield(socket)
      head
    ensure
      socket&.close
    end
    ["http://127.0.0.1:#{server.addr[1]}/path", thread]
  ensure
    @servers = [*@servers, server]
  end

  after { @servers&.each(&:close) }

  def request(method, url, **more)
    { "method" => method, "url" => url, "headers" => [], "body" => nil, "timeout" => 5.0 }.merge(more.transform_keys(&:to_s))
  end

  it "sends a POST with its headers and gives status, headers and body" do
    url, received = serve("HTTP/1.1 201 Created\r\nLink: <a>;rel=up\r\nLink: <b>;rel=up\r\nContent-Length: 2\r\n\r\nok")
    headers = [["Content-Type", "application/jose+json"], ["User-Agent", "test/1"]]
    status, pairs, body = described_class.new.call(request("POST", url, headers: headers, body: '{"a":1}'))
    expect([status, body]).to eq([201, "ok"])
    expect(pairs).to include(["link", "<a>;rel=up"], ["link", "<b>;rel=up"])
    expect(received.value).to start_with("POST /path HTTP/1.1\r\n").and end_with("\r\n\r\n{\"a\":1}").and include("User-Agent: test/1\r\n", "application/jose+json")
  end

  it "sends HEAD and GET" do
    %w[HEAD GET].each do |method|
      url, received = serve("HTTP/1.1 204 No Content\r\nReplay-Nonce: n\r\n\r\n")
      expect(described_class.new.call(request(method, url))).to match([204, include(%w[replay-nonce n]), ""])
      expect(received.value).to start_with("#{method} /path")
    end
  end

  it "adds the headers of connection_options" do
    url, received = serve("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    described_class.new(headers: { "X-One" => "1", "X-Two" => "2" }).call(request("GET", url, headers: [["X-Two", "mine"]]))
    expect(received.value).to include("X-One: 1\r\n", "X-Two: mine\r\n")
  end

  it "goes through a proxy" do
    url, received = serve("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    proxy = { uri: url, user: "me", password: "p@ss" }
    described_class.new(proxy: proxy).call(request("GET", "http://ca.example/directory"))
    expect(received.value).to start_with("GET http://ca.example/directory HTTP/1.1").and include("Basic #{["me:p@ss"].pack("m0")}")
  end

  it "does not wait longer than the request may take" do
    stalled = Queue.new
    url, = serve { stalled.pop }
    started = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    expect { described_class.new.call(request("GET", url, timeout: 0.2)) }.to raise_error(Net::ReadTimeout)
    expect { described_class.new(request: { timeout: 0.2 }).call(request("GET", url)) }.to raise_error(Net::ReadTimeout)
    expect(Process.clock_gettime(Process::CLOCK_MONOTONIC) - started).to be < 2
    stalled << :go
  end

  it "does not read a body without end" do
    url, = serve do |socket|
      socket.write("HTTP/1.1 200 OK\r\n\r\n")
      loop { socket.write("x" * 65_536) }
    rescue SystemCallError
      nil
    end
    expect { described_class.new.call(request("GET", url)) }.to raise_error(Acme::Client::Error::ServerError)
  end

  it "makes Timeouts of connections that break" do
    ["", "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nx"].each do |answer|
      url, = serve(answer)
      expect { described_class.new.call(request("GET", url)) }.to raise_error(Acme::Client::Error::Timeout)
    end
  end

  it "refuses options that it cannot honour" do
    expect { described_class.new(ssl: { cert_store: 1 }) }.to raise_error(ArgumentError, /cert_store/)
  end

  describe "as a client's transport" do
    # What the engine sees of a transport that raises.
    def through_client(error)
      native_arguments(transport: ->(_) { raise error })[2].call(request("GET", "https://ca.example/"))
    end

    it "has timeouts and connection faults that are Timeouts" do
      stub_const("Faraday::TimeoutError", Class.new(StandardError))
      stub_const("Faraday::ConnectionFailed", Class.new(StandardError))
      [Net::OpenTimeout, Net::ReadTimeout, Net::WriteTimeout, Errno::ECONNREFUSED, SocketError, OpenSSL::SSL::SSLError,
       Faraday::TimeoutError, Faraday::ConnectionFailed].each do |error|
        expect { through_client(error) }.to raise_error(Acme::Client::Error::Timeout, "Acme::Client::Error::Timeout") { |timeout| expect(timeout.cause).to be_a(error) }
      end
    end

    it "lets every other exception through" do
      [RuntimeError, IOError, Timeout::Error, Interrupt, NotImplementedError, Acme::Client::Error::NotFound].each do |error|
        expect { through_client(error) }.to raise_error(an_instance_of(error))
      end
    end
  end
end
