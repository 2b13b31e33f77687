// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/tls_context.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <kj/vector.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "runtime/rpc/certificate.hpp"
#include "runtime/rpc/kj_error.hpp"

namespace leasehold {

namespace {

// KJ takes the first certificate of a text as trusted and the others as its
// chain; a file of CAs holds one text for each.
std::vector<std::string> split_certificates(const std::string& pem) {
  constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----";
  constexpr std::string_view end = "-----END CERTIFICATE-----";
  std::vector<std::string> blocks;
  for (auto from = pem.find(begin); from != pem.npos;) {
    auto to = pem.find(end, from);
    if (to == pem.npos)
      break;
    to += end.size();
    blocks.push_back(pem.substr(from, to - from) + "\n");
    from = pem.find(begin, to);
  }
  return blocks;
}

using trusted = kj::Vector<kj::TlsCertificate>;

result<trusted> read_cas(const std::string& path) {
  auto pem = read_pem("CA", path);
  if (!pem)
    return pem.error();
  trusted cas;
  for (const auto& block : split_certificates(*pem)) {
    try {
      cas.add(kj::TlsCertificate(kj::StringPtr(block.c_str())));
    } catch (const kj::Exception& e) {
      return pem_failure("CA", path, explain(e));
    }
  }
  if (cas.empty())
    return pem_failure("CA", path, "it holds no certificate");
  return result<trusted>(kj::mv(cas));
}

result<kj::TlsKeypair> read_keypair(const tls_config& config) {
  auto certificate = read_pem("certificate", config.certificate_file);
  if (!certificate)
    return certificate.error();
  auto key = read_pem("key", config.key_file);
  if (!key)
    return key.error();
  const auto* what = "certificate";
  const auto* path = &config.certificate_file;
  try {
    auto parsed = kj::TlsCertificate(kj::StringPtr(certificate->c_str()));
    what = "key";
    path = &config.key_file;
    auto pair = kj::TlsKeypair{kj::TlsPrivateKey(kj::StringPtr(key->c_str())),
                               kj::mv(parsed)};
    // OpenSSL drops a key that is not the certificate's without a word, and
    // every handshake fails then.
    if (!is_key_of(*certificate, *key))
      return pem_failure("key", *path,
                         "it is not the key of " + config.certificate_file);
    return result<kj::TlsKeypair>(kj::mv(pair));
  } catch (const kj::Exception& e) {
    return pem_failure(what, *path, explain(e));
  }
}

/// KJ gives nobody the OpenSSL context below its own; the rules of access do
/// not hold for an explicit instantiation.
void* openssl_context(kj::TlsContext& context);
template <void* kj::TlsContext::*Member>
struct context_reader {
  friend void* openssl_context(kj::TlsContext& context) {
    return context.*Member;
  }
};
template struct context_reader<&kj::TlsContext::ctx>;

/// KJ compares the expected name with the host names of a certificate only. An
/// address is as good, where the certificate is for that address.
int accept_addresses(int accepted, X509_STORE_CTX* store) {
  if (accepted != 0
      || X509_STORE_CTX_get_error(store) != X509_V_ERR_HOSTNAME_MISMATCH)
    return accepted;
  const auto* expected =
      X509_VERIFY_PARAM_get0_host(X509_STORE_CTX_get0_param(store), 0);
  auto* certificate = X509_STORE_CTX_get0_cert(store);
  if (expected == nullptr || certificate == nullptr
      || X509_check_ip_asc(certificate, expected, 0) != 1) {
    ERR_clear_error();
    return 0;
  }
  X509_STORE_CTX_set_error(store, X509_V_OK);
  return 1;
}

void accept_addresses_in(kj::TlsContext& context) {
  auto* native = static_cast<SSL_CTX*>(openssl_context(context));
  SSL_CTX_set_verify(native, SSL_CTX_get_verify_mode(native), accept_addresses);
}

} // namespace

result<kj::Own<kj::TlsContext>> make_tls_context(const tls_config& config,
                                                 tls_side side) {
  using context = kj::Own<kj::TlsContext>;
  auto cas = read_cas(config.ca_file);
  if (!cas)
    return cas.error();
  kj::TlsContext::Options options;
  options.useSystemTrustStore = false;
  options.verifyClients = side == tls_side::server;
  options.trustedCertificates = cas->asPtr();
  options.minVersion = kj::TlsVersion::TLS_1_2;
  std::optional<kj::TlsKeypair> keypair;
  if (side == tls_side::server || !config.certificate_file.empty()) {
    auto read = read_keypair(config);
    if (!read)
      return read.error();
    options.defaultKeypair = keypair.emplace(kj::mv(*read));
  }
  try {
    auto made = kj::heap<kj::TlsContext>(options);
    if (side == tls_side::client)
      accept_addresses_in(*made);
    return result<context>(kj::mv(made));
  } catch (const kj::Exception& e) {
    return pem_failure("certificate", config.certificate_file, explain(e));
  }
}

} // namespace leasehold
