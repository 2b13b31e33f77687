// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/bench_node.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <utility>

#include <fmt/format.h>

#include "tools/bench/node_load.hpp"

namespace leasehold::bench {

namespace {

result<std::unique_ptr<scratch_folder>> folder_in(const std::string& parent) {
  auto folder = std::make_unique<scratch_folder>(parent);
  if (folder->made())
    return folder;
  return failure{errc::unavailable,
                 fmt::format("can't make a folder in {}; give another one "
                             "with --folder",
                             parent)};
}

kj::Promise<std::string> read_line(kj::AsyncInputStream& from,
                                   std::string so_far) {
  auto next = std::make_unique<char>();
  auto read = from.tryRead(next.get(), 1, 1);
  return read.then([&from, next = std::move(next), line = std::move(so_far)](
                       std::size_t count) mutable -> kj::Promise<std::string> {
    if (count == 0 || *next == '\n')
      return std::move(line);
    line.push_back(*next);
    return read_line(from, std::move(line));
  });
}

/// A TCP port of loopback that nobody uses; 0 if there is none.
std::uint16_t free_port() {
  const int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  socklen_t size = sizeof(address);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* bare = reinterpret_cast<sockaddr*>(&address);
  const bool found =
      bind(file, bare, size) == 0 && getsockname(file, bare, &size) == 0;
  close(file);
  return found ? ntohs(address.sin_port) : 0;
}

result<child_process> start_etcd(const scratch_folder& folder,
                                 std::uint16_t port) {
  const auto client = fmt::format("http://127.0.0.1:{}", port);
  const auto peer = fmt::format("http://127.0.0.1:{}", free_port());
  return child_process::start(
      {"etcd", "--data-dir", folder / "etcd", "--listen-client-urls", client,
       "--advertise-client-urls", client, "--listen-peer-urls", peer,
       "--initial-advertise-peer-urls", peer, "--initial-cluster",
       "default=" + peer},
      folder / "etcd.log");
}

} // namespace

result<std::unique_ptr<bench_node>>
bench_node::start(bench_loop& loop, const std::string& program,
                  const std::string& parent) {
  auto folder = folder_in(parent);
  if (!folder)
    return folder.error();
  auto& here = **folder;
  std::ofstream{here / "region.toml"} << bench_region;
  auto started = child_process::start({program, "node", "run", "--data",
                                       here / "data", "--listen", "127.0.0.1:0",
                                       "--topology", here / "region.toml"},
                                      here / "node.log");
  if (!started)
    return started.error();
  auto output = loop.files().wrapInputFd(
      started->take_output(), kj::LowLevelAsyncIoProvider::TAKE_OWNERSHIP);
  const auto line = loop.wait(read_line(*output, {}));
  const std::string ready = "listening on ";
  if (line.rfind(ready, 0) != 0)
    return failure{errc::unavailable, "the node did not start: " + line};
  session_config config;
  config.address = line.substr(ready.size());
  config.name = lessee_name{"bench"};
  auto session = loop.wait(
      async_session::open(loop.network(), loop.timer(), loop.clock(), config));
  if (!session)
    return session.error();
  return std::unique_ptr<bench_node>{
      new bench_node{std::move(*folder), std::move(*started), kj::mv(output),
                     kj::mv(*session)}};
}

result<std::unique_ptr<bench_etcd>>
bench_etcd::start(bench_loop& loop, const std::string& parent) {
  constexpr int tries = 100;
  auto folder = folder_in(parent);
  if (!folder)
    return folder.error();
  const auto port = free_port();
  auto started = start_etcd(**folder, port);
  if (!started)
    return started.error();
  auto address =
      loop.wait(loop.network().parseAddress(fmt::format("127.0.0.1:{}", port)));
  auto client = std::make_unique<etcd_client>(*address, loop.timer());
  for (int i = 0; i < tries && !started->ended(); ++i) {
    if (loop.wait(client->ready()))
      return std::unique_ptr<bench_etcd>{
          new bench_etcd{std::move(*folder), std::move(*started),
                         kj::mv(address), std::move(client)}};
    loop.wait(loop.timer().afterDelay(100 * kj::MILLISECONDS));
  }
  return failure{errc::unavailable,
                 started->ended() ? "etcd ended when it was started; is "
                                    "another one using its ports?"
                                  : "etcd does not answer"};
}

} // namespace leasehold::bench
