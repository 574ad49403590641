# frozen_string_literal: true

module Acme
  class Client
    # What {Client#obtain} is made of.
    #
    # @api private
    module Issuance
    end
    private_constant :Issuance
  end
end

require "acme/client/issuance/block_solver"
require "acme/client/issuance/host"
require "acme/client/issuance/parameters"
require "acme/client/issuance/solvers"
require "acme/client/issuance/request"
require "acme/client/issuance/store_host"
require "acme/client/issuance/account_host"
require "acme/client/issuance/manager_host"
