# frozen_string_literal: true

module Acme
  class Client
    # What the authority keeps for an account (RFC 8555, section 7.1). A resource is what the server last said of it; it
    # changes in place when it is reloaded or when one of its methods brings something newer.
    module Resources
      autoload :Account, "acme/client/resources/account"
      autoload :Order, "acme/client/resources/order"
      autoload :Authorization, "acme/client/resources/authorization"
      autoload :Challenges, "acme/client/resources/challenges"
      autoload :Directory, "acme/client/resources/directory"
      autoload :RenewalInfo, "acme/client/resources/renewal_info"
    end
  end
end
