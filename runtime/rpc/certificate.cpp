// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/certificate.hpp"

#include <array>
#include <ctime>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "runtime/config/file_text.hpp"

namespace leasehold {

namespace {

/// Larger than any chain of certificates that is of use.
constexpr std::size_t pem_bytes_max = 1 << 20;

using bio_handle = std::unique_ptr<BIO, decltype(&BIO_free)>;
using x509_handle = std::unique_ptr<X509, decltype(&X509_free)>;
using key_handle = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

bio_handle open(const std::string& pem) {
  return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free};
}

/// Without this OpenSSL would ask for a password at the terminal.
int no_password(char*, int, int, void*) {
  return 0;
}

x509_handle next_certificate(BIO* from) {
  return {PEM_read_bio_X509(from, nullptr, no_password, nullptr), &X509_free};
}

key_handle read_key(const std::string& pem) {
  return {
      PEM_read_bio_PrivateKey(open(pem).get(), nullptr, no_password, nullptr),
      &EVP_PKEY_free};
}

std::optional<wall_time> to_wall(const ASN1_TIME* time) {
  std::tm broken_down{};
  if (ASN1_TIME_to_tm(time, &broken_down) != 1)
    return std::nullopt;
  return wall_time{std::chrono::seconds{timegm(&broken_down)}};
}

std::string common_name_of(X509* certificate) {
  auto* subject = X509_get_subject_name(certificate);
  constexpr std::size_t longest = 257;
  std::array<char, longest> text{};
  auto length = X509_NAME_get_text_by_NID(subject, NID_commonName, text.data(),
                                          static_cast<int>(text.size()));
  return length <= 0
      ? std::string{}
      : std::string(text.data(), static_cast<std::size_t>(length));
}

} // namespace

failure pem_failure(std::string_view what, const std::string& path,
                    std::string_view why) {
  return {errc::invalid_request,
          fmt::format("TLS: {} \"{}\": {}", what, path, why)};
}

result<std::string> read_pem(std::string_view what, const std::string& path) {
  if (path.empty())
    return failure{errc::invalid_request,
                   fmt::format("TLS: no {} file is configured", what)};
  auto text = read_file_text(path, pem_bytes_max);
  if (!text)
    return failure{errc::invalid_request,
                   fmt::format("TLS: {}: {}", what, text.error().message)};
  if (text->empty())
    return pem_failure(what, path, "it is empty");
  return text;
}

bool is_key_of(const std::string& certificate_pem, const std::string& key_pem) {
  auto certificate = next_certificate(open(certificate_pem).get());
  auto key = read_key(key_pem);
  const auto together = certificate && key
      && X509_check_private_key(certificate.get(), key.get());
  ERR_clear_error();
  return together;
}

result<certificate_facts> read_certificate(const std::string& path) {
  auto pem = read_pem("certificate", path);
  if (!pem)
    return pem.error();
  auto certificate = next_certificate(open(*pem).get());
  ERR_clear_error();
  if (!certificate)
    return pem_failure("certificate", path, "it holds no certificate (PEM)");
  auto begin = to_wall(X509_get0_notBefore(certificate.get()));
  auto end = to_wall(X509_get0_notAfter(certificate.get()));
  if (!begin || !end)
    return pem_failure("certificate", path, "its dates can't be read");
  return certificate_facts{common_name_of(certificate.get()), *begin, *end};
}

status check_cas(const std::string& path) {
  auto pem = read_pem("CA", path);
  if (!pem)
    return pem.error();
  auto from = open(*pem);
  std::size_t count = 0;
  while (next_certificate(from.get()))
    ++count;
  const auto last = ERR_GET_REASON(ERR_peek_last_error());
  ERR_clear_error();
  if (count == 0)
    return pem_failure("CA", path, "it holds no certificate (PEM)");
  if (last != PEM_R_NO_START_LINE)
    return pem_failure(
        "CA", path,
        fmt::format("what comes behind its first {} certificates can't be read",
                    count));
  return success();
}

status check_key(const tls_config& config) {
  auto certificate = read_pem("certificate", config.certificate_file);
  auto key = read_pem("key", config.key_file);
  if (!key)
    return key.error();
  const auto readable = read_key(*key) != nullptr;
  ERR_clear_error();
  if (!readable && key->find("ENCRYPTED") != key->npos)
    return pem_failure("key", config.key_file,
                       "it is encrypted, and nobody is there to be asked for "
                       "the password; decrypt it with `openssl pkey`");
  if (!readable)
    return pem_failure("key", config.key_file, "it holds no private key (PEM)");
  if (certificate && !is_key_of(*certificate, *key))
    return pem_failure("key", config.key_file,
                       "it is not the key of " + config.certificate_file);
  return success();
}

} // namespace leasehold
