# frozen_string_literal: true

module Acme
  class Client
    # Host names as the DNS has them: A-labels instead of other scripts (RFC 5891; Punycode: RFC 3492).
    #
    # @api private
    module Punycode
      BASE = 36
      T_MIN = 1
      T_MAX = 26
      SKEW = 38
      DAMP = 700
      FIRST_BIAS = 72
      FIRST_CODE = 128
      DIGITS = [*"a".."z", *"0".."9"].freeze
      # What people write between labels (UTS #46, section 4).
      DOTS = /[.\u3002\uFF0E\uFF61]/
      private_constant :BASE, :T_MIN, :T_MAX, :SKEW, :DAMP, :FIRST_BIAS, :FIRST_CODE, :DIGITS, :DOTS

      module_function

      # @param name [String] a host name in UTF-8
      # @return [String] the same with A-labels; an ASCII name stays as it is
      def host(name)
        return name if name.ascii_only?

        name.split(DOTS, -1).map { |label| label(label) }.join(".")
      end

      def label(label)
        normal = label.unicode_normalize(:nfkc).downcase.unicode_normalize(:nfkc)
        normal.ascii_only? ? normal : "xn--#{encode(normal.codepoints)}"
      end
      private_class_method :label

      def encode(codepoints)
        basic = codepoints.select { |code| code < FIRST_CODE }
        output = basic.map(&:chr)
        output << "-" unless basic.empty?
        append_others(output, codepoints, basic.size)
        output.join
      end
      private_class_method :encode

      def append_others(output, codepoints, handled)
        basic_count = handled
        delta = 0
        bias = FIRST_BIAS
        last = FIRST_CODE
        codepoints.reject { |code| code < FIRST_CODE }.uniq.sort.each do |next_code|
          delta += (next_code - last) * (handled + 1)
          codepoints.each do |code|
            delta += 1 if code < next_code
            next unless code == next_code

            output.concat(digits(delta, bias))
            bias = adapt(delta, handled + 1, handled == basic_count)
            delta = 0
            handled += 1
          end
          delta += 1
          last = next_code + 1
        end
      end
      private_class_method :append_others

      # A number of variable length (RFC 3492, section 3.3).
      def digits(number, bias)
        digits = []
        (BASE..).step(BASE) do |k|
          threshold = (k - bias).clamp(T_MIN, T_MAX)
          return digits << DIGITS[number] if number < threshold

          number, digit = (number - threshold).divmod(BASE - threshold)
          digits << DIGITS[threshold + digit]
        end
      end
      private_class_method :digits

      # How the bias follows the numbers (RFC 3492, section 3.4).
      def adapt(delta, count, first)
        delta /= first ? DAMP : 2
        delta += delta / count
        steps = 0
        while delta > (BASE - T_MIN) * T_MAX / 2
          delta /= BASE - T_MIN
          steps += BASE
        end
        steps + (BASE - T_MIN + 1) * delta / (delta + SKEW)
      end
      private_class_method :adapt
    end
    private_constant :Punycode
  end
end
