// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/codec/peer_codec.hpp"

#include <cstring>
#include <utility>

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <fmt/format.h>

#include "messages/bounds.hpp"
#include "messages/codec/action_codec.hpp"
#include "messages/codec/common_codec.hpp"
#include "messages/codec/wire_reader.hpp"
#include "messages/peer.capnp.h"

namespace leasehold {

namespace {

// -- reading -----------------------------------------------------------------

hop_key read(wire_reader& reader, rpc::HopKey::Reader x) {
  return {lease_id{x.getLease()}, epoch{x.getEpoch()},
          reader.name<gateway_name>("gateway", x.getGateway())};
}

std::vector<pledge> read_pledges(wire_reader& reader,
                                 capnp::List<rpc::HopOrder::Pledge>::Reader x) {
  std::vector<pledge> y;
  std::size_t uses = 0;
  for (auto from : reader.list("pledges", x, bounds::pledges)) {
    uses += from.getUses().size();
    if (uses > bounds::pledged_uses) {
      reader.fail("pledges", "have too many uses", "give less");
      return {};
    }
    y.push_back({lease_id{from.getLease()}, read_uses(reader, from.getUses()),
                 reader.at("from", from.getFromInMs())});
  }
  return y;
}

/// The wire has one enumerant more, for what was not said.
template <class T, class Wire>
T said(wire_reader& reader, const char* field, Wire x, T last) {
  auto number = static_cast<std::uint16_t>(x);
  if (number != 0 && number <= static_cast<std::uint16_t>(last) + 1)
    return static_cast<T>(number - 1);
  reader.fail(field, "is unknown", "use programs of the same version");
  return {};
}

template <class Wire, class T>
Wire to_say(T x) {
  return static_cast<Wire>(static_cast<std::uint16_t>(x) + 1);
}

hold_hop read(wire_reader& reader, hop_key key, gateway_name root,
              rpc::HopOrder::Hold::Reader x) {
  auto hold_for = reader.length("hold time", x.getHoldForMs());
  if (hold_for > bounds::hold_time)
    reader.fail("hold time", "is longer than an hour", "give a shorter one");
  hold_hop y;
  y.key = std::move(key);
  y.root = std::move(root);
  y.uses = read_uses(reader, x.getUses());
  y.term = {reader.at("start", x.getStartInMs()),
            reader.at("end", x.getEndInMs())};
  y.hold_until = saturating_add(reader.now().now, hold_for);
  y.pledges = read_pledges(reader, x.getPledges());
  y.counts = said(reader, "counts", x.getCounts(), reckoning::anew);
  if (x.hasCarries())
    y.carries = read_circuit(reader, x.getCarries());
  return y;
}

renew_hop read(wire_reader& reader, hop_key key,
               rpc::HopOrder::Renew::Reader x) {
  return {
      std::move(key),
      {reader.at("start", x.getStartInMs()), reader.at("end", x.getEndInMs())},
      reader.at("deadline", x.getDeadlineInMs()),
      read_uses(reader, x.getUses()),
      said(reader, "counts", x.getCounts(), reckoning::anew)};
}

peer_message read(wire_reader& reader, rpc::HopOrder::Reader x) {
  auto key = read(reader, x.getKey());
  peer_order y;
  y.root = reader.name<gateway_name>("root", x.getRoot());
  switch (x.which()) {
  case rpc::HopOrder::UNSET:
    break;
  case rpc::HopOrder::HOLD:
    y.order = read(reader, std::move(key), y.root, x.getHold());
    return y;
  case rpc::HopOrder::COMMIT:
    y.order = commit_hop{
        std::move(key), reader.at("deadline", x.getCommit().getDeadlineInMs())};
    return y;
  case rpc::HopOrder::CONFIRM:
    y.order =
        confirm_hop{std::move(key),
                    reader.at("deadline", x.getConfirm().getDeadlineInMs())};
    return y;
  case rpc::HopOrder::RENEW:
    y.order = read(reader, std::move(key), x.getRenew());
    return y;
  case rpc::HopOrder::RELEASE:
    y.order = release_hop{std::move(key)};
    return y;
  }
  reader.fail("order", "is not set", "use programs of the same version");
  return y;
}

peer_message read(wire_reader& reader, rpc::HopAnswer::Reader x) {
  hop_answer y;
  y.key = read(reader, x.getKey());
  y.step = said(reader, "step", x.getStep(), hop_step::release);
  y.code = read_code(reader, x.getCode());
  y.current = epoch{x.getCurrent()};
  y.resource = reader.name<resource_name>("resource", x.getResource(),
                                          presence::optional);
  y.free = read_amounts(reader, "free", x.getFree());
  y.in_the_way = lease_id{x.getInTheWay()};
  y.enforced = read_enforcement(reader, x.getEnforced());
  return y;
}

peer_message read(wire_reader& reader, rpc::HopLost::Reader x) {
  return hop_lost{read(reader, x.getKey()),
                  reader.name<gateway_name>("root", x.getRoot()),
                  read_code(reader, x.getCode())};
}

peer_message read(wire_reader& reader, rpc::FindRoot::Reader x) {
  return find_root{read(reader, x.getKey()),
                   reader.name<gateway_name>("root", x.getRoot())};
}

peer_message read(wire_reader& reader, rpc::RootAnswer::Reader x) {
  root_answer y;
  y.key = read(reader, x.getKey());
  y.root = reader.name<gateway_name>("root", x.getRoot());
  y.state = said(reader, "state", x.getState(), root_state::alive);
  y.deadline = reader.at("deadline", x.getDeadlineInMs());
  return y;
}

peer_message read(wire_reader& reader, rpc::Probe::Reader x) {
  peer_probe y;
  y.gateway = reader.name<gateway_name>("gateway", x.getGateway());
  y.question.token = x.getToken();
  y.question.over = {reader.at("start", x.getStartInMs()),
                     reader.at("end", x.getEndInMs())};
  if (y.question.over.start >= y.question.over.end)
    reader.fail("window", "does not end after its start", "give a later end");
  y.question.detail = reader.choice<probe_detail>(
      "detail", x.getDetail(), probe_detail::steps, first_arm::value);
  return y;
}

amounts read_free(rpc::FreeAmounts::Reader x) {
  amounts y;
  y.set(unit::bit_per_second, x.getBitPerSecond());
  y.set(unit::byte, x.getBytes());
  y.set(unit::count, x.getCount());
  return y;
}

resource_view read(wire_reader& reader, rpc::ResourceView::Reader x) {
  resource_view y;
  y.resource = reader.name<resource_name>("resource", x.getResource());
  y.capacity = read_amounts(reader, "capacity", x.getCapacity());
  y.free = read_free(x.getFree());
  for (auto step : reader.list("steps", x.getSteps(), free_steps_max))
    y.steps.push_back(
        {reader.at("from", step.getFromInMs()), read_free(step.getFree())});
  y.trouble = reader.message(x.getTrouble());
  return y;
}

peer_message read(wire_reader& reader, rpc::ProbeAnswer::Reader x) {
  probe_answer y;
  y.token = x.getToken();
  y.gateway = reader.name<gateway_name>("gateway", x.getGateway());
  std::size_t steps = 0;
  for (auto view :
       reader.list("resources", x.getResources(), bounds::probed_resources)) {
    steps += view.getSteps().size();
    if (steps > bounds::probed_steps) {
      reader.fail("steps", "are too many", "give less");
      return {};
    }
    y.resources.push_back(read(reader, view));
  }
  return y;
}

peer_message read(wire_reader& reader, rpc::Curtail::Reader x) {
  return curtail_leases{reader.name<gateway_name>("gateway", x.getGateway()),
                        reader.name<resource_name>("resource", x.getResource()),
                        read_amounts(reader, "most", x.getMost()),
                        reader.at("from", x.getFromInMs())};
}

peer_message read(wire_reader& reader, rpc::WatchLoad::Reader x) {
  return peer_watch{reader.name<resource_name>("resource", x.getResource()),
                    reader.at("until", x.getUntilInMs())};
}

peer_message read(wire_reader& reader, rpc::LoadHint::Reader x) {
  return load_hint{
      reader.name<resource_name>("resource", x.getResource()), x.getVersion(),
      reader.choice<load_hint::load>("load", x.getLoad(), load_hint::load::full,
                                     first_arm::value)};
}

peer_message read(wire_reader& reader, rpc::PeerMessage::Reader x) {
  switch (x.which()) {
  case rpc::PeerMessage::UNSET:
    break;
  case rpc::PeerMessage::ORDER:
    return read(reader, x.getOrder());
  case rpc::PeerMessage::ANSWER:
    return read(reader, x.getAnswer());
  case rpc::PeerMessage::LOST:
    return read(reader, x.getLost());
  case rpc::PeerMessage::FIND_ROOT:
    return read(reader, x.getFindRoot());
  case rpc::PeerMessage::ROOT_ANSWER:
    return read(reader, x.getRootAnswer());
  case rpc::PeerMessage::PROBE:
    return read(reader, x.getProbe());
  case rpc::PeerMessage::PROBE_ANSWER:
    return read(reader, x.getProbeAnswer());
  case rpc::PeerMessage::CURTAIL:
    return read(reader, x.getCurtail());
  case rpc::PeerMessage::WATCH_LOAD:
    return read(reader, x.getWatchLoad());
  case rpc::PeerMessage::LOAD_HINT:
    return read(reader, x.getLoadHint());
  case rpc::PeerMessage::CHILD_ORDER:
    return read_child_order(reader, x.getChildOrder());
  case rpc::PeerMessage::CHILD_WORD:
    return read_child_word(reader, x.getChildWord());
  case rpc::PeerMessage::CHILD_END:
    return child_end{read_child_key(reader, x.getChildEnd().getKey())};
  }
  reader.fail("message", "is not set", "use programs of the same version");
  return {};
}

// -- writing -----------------------------------------------------------------

void write(const hop_key& x, rpc::HopKey::Builder to) {
  to.setLease(x.lease.value());
  to.setEpoch(x.epoch.value());
  to.setGateway(x.gateway.str());
}

/// Each order's own part.
struct order_writer {
  void operator()(const hold_hop& x) {
    auto part = to.initHold();
    to_wire(x.uses, part.initUses(x.uses.size()));
    part.setStartInMs(in_ms(x.term.start, now));
    part.setEndInMs(in_ms(x.term.end, now));
    part.setHoldForMs(length_ms(x.hold_until - now.now));
    part.setCounts(to_say<rpc::HopOrder::Reckoning>(x.counts));
    write_each(part.initPledges(x.pledges.size()), x.pledges,
               [this](const auto& from, rpc::HopOrder::Pledge::Builder at) {
                 at.setLease(from.lease.value());
                 to_wire(from.uses, at.initUses(from.uses.size()));
                 at.setFromInMs(in_ms(from.from, now));
               });
    if (x.carries)
      to_wire(*x.carries, part.initCarries());
  }
  void operator()(const commit_hop& x) {
    to.initCommit().setDeadlineInMs(in_ms(x.deadline, now));
  }
  void operator()(const confirm_hop& x) {
    to.initConfirm().setDeadlineInMs(in_ms(x.deadline, now));
  }
  void operator()(const renew_hop& x) {
    auto part = to.initRenew();
    part.setStartInMs(in_ms(x.term.start, now));
    part.setEndInMs(in_ms(x.term.end, now));
    part.setDeadlineInMs(in_ms(x.deadline, now));
    to_wire(x.uses, part.initUses(x.uses.size()));
    part.setCounts(to_say<rpc::HopOrder::Reckoning>(x.counts));
  }
  void operator()(const release_hop&) {
    to.setRelease();
  }

