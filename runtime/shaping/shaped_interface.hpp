// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "messages/result.hpp"
#include "runtime/shaping/channel_table.hpp"
#include "runtime/shaping/htb_classes.hpp"
#include "runtime/shaping/interface_state.hpp"
#include "runtime/shaping/netlink_socket.hpp"
#include "runtime/shaping/nft_commands.hpp"
#include "runtime/shaping/packet_maps.hpp"
#include "runtime/shaping/shaper.hpp"
#include "runtime/shaping/steering.hpp"

namespace leasehold {

/// All that the kernel has of one divided interface: its classes, the table
/// that gives packets their class, and the one that sends packets there. Knows
/// no more than what it is made of, and reads the rest.
class shaped_interface {
public:
  /// Changes nothing yet. Fails as `open_tc_shaper` does.
  static result<std::unique_ptr<shaped_interface>>
  find(const interface_config& config);

  /// Takes the interface over, goes on with it, or repairs it: whichever is
  /// needed. What is as it should be is left alone.
  status set_up();

  /// Reads all channels.
  result<interface_state> look();

  htb_classes& classes() noexcept {
    return classes_;
  }

  /// Whether packets can leave through it. Fails with `errc::unavailable`.
  status keep_ways() {
    return steering_.keep_ways();
  }

  /// Channels have their packets from these.
  void add(map_transaction& to, const map_element& x) const;
  void renew(map_transaction& to, const map_element& x,
             std::uint32_t value) const;
  void remove(map_transaction& to, const packet_match& match,
              std::uint32_t value) const;
  status commit(map_transaction& changes);

  /// Of all classes; the numbers of channels are for the caller to say.
  struct counters {
    std::vector<class_state> classes;
    std::uint32_t unshaped = 0;
  };
  result<counters> count();

  /// Undoes `set_up`, with all channels.
  status take_away();

  const interface_config& config() const noexcept {
    return config_;
  }

private:
  shaped_interface(interface_config config, network_device device,
                   netlink_socket interfaces, netlink_socket filter,
                   nft_commands commands);

  status evict_others(const root_qdisc& root);
  status check_table(const std::string& title, table_owner owner) const;
  status lay_out_classes();
  status resize_classes();
  void steer(map_transaction& to, map_element x) const;
  status named(status x) const;

  interface_config config_;
  netlink_socket interfaces_;
  netlink_socket filter_;
  nft_commands commands_;
  htb_classes classes_;
  channel_table table_;
  steering steering_;
};

} // namespace leasehold
