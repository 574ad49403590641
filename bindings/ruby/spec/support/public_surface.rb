# frozen_string_literal: true

# The public surface of a module and of what is below it, as plain data.
class PublicSurface
  MARKS = { req: "%s", opt: "%s = ?", rest: "*%s", keyreq: "%s:", key: "%s: ?", keyrest: "**%s", block: "&%s" }.freeze

  def initialize(root)
    @root = root
  end

  # @return [Hash{String => Hash}] each class and module with its constants and the parameters of its methods
  def to_h
    modules(@root).to_h { |mod| [mod.name, describe(mod)] }
  end

  private

  def modules(mod)
    nested = own_constants(mod).map { |name| mod.const_get(name) }.grep(Module)
    [mod, *nested.select { |constant| constant.name.start_with?("#{mod.name}::") && !native?(constant) }.flat_map { |constant| modules(constant) }]
  end

  # The contract with the extension is no part of the surface.
  def native?(mod)
    mod.name == "Acme::Client::Native"
  end

  def own_constants(mod)
    mod.constants(false).sort
  end

  def describe(mod)
    values = own_constants(mod).reject { |name| mod.const_get(name).is_a?(Module) && mod.const_get(name).name.start_with?("#{mod.name}::") }
    {
      "superclass" => (mod.superclass.name if mod.is_a?(Class)),
      "constants" => values.map(&:to_s),
      "constructor" => (parameters(mod.instance_method(:initialize)) if mod.is_a?(Class) && mod.private_method_defined?(:initialize, false)),
      "class_methods" => methods(mod.singleton_class, mod.singleton_methods(false) | extended(mod)),
      "methods" => methods(mod, mod.public_instance_methods(false))
    }.reject { |_, value| value.nil? || value.empty? }
  end

  def extended(mod)
    (mod.singleton_class.included_modules - Object.singleton_class.included_modules - [mod])
      .flat_map { |extension| extension.public_instance_methods(false) }
  end

  # What Struct and OpenSSL bring along differs between versions of Ruby.
  def methods(owner, names)
    own = names.select { |name| owner.instance_method(name).source_location&.first&.include?("/acme/client") }
    own.sort.to_h { |name| [name.to_s, parameters(owner.instance_method(name))] }
  end

  def parameters(method)
    method.parameters.map { |kind, name| format(MARKS.fetch(kind), name) }.join(", ")
  end
end