  const time_base& now;
  rpc::HopOrder::Builder to;
};

void write_free(const amounts& x, rpc::FreeAmounts::Builder to) {
  to.setBitPerSecond(x[unit::bit_per_second]);
  to.setBytes(x[unit::byte]);
  to.setCount(x[unit::count]);
}

void write(const resource_view& x, const time_base& now,
           rpc::ResourceView::Builder to) {
  to.setResource(x.resource.str());
  to_wire(x.capacity, to.initCapacity());
  write_free(x.free, to.initFree());
  write_each(to.initSteps(x.steps.size()), x.steps,
             [&now](const auto& step, rpc::FreeStep::Builder at) {
               at.setFromInMs(in_ms(step.from, now));
               write_free(step.free, at.initFree());
             });
  if (!x.trouble.empty())
    to.setTrouble(x.trouble);
}

struct message_writer {
  void operator()(const peer_order& x) {
    auto order = to.initOrder();
    write(key_of(x.order), order.initKey());
    order.setRoot(x.root.str());
    std::visit(order_writer{now, order}, x.order);
  }
  void operator()(const hop_answer& x) {
    auto answer = to.initAnswer();
    write(x.key, answer.initKey());
    answer.setStep(to_say<rpc::HopAnswer::Step>(x.step));
    answer.setCode(to_wire(x.code));
    answer.setCurrent(x.current.value());
    if (!x.resource.empty())
      answer.setResource(x.resource.str());
    to_wire(max(x.free, {}), answer.initFree());
    answer.setInTheWay(x.in_the_way.value());
    answer.setEnforced(to_wire(x.enforced));
  }
  void operator()(const hop_lost& x) {
    auto lost = to.initLost();
    write(x.key, lost.initKey());
    lost.setRoot(x.root.str());
    lost.setCode(to_wire(x.code));
  }
  void operator()(const find_root& x) {
    auto question = to.initFindRoot();
    write(x.key, question.initKey());
    question.setRoot(x.root.str());
  }
  void operator()(const root_answer& x) {
    auto answer = to.initRootAnswer();
    write(x.key, answer.initKey());
    answer.setRoot(x.root.str());
    answer.setState(to_say<rpc::RootAnswer::State>(x.state));
    answer.setDeadlineInMs(in_ms(x.deadline, now));
  }
  void operator()(const peer_probe& x) {
    auto question = to.initProbe();
    question.setToken(x.question.token);
    question.setGateway(x.gateway.str());
    question.setStartInMs(in_ms(x.question.over.start, now));
    question.setEndInMs(in_ms(x.question.over.end, now));
    question.setDetail(static_cast<rpc::Probe::Detail>(x.question.detail));
  }
  void operator()(const probe_answer& x) {
    auto answer = to.initProbeAnswer();
    answer.setToken(x.token);
    answer.setGateway(x.gateway.str());
    write_each(answer.initResources(x.resources.size()), x.resources,
               [this](const auto& view, rpc::ResourceView::Builder at) {
                 write(view, now, at);
               });
  }
  void operator()(const curtail_leases& x) {
    auto curtail = to.initCurtail();
    curtail.setGateway(x.gateway.str());
    curtail.setResource(x.resource.str());
    to_wire(x.most, curtail.initMost());
    curtail.setFromInMs(in_ms(x.from, now));
  }
  void operator()(const peer_watch& x) {
    auto watch = to.initWatchLoad();
    watch.setResource(x.resource.str());
    watch.setUntilInMs(in_ms(x.until, now));
  }
  void operator()(const load_hint& x) {
    auto hint = to.initLoadHint();
    hint.setResource(x.resource.str());
    hint.setVersion(x.version);
    hint.setLoad(static_cast<rpc::LoadHint::Load>(x.now));
  }
  void operator()(const child_order& x) {
    to_wire(x, now, to.initChildOrder());
  }
  void operator()(const child_word& x) {
    to_wire(x, to.initChildWord());
  }
  void operator()(const child_end& x) {
    to_wire(x.key, to.initChildEnd().initKey());
  }

