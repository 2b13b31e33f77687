// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/kj_error.hpp"

#include <array>
#include <cctype>
#include <utility>

#include <spdlog/spdlog.h>

#include "messages/codec/utf8.hpp"

namespace leasehold {

namespace {

// What OpenSSL calls a failure, and what it means.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> meanings{
    {
        {"certificate required",
         "the peer requires a client certificate and we gave none"},
        {"alert unknown ca",
         "the peer does not trust the CA of our certificate"},
        {"alert certificate expired", "our certificate has expired"},
        {"peer did not return a certificate", "the peer gave no certificate"},
        {"certificate verify failed",
         "the peer's certificate is not signed by a trusted CA, has expired or "
         "does not carry the expected name"},
        {"wrong version number", "the peer does not speak TLS"},
        {"http request", "the peer speaks HTTP without TLS"},
    }};

bool is_function_name(std::string_view text) {
  for (char c : text)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_' && c != ':')
      return false;
  return !text.empty();
}

// KJ's "::bind(fd, &addr): Address already in use; more" without the code.
std::string_view without_call(std::string_view text) {
  auto open = text.find('(');
  auto close = text.find("): ");
  if (open == text.npos || close == text.npos
      || !is_function_name(text.substr(0, open)))
    return text;
  text.remove_prefix(close + 3);
  return text.substr(0, text.find(';'));
}

std::string plain(std::string_view text) {
  constexpr std::string_view remote = "remote exception: ";
  while (text.substr(0, remote.size()) == remote)
    text.remove_prefix(remote.size());
  constexpr std::string_view untrusted =
      "TLS peer's certificate is not trusted; reason = ";
  if (text.substr(0, untrusted.size()) == untrusted)
    return "the peer's certificate is not trusted: "
        + std::string(text.substr(untrusted.size()));
  if (text.find("OpenSSL error") == text.npos)
    return std::string(without_call(text));
  for (auto [mark, meaning] : meanings)
    if (text.find(mark) != text.npos)
      return std::string(meaning);
  // Each line ends in OpenSSL's own words: error:0A000126:SSL routines::words
  auto words = text.substr(0, text.find('\n'));
  auto colon = words.rfind(':');
  if (colon != words.npos)
    words.remove_prefix(colon + 1);
  return "TLS: " + std::string(words);
}

errc code_of(const kj::Exception& exception) {
  switch (exception.getType()) {
  case kj::Exception::Type::DISCONNECTED:
    return errc::unavailable;
  case kj::Exception::Type::OVERLOADED:
    return errc::too_much;
  case kj::Exception::Type::UNIMPLEMENTED:
  case kj::Exception::Type::FAILED:
    return errc::invalid_request;
  }
  return errc::invalid_request;
}

} // namespace

kj::Exception make_exception(kj::Exception::Type type, std::string_view text) {
  return kj::Exception(type, __FILE__, __LINE__,
                       kj::heapString(text.data(), text.size()));
}

std::string explain(const kj::Exception& exception) {
  auto text = exception.getDescription();
  // It may be a peer's own words, or quote its bytes.
  return to_plain_utf8(plain({text.begin(), text.size()}));
}

failure to_failure(const kj::Exception& exception) {
  return {code_of(exception), explain(exception)};
}

void quiet_kj::logMessage(kj::LogSeverity, const char*, int, int,
                          kj::String&& text) {
  spdlog::debug("kj: {}", text.cStr());
}

kj::ExceptionCallback::StackTraceMode quiet_kj::stackTraceMode() {
  return StackTraceMode::NONE;
}

} // namespace leasehold
