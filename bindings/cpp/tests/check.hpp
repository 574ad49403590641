// Tests that register themselves, and checks that say where they failed.
#ifndef CHECK_HPP
#define CHECK_HPP

#include <exception>
#include <functional>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <acme_client.hpp>

namespace check {

struct Test {
    std::string_view file;
    std::string_view name;
    void (*run)();
};

inline std::vector<Test> &tests() {
    static std::vector<Test> all;
    return all;
}

struct Registered {
    Registered(std::string_view file, std::string_view name, void (*run)()) { tests().push_back({file, name, run}); }
};

struct Failed : std::logic_error {
    using std::logic_error::logic_error;
};

[[noreturn]] inline void fail(const char *file, int line, const std::string &what) {
    throw Failed(std::string(file) + ":" + std::to_string(line) + ": " + what);
}

template <class Actual, class Expected>
void equal(const char *file, int line, const char *what, const Actual &actual, const Expected &expected) {
    if (actual == expected) return;
    std::ostringstream text;
    text << what << " is " << actual << ", not " << expected;
    fail(file, line, text.str());
}

inline void has(const char *file, int line, std::string_view text, std::string_view part) {
    if (text.find(part) == std::string_view::npos) {
        fail(file, line, "\"" + std::string(text) + "\" is without \"" + std::string(part) + "\"");
    }
}

// Runs what must throw exactly that class of error, with a status and a message that has `part` in it.
template <class Expected, class Body>
void throws(const char *file, int line, acme_status status, std::string_view part, Body body) {
    try {
        body();
    } catch (const acme::Error &error) {
        if (typeid(error) != typeid(Expected)) fail(file, line, std::string("another class: ") + error.what());
        equal(file, line, "the status", acme::status_name(error.status()), acme::status_name(status));
        return has(file, line, error.what(), part);
    }
    fail(file, line, "nothing was thrown");
}

// Takes what a log or events threw, which must be exactly that exception.
template <class Expected>
void told(const char *file, int line, std::string_view message) {
    const std::exception_ptr exception = acme::take_told_exception();
    if (!exception) fail(file, line, "nothing was thrown");
    try {
        std::rethrow_exception(exception);
    } catch (const Expected &error) {
        equal(file, line, "the message", std::string_view(error.what()), message);
    }
    if (acme::take_told_exception()) fail(file, line, "it can be taken twice");
}

}  // namespace check

#define TEST(name)                                                                                                  \
    static void name();                                                                                             \
    static const check::Registered registered_##name(__FILE__, #name, name);                                        \
    static void name()

#define CHECK(condition)                                                                                            \
    do {                                                                                                            \
        if (!(condition)) check::fail(__FILE__, __LINE__, #condition);                                              \
    } while (0)

#define CHECK_EQUAL(actual, expected) check::equal(__FILE__, __LINE__, #actual, actual, expected)

#define CHECK_HAS(text, part) check::has(__FILE__, __LINE__, text, part)

// CHECK_THROWS(acme::InvalidKey, ACME_STATUS_INVALID_KEY, "part of the message", call)
#define CHECK_THROWS(type, status, part, ...)                                                                       \
    check::throws<type>(__FILE__, __LINE__, status, part, [&] { static_cast<void>(__VA_ARGS__); })

// CHECK_TOLD(std::out_of_range, "its message")
#define CHECK_TOLD(type, message) check::told<type>(__FILE__, __LINE__, message)

// A call on an object that was closed or moved from.
#define CHECK_GONE(class_name, ...)                                                                                 \
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_NULL_POINTER, class_name ": was closed or moved from", __VA_ARGS__)

#endif
