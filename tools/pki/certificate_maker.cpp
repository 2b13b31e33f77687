// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/pki/certificate_maker.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "runtime/config/file_text.hpp"

namespace leasehold {

namespace {

using kind = certificate_wish::kind;
using bio_handle = std::unique_ptr<BIO, decltype(&BIO_free)>;
using key_handle = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using x509_handle = std::unique_ptr<X509, decltype(&X509_free)>;

constexpr std::size_t pem_bytes_max = 1 << 20;
constexpr std::size_t host_bytes_max = 253;
/// Clocks of a region differ.
constexpr auto valid_before = std::chrono::minutes{5};

failure broken(std::string_view what) {
  ERR_clear_error();
  return {errc::unavailable, fmt::format("OpenSSL can't make {}", what)};
}

/// Without this OpenSSL would ask for a password at the terminal.
int no_password(char*, int, int, void*) {
  return 0;
}

bio_handle open(const std::string& pem) {
  return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free};
}

std::string text_of(BIO* from) {
  char* bytes = nullptr;
  const auto count = BIO_get_mem_data(from, &bytes);
  return {bytes, static_cast<std::size_t>(count)};
}

// -- what may be asked for ----------------------------------------------------

/// The name is also that of files.
status check_name(const std::string& name) {
  constexpr std::size_t name_bytes_max = 59; // with "node:" no more than 64
  const auto good = !name.empty() && name.size() <= name_bytes_max
      && name.front() != '.' && name.front() != '-' && name != "ca"
      && std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-';
         });
  if (good)
    return success();
  return failure{errc::invalid_request,
                 fmt::format("\"{}\" can't be in a certificate: take up to {} "
                             "letters, digits, '.', '_' and '-', not \"ca\"",
                             name, name_bytes_max)};
}

bool is_address(const std::string& host) {
  in6_addr space{};
  return inet_pton(AF_INET, host.c_str(), &space) == 1
      || inet_pton(AF_INET6, host.c_str(), &space) == 1;
}

status check_host(const std::string& host) {
  const auto good = !host.empty() && host.size() <= host_bytes_max
      && (is_address(host)
          || std::all_of(host.begin(), host.end(), [](unsigned char c) {
               return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '*';
             }));
  if (good)
    return success();
  return failure{
      errc::invalid_request,
      fmt::format("\"{}\" is neither a host name nor an address", host)};
}

// -- files --------------------------------------------------------------------

status write_new(const std::string& path, const std::string& text, int mode) {
  const auto file =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  auto error = file < 0 ? errno : 0;
  if (file >= 0) {
    const auto bytes = static_cast<ssize_t>(text.size());
    if (::write(file, text.data(), text.size()) != bytes || ::fsync(file) != 0)
      error = errno == 0 ? EIO : errno;
    ::close(file);
    if (error != 0)
      ::unlink(path.c_str());
  }
  if (error == 0)
    return success();
  if (error == EEXIST)
    return failure{errc::conflict,
                   fmt::format("{} is there already, and nothing is written "
                               "over; take another name or folder",
                               path)};
  return failure{
      errc::unavailable,
      fmt::format("can't write {}: {}", path,
                  std::error_code{error, std::generic_category()}.message())};
}

/// Both or neither.
result<std::vector<std::string>> write_pair(const std::string& stem,
                                            const std::string& certificate,
                                            const std::string& key) {
  constexpr int for_owner = 0600;
  constexpr int for_all = 0644;
  std::vector<std::string> paths{stem + ".pem", stem + ".key"};
  if (auto written = write_new(paths[1], key, for_owner); !written)
    return written.error();
  if (auto written = write_new(paths[0], certificate, for_all); !written) {
    ::unlink(paths[1].c_str());
    return written.error();
  }
  return paths;
}

struct authority {
  x509_handle certificate{nullptr, &X509_free};
  key_handle key{nullptr, &EVP_PKEY_free};
};

result<std::shared_ptr<authority>> read_authority(const std::string& folder) {
  auto all = std::make_shared<authority>();
  for (const auto* end : {".pem", ".key"}) {
    const auto path = folder + "/ca" + end;
    auto text = read_file_text(path, pem_bytes_max);
    if (!text)
      return failure{errc::unknown_name,
                     fmt::format("{}; make an authority there with `leasehold "
                                 "cert ca --dir {}`",
                                 text.error().message, folder)};
    if (end == std::string_view{".pem"})
      all->certificate.reset(
          PEM_read_bio_X509(open(*text).get(), nullptr, no_password, nullptr));
    else
      all->key.reset(PEM_read_bio_PrivateKey(open(*text).get(), nullptr,
                                             no_password, nullptr));
  }
  const auto good = all->certificate && all->key
      && X509_check_private_key(all->certificate.get(), all->key.get()) == 1;
  ERR_clear_error();
  if (good)
    return all;
  return failure{errc::corrupt,
                 fmt::format("{0}/ca.pem and {0}/ca.key are not a certificate "
                             "and its key",
                             folder)};
}

// -- certificates -------------------------------------------------------------

status add_extension(X509* to, X509* issuer, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
  std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()),
      &X509_EXTENSION_free);
  if (!extension || X509_add_ext(to, extension.get(), -1) != 1)
    return broken(fmt::format("the extension {}", value));
  return success();
}

