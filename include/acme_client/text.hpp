/**
 * @file
 * Text and bytes on their way in and out.
 */
#ifndef ACME_CLIENT_TEXT_HPP
#define ACME_CLIENT_TEXT_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "../acme_client.h"

/* Lets clang warn of a view that outlives the temporary that it was borrowed from. */
#if defined(__clang__)
#define ACME_CLIENT_BORROWED [[clang::lifetimebound]]
#else
#define ACME_CLIENT_BORROWED
#endif

namespace acme {

/** Bytes that belong to the caller, such as DER. */
using Bytes = std::vector<std::uint8_t>;

/**
 * Text in: takes what a std::string_view takes, and null besides, which means "none" where a parameter is optional and
 * is an InvalidArgument where it is not. The text is copied by the call that it is given to. It must not hold a NUL.
 */
class Text {
public:
    /** Text that ends with NUL, or null. */
    Text(const char *text) noexcept : view_(text == nullptr ? std::string_view() : text), none_(text == nullptr) {}
    /** Text of any length. */
    Text(std::string_view text) noexcept : view_(text) {}
    /** Lends the string. */
    Text(const std::string &text) noexcept : view_(text) {}
    /** None. */
    Text(std::nullptr_t) noexcept : none_(true) {}
    /** None. */
    Text(std::nullopt_t) noexcept : none_(true) {}

    /** Whether it is null. */
    bool is_none() const noexcept { return none_; }

    /** The text, empty when it is null. */
    std::string_view view() const noexcept { return view_; }

private:
    std::string_view view_;
    bool none_ = false;
};

/** Bytes in, or bytes that are lent: valid as long as what they were taken from. */
class ByteView {
public:
    ByteView() noexcept = default;
    /** So many bytes; none when `data` is null. */
    ByteView(const std::uint8_t *data, std::size_t size) noexcept : data_(data), size_(data == nullptr ? 0 : size) {}
    /** Lends the bytes. */
    ByteView(const Bytes &bytes) noexcept : data_(bytes.data()), size_(bytes.size()) {}

    const std::uint8_t *data() const noexcept { return data_; }
    std::size_t size() const noexcept { return size_; }
    bool empty() const noexcept { return size_ == 0; }
    const std::uint8_t *begin() const noexcept { return data_; }
    const std::uint8_t *end() const noexcept { return size_ == 0 ? data_ : data_ + size_; }

    /** A copy. */
    Bytes copy() const { return Bytes(begin(), end()); }

    /** The same bytes as characters. */
    std::string_view text() const noexcept {
        return size_ == 0 ? std::string_view() : std::string_view(reinterpret_cast<const char *>(data_), size_);
    }

private:
    const std::uint8_t *data_ = nullptr;
    std::size_t size_ = 0;
};

namespace detail {

/** Text that the C library always gives. */
inline std::string_view view(const char *text) noexcept {
    return text == nullptr ? std::string_view() : std::string_view(text);
}

/** Text that the C library may leave out. */
inline std::optional<std::string_view> optional_view(const char *text) noexcept {
    if (text == nullptr) return std::nullopt;
    return std::string_view(text);
}

/** What frees text of the C library, wiping it. */
struct StringFree {
    void operator()(char *text) const noexcept { acme_string_free(text); }
};

using OwnedString = std::unique_ptr<char, StringFree>;

inline const std::uint8_t *bytes_of(std::string_view text) noexcept {
    return reinterpret_cast<const std::uint8_t *>(text.data());
}

}  // namespace detail
}  // namespace acme

#endif
