// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/nft_commands.hpp"

#include <algorithm>
#include <mutex>

#include <nftables/libnftables.h>

namespace leasehold {

namespace {

/// The library keeps tables for its parser that all contexts share.
std::mutex& library() {
  static std::mutex mutex;
  return mutex;
}

} // namespace

result<nft_commands> nft_commands::open() {
  const std::lock_guard<std::mutex> lock{library()};
  handle context{nft_ctx_new(NFT_CTX_DEFAULT)};
  if (!context || nft_ctx_buffer_output(context.get()) != 0
      || nft_ctx_buffer_error(context.get()) != 0)
    return failure{errc::unavailable,
                   "cannot start libnftables: there is no memory for it"};
  return nft_commands{std::move(context)};
}

status nft_commands::run(const std::string& commands) {
  const std::lock_guard<std::mutex> lock{library()};
  const int code = nft_run_cmd_from_buffer(context_.get(), commands.c_str());
  // Both are emptied by reading.
  nft_ctx_get_output_buffer(context_.get());
  std::string why = nft_ctx_get_error_buffer(context_.get());
  if (code == 0)
    return success();
  // The first line says what; then come the command and a mark below it.
  why.resize(std::min(why.find('\n'), why.size()));
  return failure{errc::unavailable,
                 why.empty() ? "nftables refused it without a word" : why};
}

void nft_commands::free_context::operator()(nft_ctx* context) const noexcept {
  const std::lock_guard<std::mutex> lock{library()};
  nft_ctx_free(context);
}

} // namespace leasehold
