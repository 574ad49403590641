# frozen_string_literal: true

module Acme
  class Client
    module Issuance
      # Takes the engine's calls during {StoredAccounts#from_store}.
      #
      # @api private
      class AccountHost
        include StoreHost

        # @param store [Object]
        def initialize(store)
          @store = store
        end
      end
    end
  end
end
