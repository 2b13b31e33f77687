// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
// What a packet costs that leaves by a divided interface, by the number of
// channels there: packets of 60 bytes that this machine sends, one after the
// other. Run it in a network of its own, after
// `bazel build --config=release //tests/bench:shaping_bench`, with
// `unshare -Urn bazel-bin/tests/bench/shaping_bench`.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include <benchmark/benchmark.h>

#include "messages/ip_address.hpp"
#include "runtime/shaping/tc_shaper.hpp"

namespace leasehold {
namespace {

constexpr std::int64_t giga = 1'000'000'000;
constexpr std::int64_t not_divided = -1;
constexpr std::uint16_t first_port = 5000;
/// 60 bytes with the headers of UDP, IPv4 and Ethernet.
constexpr std::size_t payload = 18;

void run(const char* command) {
  if (std::system(command) == 0)
    return;
  std::fprintf(stderr, "\"%s\" failed: run this with `unshare -Urn`\n",
               command);
  std::exit(1);
}

/// A cable whose far end takes packets and drops them.
void lay_cable() {
  run("ip link add v0 type veth peer name v1 && ip link set v0 up && "
      "ip link set v1 up && ip address add 10.9.0.1/24 dev v0 && "
      "ip neigh add 10.9.0.2 lladdr 02:00:00:00:00:02 dev v0");
}

/// The first one has room for all that is sent.
channel numbered(std::uint64_t id) {
  packet_match packets;
  packets.from = *parse_ip_address("10.9.0.1");
  packets.to = *parse_ip_address("10.9.0.2");
  packets.protocol = IPPROTO_UDP;
  packets.port = static_cast<std::uint16_t>(first_port + id);
  const auto rate = id == 0 ? 5 * giga : giga / 1000;
  return {id, 1, rate, {packets}, std::chrono::hours{1}};
}

/// @param port To which the packets go.
void send_packets(benchmark::State& state, std::uint16_t port) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  inet_pton(AF_INET, "10.9.0.2", &to.sin_addr);
  const int from = ::socket(AF_INET, SOCK_DGRAM, 0);
  const std::array<char, payload> bytes{};
  for (auto step : state) {
    static_cast<void>(step);
    ::sendto(from, bytes.data(), bytes.size(), 0,
             reinterpret_cast<const sockaddr*>(&to), sizeof to);
  }
  ::close(from);
  state.SetItemsProcessed(state.iterations());
}

/// The interface, with so many channels; null where it is not divided.
std::unique_ptr<shaper> divide(std::int64_t channels) {
  run("tc qdisc del dev v0 root 2>/dev/null; nft flush ruleset");
  if (channels == not_divided)
    return nullptr;
  interface_config config;
  config.device = "v0";
  config.rate = 10 * giga;
  config.rest = giga;
  auto opened = open_tc_shaper(config);
  if (!opened) {
    std::fprintf(stderr, "%s\n", opened.error().message.c_str());
    std::exit(1);
  }
  for (std::int64_t i = 0; i < channels; ++i)
    if (auto made = (*opened)->put(numbered(static_cast<std::uint64_t>(i)));
        !made) {
      std::fprintf(stderr, "%s\n", made.error().message.c_str());
      std::exit(1);
    }
  return std::move(*opened);
}

void BM_PacketOfTheRest(benchmark::State& state) {
  const auto divided = divide(state.range(0));
  send_packets(state, first_port - 1);
}
BENCHMARK(BM_PacketOfTheRest)->Arg(not_divided)->Arg(0)->Arg(100)->Arg(1000);

void BM_PacketOfAChannel(benchmark::State& state) {
  const auto divided = divide(state.range(0));
  send_packets(state, first_port);
}
BENCHMARK(BM_PacketOfAChannel)->Arg(1)->Arg(100)->Arg(1000);

} // namespace
} // namespace leasehold

int main(int count, char** words) {
  leasehold::lay_cable();
  benchmark::Initialize(&count, words);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
