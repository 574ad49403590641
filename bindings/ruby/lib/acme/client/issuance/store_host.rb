# frozen_string_literal: true

module Acme
  class Client
    module Issuance
      # Takes the engine's calls of a store in Ruby. What the store raises is the reason for a failure, so that it costs
      # one certificate its turn and no other.
      #
      # @api private
      module StoreHost
        # @param verb [String]
        # @return [Array(String, Object)] why it failed or nil, and the result
        def store(verb, *arguments)
          result = public_send(:"store_#{verb}", *arguments)
          [nil, result]
        rescue StandardError => error
          [failure("the store's #{verb}", error), nil]
        end

        def store_read(name)
          document = @store.read(name)
          return document if document.nil? || document.is_a?(String)

          raise TypeError, "gave #{document.class} for #{name}, not a String"
        end

        def store_write(name, document, is_private)
          @store.write(name, document, private: is_private)
          nil
        end

        def store_list(prefix)
          Array(@store.list(prefix)).map { |name| Arguments.text(name, :name) }
        end

        def store_remove(name)
          @store.remove(name)
          nil
        end

        def store_lock(name, holder, seconds)
          @store.lock(name, holder, seconds) ? true : false
        end

        def store_unlock(name, holder)
          @store.unlock(name, holder)
          nil
        end

        private

        def failure(what, error)
          "#{what}: #{error.message} (#{error.class})"
        end
      end
    end
  end
end
