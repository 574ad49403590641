/**
 * @file
 * HTTP by other means than the library's own, for acme::Options::transport.
 */
#ifndef ACME_CLIENT_TRANSPORT_HPP
#define ACME_CLIENT_TRANSPORT_HPP

#include <chrono>
#include <functional>
#include <string_view>

#include "callback.hpp"
#include "range.hpp"
#include "time.hpp"

namespace acme {

/** A header of a request. */
struct Header {
    /** In lower case. */
    std::string_view name;
    /** As it is sent. */
    std::string_view value;
};

/** One HTTP request. It lives until the transport returns, and may be read by several threads until then. */
class Request {
public:
    /** For a transport in C: lends what the C library lent. */
    explicit Request(const acme_request *lent) noexcept : request_(lent) {}
    Request(const Request &) = delete;
    Request &operator=(const Request &) = delete;

    /** "GET", "HEAD" or "POST". */
    std::string_view method() const noexcept { return detail::view(acme_request_method(request_)); }

    /** The absolute URL. */
    std::string_view url() const noexcept { return detail::view(acme_request_url(request_)); }

    /** The headers. Host and Content-Length are not among them. */
    Items<Request, Header> headers() const noexcept {
        return {{this, &Request::header}, acme_request_header_count(request_)};
    }

    /** The header at `index`. */
    Header header(std::size_t index) const {
        return {detail::view(acme_request_header_name(request_, index)),
                detail::view(acme_request_header_value(request_, index))};
    }

    /** The body, which only a POST has. */
    ByteView body() const noexcept {
        std::size_t length = 0;
        const std::uint8_t *bytes = acme_request_body(request_, &length);
        return {bytes, length};
    }

    /** How long until the request must have ended. */
    std::chrono::milliseconds timeout() const noexcept {
        return detail::length_of(acme_request_timeout_ms(request_));
    }

    /** Whether the call was cancelled, so that the response is of no use any more. */
    bool is_cancelled() const noexcept { return acme_request_is_cancelled(request_); }

private:
    const acme_request *request_;
};

/** The response to be filled in. It lives until the transport returns, and belongs to one thread at a time. */
class Response {
public:
    /** For a transport in C: lends what the C library lent. */
    explicit Response(acme_response *lent) noexcept : response_(lent) {}
    Response(const Response &) = delete;
    Response &operator=(const Response &) = delete;

    /** Sets the HTTP status, which may be any. */
    void set_status(std::uint16_t status) noexcept { acme_response_set_status(response_, status); }

    /** Adds a header; a name may come more than once. More than 64 KiB of headers make the request fail. */
    void add_header(Text name, Text value) {
        const detail::CText key(name, "name"), content(value, "value");
        acme_response_add_header(response_, key.c(), content.c());
    }

    /** Adds bytes to the body. @return false once the response is longer than it may be and cannot be used any more */
    bool append_body(ByteView bytes) noexcept {
        return acme_response_append_body(response_, bytes.data(), bytes.size());
    }

    /** The same for text. */
    bool append_body(std::string_view text) noexcept {
        return acme_response_append_body(response_, detail::bytes_of(text), text.size());
    }

private:
    acme_response *response_;
};

/**
 * Sends a request and fills in its response, on the thread that made the call, by several threads at once when the client
 * is used so. It follows no redirects and repeats nothing; it honours Request::timeout and returns soon once
 * Request::is_cancelled.
 *
 * An acme::Error that it throws with ACME_STATUS_CANCELLED, ACME_STATUS_TIMED_OUT or a status of the network and TLS
 * (30-49) counts like a failure of the library's own HTTP: what may pass is tried again, and the last one comes out of the
 * call when that fails. Any other exception ends the call and comes out of it.
 */
using TransportFunction = std::function<void(const Request &request, Response &response)>;

namespace detail {

inline acme_status send(void *userdata, const acme_request *request, acme_response *response) {
    const auto &transport = *static_cast<const TransportFunction *>(userdata);
    try {
        const Request asked(request);
        Response answer(response);
        transport(asked, answer);
        return ACME_STATUS_OK;
    } catch (...) {
        return Call::keep_passing();
    }
}

}  // namespace detail
}  // namespace acme

#endif
