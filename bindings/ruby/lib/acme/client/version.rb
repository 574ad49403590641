# frozen_string_literal: true

# The namespace of the ACME client.
module Acme
  class Client
    # The version of the gem and of the engine in it.
    VERSION = "1.0.0"
  end
end
