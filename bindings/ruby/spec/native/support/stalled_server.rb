# frozen_string_literal: true

# A server that accepts connections and never answers.
class StalledServer
  def initialize
    @listener = TCPServer.new("127.0.0.1", 0)
    @accepted = Queue.new
    @sockets = []
    @thread = Thread.new { accept }
  end

  def url
    "http://127.0.0.1:#{@listener.addr[1]}/directory"
  end

  # Waits for the next request to arrive.
  def await_request
    @accepted.pop.readpartial(1)
  end

  def close
    @listener.close
    @thread.join
    @sockets.each(&:close)
  end

  private

  def accept
    loop do
      @sockets << @listener.accept
      @accepted << @sockets.last
    end
  rescue IOError, SystemCallError
    nil
  end
end
