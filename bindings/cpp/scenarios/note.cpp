// The files in which the log and the private keys are kept.

#include <fstream>

#include "scene.hpp"

namespace scene {

static void append(const char *variable, std::string_view text) {
    if (!setting(variable).is_none()) std::ofstream(std::string(setting(variable).view()), std::ios::app) << text;
}

void note_line(acme::LogLevel, std::string_view line) { append("ACME_LOG", std::string(line) + "\n"); }

void note_key(const acme::Key &key) { append("ACME_KEYS", key.to_pem()); }

acme::Key new_key(acme::KeyKind kind) {
    acme::Key key = acme::Key::generate(kind);
    note_key(key);
    return key;
}

}  // namespace scene
