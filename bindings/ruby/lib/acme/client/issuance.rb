# frozen_string_literal: true

module Acme
  class Client
    # What {Client#obtain} is made of.
    #
    # @api private
    module Issuance
      autoload :BlockSolver, "acme/client/issuance/block_solver"
      autoload :Host, "acme/client/issuance/host"
      autoload :Parameters, "acme/client/issuance/parameters"
      autoload :Solvers, "acme/client/issuance/solvers"
      autoload :Request, "acme/client/issuance/request"
      autoload :StoreHost, "acme/client/issuance/store_host"
      autoload :AccountHost, "acme/client/issuance/account_host"
      autoload :ManagerHost, "acme/client/issuance/manager_host"
    end
  end
end
