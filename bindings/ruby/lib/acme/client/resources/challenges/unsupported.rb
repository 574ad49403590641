# frozen_string_literal: true

module Acme
  class Client
    module Resources
      module Challenges
        # A challenge of a type that has no class here. It can be told to the server like the others.
        class Unsupported < Base
          # @return [String, nil] the challenge's type as the server names it
          attr_reader :type
          alias challenge_type type

          # @param client [Client]
          # @param type [String, nil] the challenge's type
          # @param attributes [Hash] as {Base#initialize} takes them
          def initialize(client, type: nil, **attributes)
            @type = type
            super(client, **attributes)
          end
        end
      end
    end
  end
end
