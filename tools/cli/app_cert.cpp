// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "tools/cli/application.hpp"
#include "tools/cli/cert_commands.hpp"

namespace leasehold::cli {

void application::add_cert_commands() {
  using kind = certificate_wish::kind;
  constexpr std::uint64_t days_max = 36'500;
  auto* cert = noun("cert", "Make certificates for nodes and clients");
  auto make = [this](kind what) {
    return [this, what](context& run) {
      return make_certificate(run, what, cert_);
    };
  };
  auto add = [this, cert](const std::string& name, const std::string& help,
                          const std::string& examples, action run) {
    auto* added = command(cert, name, help, examples, std::move(run));
    added
        ->add_option("--dir", cert_.folder,
                     "Where the authority is, and all is put; here unless "
                     "given")
        ->type_name("DIR");
    add_number(added, "--days", cert_.days, 1, days_max,
               "How long it is valid; 10 years for an authority, 1 year for "
               "others");
    return added;
  };
  add("ca", "Make an authority: ca.pem and ca.key",
      "  leasehold cert ca --dir pki", make(kind::ca));
  auto* node = add("node", "Make the certificate of a node",
                   "  leasehold cert node cellar cellar.example.net --dir pki\n"
                   "  leasehold cert node attic 192.0.2.10 --dir pki --days 90",
                   make(kind::node));
  required(node->add_option("NAME", cert_.name, "As the topology names it"));
  node->add_option("HOST", cert_.hosts,
                   "Host names and addresses by which it is dialled")
      ->type_name("");
  auto* client =
      add("client", "Make the certificate of a lessee or operator",
          "  leasehold cert client admin --dir pki", make(kind::client));
  required(client->add_option("NAME", cert_.name, "By which they log in"));
}

} // namespace leasehold::cli
