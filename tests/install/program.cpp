/* Registers an account: program DIRECTORY_URL CA_FILE. */

#include <acme_client.hpp>
#include <iostream>

int main(int count, char **arguments) try {
  if (count != 3) return 2;
  std::cout << "acme_client " << acme::version() << '\n';
  acme::Options options(arguments[1]);
  options.ca_file(arguments[2]);
  const acme::Client client(options, acme::Key::generate());
  const acme::Account account = client.new_account(acme::AccountParams().terms_agreed());
  std::cout << "account " << account.url() << '\n';
  return 0;
} catch (const acme::Error &error) {
  std::cerr << error.what() << '\n';
  return 1;
}
