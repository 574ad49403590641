#!/bin/sh
# Checks the syntax of every Ruby file; a warning is a failure.
set -eu
cd "$(dirname "$0")/.."
find bindings/ruby examples/ruby benches -type f \( -name '*.rb' -o -name '*.gemspec' \) -exec "${RUBY:-ruby}" -w -e '
  def Warning.warn(text, **) = abort(text)
  ARGV.each { |file| RubyVM::InstructionSequence.compile_file(file) }
  puts "#{ARGV.size} Ruby files are well formed"
' {} +
