# frozen_string_literal: true

module Acme
  class Client
    # What the authority keeps for an account (RFC 8555, section 7.1). A resource is what the server last said of it; it
    # changes in place when it is reloaded or when one of its methods brings something newer.
    module Resources
    end
  end
end

require "acme/client/resources/account"
require "acme/client/resources/order"
require "acme/client/resources/authorization"
require "acme/client/resources/challenges"
require "acme/client/resources/directory"
require "acme/client/resources/renewal_info"
