# frozen_string_literal: true

# A store in Ruby, as one over a database would be. `calls` has what it was asked, `threads` by whom; `fail_on` is called
# first with the verb and the name.
class MemoryStore
  attr_reader :documents, :calls, :threads, :locks, :private_names
  attr_accessor :fail_on

  def initialize
    @documents = {}
    @locks = {}
    @calls = []
    @threads = []
    @private_names = []
    @fail_on = ->(_verb, _name) {}
  end

  def read(name)
    note(:read, name)
    @documents[name]
  end

  def write(name, document, private:)
    note(:write, name)
    @private_names << name if private
    @documents[name] = document
  end

  def list(prefix)
    note(:list, prefix)
    @documents.keys.select { |name| name.start_with?(prefix) }
  end

  def remove(name)
    note(:remove, name)
    @documents.delete(name)
  end

  def lock(name, holder, seconds)
    note(:lock, name)
    known, until_time = @locks[name]
    return false if known && known != holder && until_time > Time.now

    @locks[name] = [holder, Time.now + seconds]
    true
  end

  def unlock(name, holder)
    note(:unlock, name)
    @locks.delete(name) if @locks[name]&.first == holder
  end

  private

  def note(verb, name)
    @calls << [verb, name]
    @threads << Thread.current
    @fail_on.call(verb, name)
  end
end
