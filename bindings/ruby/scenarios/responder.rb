# frozen_string_literal: true

require "openssl"
require "socket"

# A TLS server for tls-alpn-01 (RFC 8737).
module Responder
  PROTOCOL = "acme-tls/1"

  module_function

  # Serves as long as the block runs.
  def serve(port, certificate, key)
    server = TCPServer.new("127.0.0.1", port)
    context = context_with(certificate, key)
    thread = Thread.new { loop { answer(server.accept, context) } }
    yield
  ensure
    thread&.kill&.join
    server&.close
  end

  def context_with(certificate, key)
    OpenSSL::SSL::SSLContext.new.tap do |context|
      context.add_certificate(certificate, key)
      context.alpn_select_cb = ->(offered) { offered.find { |protocol| protocol == PROTOCOL } }
    end
  end

  # The authority has seen what it wanted once it hangs up.
  def answer(socket, context)
    tls = OpenSSL::SSL::SSLSocket.new(socket, context)
    tls.accept
    tls.read(1)
  rescue OpenSSL::SSL::SSLError, SystemCallError
    nil
  ensure
    socket.close
  end
end