  const time_base& now;
  rpc::PeerMessage::Builder to;
};

} // namespace

std::string encode_frame(const std::vector<peer_message>& messages,
                         instant now) {
  const time_base base{now, {}};
  capnp::MallocMessageBuilder builder;
  auto frame = builder.initRoot<rpc::PeerFrame>();
  write_each(frame.initMessages(messages.size()), messages,
             [&base](const auto& message, rpc::PeerMessage::Builder at) {
               std::visit(message_writer{base, at}, message);
             });
  auto words = capnp::messageToFlatArray(builder);
  auto bytes = words.asBytes();
  return {reinterpret_cast<const char*>(bytes.begin()), bytes.size()};
}

result<std::vector<peer_message>> decode_frame(std::string_view bytes,
                                               instant now) {
  constexpr auto word = sizeof(capnp::word);
  if (bytes.size() > bounds::peer_frame_bytes || bytes.size() % word != 0)
    return failure{errc::invalid_request,
                   fmt::format("a frame has {} bytes; it is at most {}, in "
                               "whole words",
                               bytes.size(), +bounds::peer_frame_bytes)};
  const time_base base{now, {}};
  try {
    auto words = kj::heapArray<capnp::word>(bytes.size() / word);
    if (words.size() > 0)
      std::memcpy(words.begin(), bytes.data(), bytes.size());
    capnp::ReaderOptions options;
    options.traversalLimitInWords = 2 * words.size();
    options.nestingLimit = 16;
    capnp::FlatArrayMessageReader message(words, options);
    auto frame = message.getRoot<rpc::PeerFrame>();
    return read_whole(base, [frame](wire_reader& reader) {
      std::vector<peer_message> y;
      for (auto x :
           reader.list("messages", frame.getMessages(), bounds::batch_items))
        y.push_back(read(reader, x));
      return y;
    });
  } catch (const kj::Exception& e) {
    return unreadable("the frame", e);
  }
}

} // namespace leasehold