std::vector<std::pair<int, std::string>>
extensions_of(const certificate_wish& wish) {
  if (wish.what == kind::ca)
    return {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
            {NID_key_usage, "critical,keyCertSign,cRLSign"},
            {NID_subject_key_identifier, "hash"}};
  std::vector<std::pair<int, std::string>> all{
      {NID_basic_constraints, "critical,CA:FALSE"},
      {NID_key_usage, "critical,digitalSignature"},
      {NID_authority_key_identifier, "keyid"}};
  if (wish.what == kind::client) {
    all.emplace_back(NID_ext_key_usage, "clientAuth");
    return all;
  }
  all.emplace_back(NID_ext_key_usage, "serverAuth,clientAuth");
  std::vector<std::string> names{"DNS:" + wish.name};
  for (auto& host : wish.hosts)
    names.push_back((is_address(host) ? "IP:" : "DNS:") + host);
  all.emplace_back(NID_subject_alt_name,
                   fmt::format("{}", fmt::join(names, ",")));
  return all;
}

std::string common_name_of(const certificate_wish& wish) {
  switch (wish.what) {
  case kind::ca:
    return "Leasehold CA";
  case kind::node:
    return "node:" + wish.name;
  case kind::client:
    break;
  }
  return wish.name;
}

bool set_serial(X509* to) {
  constexpr int bits = 127;
  std::unique_ptr<BIGNUM, decltype(&BN_free)> number(BN_new(), &BN_free);
  return number && BN_rand(number.get(), bits, BN_RAND_TOP_ONE, 0) == 1
      && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(to)) != nullptr;
}

bool set_times(X509* to, wall_time now, std::uint32_t days) {
  using std::chrono::seconds;
  const auto begin = std::chrono::duration_cast<seconds>(
      (now - valid_before).time_since_epoch());
  const auto end = std::chrono::duration_cast<seconds>(now.time_since_epoch())
      + std::chrono::hours{24} * days;
  return ASN1_TIME_set(X509_getm_notBefore(to), begin.count()) != nullptr
      && ASN1_TIME_set(X509_getm_notAfter(to), end.count()) != nullptr;
}

bool set_name(X509* to, const std::string& name) {
  return X509_NAME_add_entry_by_txt(
             X509_get_subject_name(to), "CN", MBSTRING_UTF8,
             reinterpret_cast<const unsigned char*>(name.data()),
             static_cast<int>(name.size()), -1, 0)
      == 1;
}

/// Signed by the authority, or by itself where there is none.
result<std::pair<std::string, std::string>>
sign(const certificate_wish& wish, wall_time now, const authority* by) {
  constexpr long version_3 = 2;
  key_handle key{EVP_EC_gen("P-256"), &EVP_PKEY_free};
  x509_handle made{X509_new(), &X509_free};
  if (!key || !made || X509_set_version(made.get(), version_3) != 1
      || !set_serial(made.get()) || !set_times(made.get(), now, wish.days)
      || !set_name(made.get(), common_name_of(wish))
      || X509_set_pubkey(made.get(), key.get()) != 1)
    return broken("a certificate");
  auto* issuer = by == nullptr ? made.get() : by->certificate.get();
  if (X509_set_issuer_name(made.get(), X509_get_subject_name(issuer)) != 1)
    return broken("a certificate");
  for (auto& [id, value] : extensions_of(wish))
    if (auto added = add_extension(made.get(), issuer, id, value); !added)
      return added.error();
  auto* signer = by == nullptr ? key.get() : by->key.get();
  bio_handle certificate{BIO_new(BIO_s_mem()), &BIO_free};
  bio_handle secret{BIO_new(BIO_s_mem()), &BIO_free};
  if (X509_sign(made.get(), signer, EVP_sha256()) == 0
      || PEM_write_bio_X509(certificate.get(), made.get()) != 1
      || PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0,
                                  nullptr, nullptr)
          != 1)
    return broken("a certificate");
  return std::pair{text_of(certificate.get()), text_of(secret.get())};
}

/// It would end before what it signs, and take that with it.
status check_days(const certificate_wish& wish, const authority& by,
                  wall_time now) {
  const auto end =
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch())
      + std::chrono::hours{24} * wish.days;
  std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)> last(
      ASN1_TIME_set(nullptr, end.count()), &ASN1_TIME_free);
  if (last
      && ASN1_TIME_compare(last.get(), X509_get0_notAfter(by.certificate.get()))
          <= 0)
    return success();
  return failure{errc::invalid_request,
                 fmt::format("the authority in {} ends within {} days: give "
                             "fewer --days, or make another authority",
                             wish.folder, wish.days)};
}

} // namespace

result<std::vector<std::string>> make_certificate(const certificate_wish& wish,
                                                  wall_time now) {
  const auto stem =
      wish.folder + "/" + (wish.what == kind::ca ? "ca" : wish.name);
  if (wish.what == kind::ca) {
    std::error_code failed;
    std::filesystem::create_directories(wish.folder, failed);
    if (failed)
      return failure{errc::unavailable,
                     fmt::format("can't make the folder {}: {}", wish.folder,
                                 failed.message())};
    auto pair = sign(wish, now, nullptr);
    return pair ? write_pair(stem, pair->first, pair->second) : pair.error();
  }
  if (auto good = check_name(wish.name); !good)
    return good.error();
  for (auto& host : wish.hosts)
    if (auto good = check_host(host); !good)
      return good.error();
  auto by = read_authority(wish.folder);
  if (!by)
    return by.error();
  if (auto good = check_days(wish, **by, now); !good)
    return good.error();
  auto pair = sign(wish, now, by->get());
  return pair ? write_pair(stem, pair->first, pair->second) : pair.error();
}

} // namespace leasehold
