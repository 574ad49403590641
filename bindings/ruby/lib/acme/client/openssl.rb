# frozen_string_literal: true

module Acme
  class Client
    # Where an interrupt ends Ruby's loading of OpenSSL, the process never gets it; so none may.
    const_set(:OpenSSL, Thread.handle_interrupt(Object => :never) { ::OpenSSL })
  end
end
