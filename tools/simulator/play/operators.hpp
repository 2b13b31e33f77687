// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who runs a simulated region, and does it well: says to each node one thing
// after the other, again until it is done; takes a gateway out where it is
// before any other node hears of that; and gives a node whose disk was changed
// the region that the others have.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "messages/result.hpp"
#include "tools/simulator/oracle/facts.hpp"
#include "tools/simulator/play/hazard.hpp"
#include "tools/simulator/play/links.hpp"
#include "tools/simulator/play/scenario.hpp"
#include "tools/simulator/play/story.hpp"

namespace leasehold::sim {

class operators {
public:
  using on_hazard = std::function<void(domain_fault, node_index)>;

  operators(world& where, const scenario& from, const region_facts& facts,
            story& told, on_hazard tell);

  void do_set_room(const operation& x, const set_room& what);
  void do_set_region(const operation& x, const set_region& what);
  void do_define_class(const operation& x, const define_class& what);

  /// The node has lost what it was told.
  void tell_again(node_index node);

  /// From now on links lose nothing.
  void heal() {
    links_.heal();
  }

private:
  /// To which node something is said, and about what.
  using subject = std::pair<node_index, std::string>;
  /// Whether an answer settles it; else it is said again.
  using settling = std::function<bool(const status&)>;

  template <class Msg>
  void say(const subject& about, operation_id id, Msg msg, settling settles);
  template <class Msg>
  void insist(const subject& about, operation_id id, Msg msg, settling settles,
              std::uint32_t attempt);
  /// Whether nothing newer was said about it, and it is not settled.
  bool is_open(const subject& about, operation_id id) const;
  node_index first_to_hear(const set_region& what);
  void spread_region(operation_id id, const std::string& toml);
  void say_agreed(node_index node);
  void say_class(node_index node, operation_id id, const service_class& value);

  struct region_order {
    operation_id id = 0;
    std::string toml;
  };

  world& world_;
  const region_facts& facts_;
  story& story_;
  on_hazard on_hazard_;
  links links_;
  /// What was said last about each thing and is not settled.
  std::map<subject, operation_id> open_;
  operation_id newest_region_ = 0;
  /// What all nodes shall have.
  std::optional<region_order> agreed_;
  std::map<operation_id, service_class> classes_;
};

} // namespace leasehold::sim
