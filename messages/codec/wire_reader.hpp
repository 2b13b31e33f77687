// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <capnp/blob.h>
#include <capnp/list.h>
#include <kj/exception.h>

#include "messages/bounds.hpp"
#include "messages/errc.hpp"
#include "messages/ids.hpp"
#include "messages/result.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// Whether a name may be missing.
enum class presence : std::uint8_t { required, optional };

/// Whether the first enumerant of a wire enum stands for "not said".
enum class first_arm : std::uint8_t { value, unset };

/// Takes values out of a message from outside. Nothing is believed: what
/// breaks a rule gives an empty value, and the first such mistake is kept and
/// fails the whole message in the end. So functions that read need no error
/// paths of their own, and never work on more than the bounds allow.
class wire_reader {
public:
  explicit wire_reader(const time_base& now) noexcept : now_(now) {}

  /// Keeps a mistake: "FIELD RULE; WAY_OUT".
  void fail(std::string_view field, std::string_view rule,
            std::string_view way_out);

  bool failed() const noexcept {
    return why_.code != errc::none;
  }
  const failure& why() const noexcept {
    return why_;
  }
  const time_base& now() const noexcept {
    return now_;
  }

  /// A name of one kind of thing.
  template <class Name>
  Name name(std::string_view field, capnp::Text::Reader x,
            presence wanted = presence::required) {
    constexpr auto bytes_max = std::is_same_v<Name, resource_name>
        ? bounds::resource_name_bytes
        : bounds::name_bytes;
    return Name{name_text(field, x, bytes_max, wanted)};
  }

  template <class Name>
  std::optional<Name> optional_name(std::string_view field,
                                    capnp::Text::Reader x) {
    auto text = name<Name>(field, x, presence::optional);
    return text.empty() ? std::nullopt : std::optional{std::move(text)};
  }

  /// A name of any kind.
  std::string name_text(std::string_view field, capnp::Text::Reader x,
                        std::size_t bytes_max, presence wanted);

  /// Other text in UTF-8 without control characters.
  std::string text(std::string_view field, capnp::Text::Reader x,
                   std::size_t bytes_max);

  /// Something said to people, made fit to be shown rather than refused.
  std::string message(capnp::Text::Reader x);

  /// An instant on our timeline from its distance to the sender's now.
  instant at(std::string_view field, std::int64_t in_ms);

  /// A length of time that is not negative; `duration::max()` for no end.
  duration length(std::string_view field, std::int64_t ms);

  std::int64_t not_negative(std::string_view field, std::int64_t x);

  /// A list, or an empty one where it is too long.
  template <class List>
  List list(std::string_view field, List x, std::size_t size_max) {
    if (x.size() <= size_max)
      return x;
    too_long(field, x.size(), size_max);
    return List{};
  }

  /// The value with the number of a wire enum's, where there is one.
  template <class Enum, class Wire>
  Enum choice(std::string_view field, Wire x, Enum last, first_arm first) {
    auto number = static_cast<std::uint16_t>(x);
    if (number <= static_cast<std::uint16_t>(last)
        && (first == first_arm::value || number != 0))
      return static_cast<Enum>(number);
    bad_choice(field, number);
    return Enum{};
  }

  /// Keeps the mistake of a union whose arm is not set, or unknown here. What a
  /// newer sender means by it is never guessed.
  template <class Which>
  void bad_arm(std::string_view field, Which x) {
    bad_choice(field, static_cast<std::uint16_t>(x));
  }

  /// An instant from civil time, which travels exactly; `forever` for `never`.
  instant at_wall(std::string_view field, std::int64_t unix_ms);

private:
  void too_long(std::string_view field, std::size_t size, std::size_t size_max);
  void bad_choice(std::string_view field, std::uint16_t number);

  const time_base& now_;
  failure why_;
};

/// What Cap'n Proto says of damaged bytes, some of which it may quote.
failure unreadable(std::string_view what, const kj::Exception& why);

/// Takes a whole value out of a message, or the failure that says what is
/// wrong with it.
template <class Read>
auto read_whole(const time_base& now, Read read)
    -> result<decltype(read(std::declval<wire_reader&>()))> {
  wire_reader reader{now};
  try {
    auto value = read(reader);
    if (reader.failed())
      return reader.why();
    return value;
  } catch (const kj::Exception& e) {
    return unreadable("the message", e);
  }
}

/// What travels for an instant: its distance from `now`.
std::int64_t in_ms(instant at, const time_base& now) noexcept;

/// What instants of an answer count from that was sent at this civil time, so
/// that each has exactly the civil time that its sender gave it; `now` where
/// the sender said none.
time_base sent_at(std::int64_t unix_ms, const time_base& now) noexcept;

/// What travels for an instant in civil time.
std::int64_t unix_ms(instant at, const time_base& now) noexcept;

/// What travels for a length of time.
std::int64_t length_ms(duration x) noexcept;

inline const std::string& text_of(const std::string& x) noexcept {
  return x;
}
template <class Tag>
const std::string& text_of(const name<Tag>& x) noexcept {
  return x.str();
}

/// Fills a list builder from a sequence of the same size.
template <class Builders, class Items, class Write>
void write_each(Builders to, const Items& from, Write write) {
  auto i = 0u;
  for (const auto& item : from)
    write(item, to[i++]);
}

/// The same for names.
template <class Names>
void write_names(capnp::List<capnp::Text>::Builder to, const Names& from) {
  auto i = 0u;
  for (const auto& name : from)
    to.set(i++, text_of(name));
}

} // namespace leasehold
