/**
 * @file
 * Ranges over what the C library counts and gives by index.
 */
#ifndef ACME_CLIENT_RANGE_HPP
#define ACME_CLIENT_RANGE_HPP

#include <cstddef>
#include <iterator>

namespace acme {

/**
 * So many things that a source gives by index, for range-for and for algorithms. Each is made when it is reached; what
 * that does, such as asking the server, happens anew each time. Valid as long as what it was taken from.
 */
template <class Value, class Source>
class Range {
public:
    /** Goes through the range; dereferencing gives a value, not a reference. */
    class Iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = Value;
        using difference_type = std::ptrdiff_t;
        using reference = Value;
        using pointer = void;

        Iterator() = default;
        Iterator(Source source, std::size_t index) : source_(source), index_(index) {}

        Value operator*() const { return source_(index_); }

        Iterator &operator++() noexcept {
            ++index_;
            return *this;
        }

        Iterator operator++(int) noexcept {
            Iterator before = *this;
            ++index_;
            return before;
        }

        friend bool operator==(const Iterator &one, const Iterator &other) noexcept {
            return one.index_ == other.index_;
        }
        friend bool operator!=(const Iterator &one, const Iterator &other) noexcept { return !(one == other); }

    private:
        Source source_{};
        std::size_t index_ = 0;
    };

    /** So many things of the source. */
    Range(Source source, std::size_t size) : source_(source), size_(size) {}

    Iterator begin() const { return {source_, 0}; }
    Iterator end() const { return {source_, size_}; }
    std::size_t size() const noexcept { return size_; }
    bool empty() const noexcept { return size_ == 0; }

    /** The one at `index`, which must be less than size(). */
    Value operator[](std::size_t index) const { return source_(index); }

private:
    Source source_;
    std::size_t size_;
};

namespace detail {

/** Gives what a method of an object gives for an index. */
template <class Owner, class Value>
struct Method {
    const Owner *owner = nullptr;
    Value (Owner::*method)(std::size_t) const = nullptr;

    Value operator()(std::size_t index) const { return (owner->*method)(index); }
};

}  // namespace detail

/** A range over what an object holds. */
template <class Owner, class Value>
using Items = Range<Value, detail::Method<Owner, Value>>;

}  // namespace acme

#endif
