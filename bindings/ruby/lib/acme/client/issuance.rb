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
require "acme/client/issuance/request"
