# frozen_string_literal: true

# An HTTP server on a thread of this process. The block is given method, path, body and headers and gives status, headers, body.
class HttpServer
  attr_reader :connections

  def initialize(&handler)
    @handler = handler
    @listener = TCPServer.new("127.0.0.1", 0)
    @connections = 0
    @threads = [Thread.new { accept }]
    @threads.first.report_on_exception = false
  end

  def url(path = "/directory")
    "http://127.0.0.1:#{@listener.addr[1]}#{path}"
  end

  def close
    @listener.close
    @threads.each { |thread| thread.kill.join }
  end

  private

  def accept
    loop do
      socket = @listener.accept
      @connections += 1
      @threads << Thread.new { serve(socket) }
    end
  rescue IOError, SystemCallError
    nil
  end

  def serve(socket)
    while (line = socket.gets)
      method, path, = line.split
      headers = read_headers(socket)
      body = socket.read(headers["content-length"].to_i)
      answer(socket, method, *@handler.call(method, path, body, headers))
    end
  rescue SystemCallError, IOError
    nil
  ensure
    socket.close
  end

  def read_headers(socket)
    headers = {}
    while (line = socket.gets) && line != "\r\n"
      name, value = line.split(":", 2)
      headers[name.downcase] = value.strip
    end
    headers
  end

  def answer(socket, method, status, headers, body)
    head = { "content-length" => body.bytesize }.merge(headers).map { |name, value| "#{name}: #{value}\r\n" }.join
    socket.write("HTTP/1.1 #{status} Status\r\n#{head}\r\n#{body unless method == "HEAD"}")
  end
end
