# frozen_string_literal: true

require "timeout"

# Time and processes, for specs with and without the facade.
module Processes
  def seconds
    started = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    yield
    Process.clock_gettime(Process::CLOCK_MONOTONIC) - started
  end

  # What the block gives once it is true, or false when it is not before long.
  def eventually
    deadline = Process.clock_gettime(Process::CLOCK_MONOTONIC) + 10
    until (result = yield)
      return false if Process.clock_gettime(Process::CLOCK_MONOTONIC) > deadline

      sleep 0.01
    end
    result
  end

  # Runs the block in a child; what comes back waits for it and gives what it returned.
  def in_child
    reader, writer = IO.pipe
    child = fork do
      reader.close
      result = begin
        yield
      rescue Exception => error # rubocop:disable Lint/RescueException
        "#{error.class}: #{error.message}"
      end
      writer.write(Marshal.dump(result))
      writer.close
      exit!(0)
    end
    writer.close
    -> { result_of(child, reader) }
  end

  private

  def result_of(child, reader)
    Marshal.load(Timeout.timeout(30) { reader.read })
  ensure
    reader.close
    Process.kill(:KILL, child)
    Process.wait(child)
  end
end
