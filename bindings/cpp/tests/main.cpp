// tests NOUN...: runs the tests of test_NOUN.cpp, all of them without a noun.

#include <algorithm>
#include <exception>
#include <iostream>

#include "check.hpp"

static std::string_view noun_of(const check::Test &test) {
    std::string_view name = test.file;
    name.remove_prefix(name.rfind("test_") + 5);
    return name.substr(0, name.rfind('.'));
}

int main(int count, char **arguments) {
    const std::vector<std::string_view> nouns(arguments + 1, arguments + count);
    int ran = 0, failed = 0;
    for (const check::Test &test : check::tests()) {
        if (!nouns.empty() && std::find(nouns.begin(), nouns.end(), noun_of(test)) == nouns.end()) continue;
        ran++;
        try {
            test.run();
            // A check that failed within a log or events.
            if (const std::exception_ptr told = acme::take_told_exception()) std::rethrow_exception(told);
        } catch (const std::exception &error) {
            std::cerr << noun_of(test) << ": " << test.name << ": " << error.what() << '\n';
            failed++;
        }
    }
    if (ran == 0) std::cerr << "there are no such tests\n";
    return ran > 0 && failed == 0 ? 0 : 1;
}
