// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/weights/pickle.h"

#include "core/learning/weights/byte_reader.h"
#include "core/learning/weights/pickle_stack.h"

#include <array>
#include <bit>
#include <optional>
#include <utility>

namespace sorby::learning::pickle {
namespace {

constexpr int kNewestProtocol = 5;
constexpr std::string_view kOrderedDict = "collections.OrderedDict";
/// Names of functions and texts of a damaged file in messages.
constexpr std::size_t kLongestQuoted = 120;

std::string printable(std::string_view text)
{
    std::string result;
    for (const char letter : text.substr(0, kLongestQuoted)) {
        const bool shown = letter >= ' ' && letter <= '~';
        result += shown ? letter : '?';
    }
    return result;
}

std::string qualified(std::string_view module, std::string_view attribute)
{
    std::string name(module);
    name.append(".").append(attribute);
    return name;
}

/// The stack machine that a pickle is a program for, without the part that calls anything.
class Machine {
  public:
    Machine(std::span<const std::byte> bytes, const IsKnown& isKnown) : m_reader(bytes), m_isKnown(isKnown) {}

    Result<Pickle> run();

  private:
    using Operation = bool (Machine::*)();
    struct Named {
        unsigned char code;
        Operation operation;
    };
    static std::array<Operation, 256> operations();
    static std::array<Operation, 256> tableOf(std::span<const Named> named);

    bool fail(ErrorCode code, const std::string& message)
    {
        if (!m_error) {
            m_error = Error{code, message, {}};
        }
        return false;
    }
    bool damaged(const std::string& reason)
    {
        return fail(ErrorCode::Malformed,
                    "is damaged: at byte " + std::to_string(m_opcodeAt) + " of its pickle " + reason);
    }

    // What the opcodes are made of.
    bool pushText(Kind kind, std::uint64_t length);
    bool pushLong(std::uint64_t length);
    bool refuse(const std::string& qualifiedName);
    bool name(std::string_view module, std::string_view attribute);
    bool append(const std::vector<NodeId>& items);
    bool set(const std::vector<NodeId>& items);

    template <typename T>
    bool pushNumber()
    {
        Node node;
        node.kind = Kind::Integer;
        node.integer = m_reader.number<T>();
        return m_stack.push(std::move(node));
    }
    template <bool Value>
    bool pushBool()
    {
        Node node;
        node.kind = Kind::Bool;
        node.integer = Value ? 1 : 0;
        return m_stack.push(std::move(node));
    }
    template <Kind Of>
    bool pushEmpty()
    {
        return m_stack.pushItems(Of, {});
    }
    template <Kind Of, typename Length>
    bool pushTextOf()
    {
        return pushText(Of, m_reader.number<Length>());
    }
    template <typename Length>
    bool pushLongOf()
    {
        return pushLong(m_reader.number<Length>());
    }
    template <std::size_t Count>
    bool tupleOf()
    {
        auto items = m_stack.popItems(Count);
        return items && m_stack.pushItems(Kind::Tuple, std::move(*items));
    }
    template <Kind Of>
    bool fromMark()
    {
        auto items = m_stack.popToMark();
        return items && m_stack.pushItems(Of, std::move(*items));
    }
    template <typename Place>
    bool put()
    {
        return m_stack.remember(m_reader.number<Place>());
    }
    template <typename Place>
    bool get()
    {
        return m_stack.recall(m_reader.number<Place>());
    }
    template <std::size_t Bytes>
    bool skip()
    {
        m_reader.skip(Bytes);
        return true;
    }

    bool protocol();
    bool pushNone() { return m_stack.push({}); }
    bool pushReal();
    bool mark() { return m_stack.mark(); }
    bool dictFromMark();
    bool memoize() { return m_stack.remember(static_cast<std::uint32_t>(m_stack.remembered())); }
    bool discard() { return m_stack.popItems(1).has_value(); }
    bool discardToMark() { return m_stack.popToMark().has_value(); }
    bool appendOne();
    bool appendMarked();
    bool setOne();
    bool setMarked();
    bool global();
    bool stackGlobal();
    bool call();
    bool build();
    bool reference();
    bool instance();
    bool make();
    bool unknown();
    bool stop();

    ByteReader m_reader;
    const IsKnown& m_isKnown;
    Stack m_stack;
    NodeId m_root = 0;
    std::optional<Error> m_error;
    std::size_t m_opcodeAt = 0;
    unsigned char m_opcode = 0;
    bool m_stopped = false;
};

std::array<Machine::Operation, 256> Machine::tableOf(std::span<const Named> named)
{
    std::array<Operation, 256> table{};
    table.fill(&Machine::unknown);
    for (const auto& [code, operation] : named) {
        table[code] = operation;
    }
    return table;
}

std::array<Machine::Operation, 256> Machine::operations()
{
    static constexpr std::array kNamed{
        Named{0x80, &Machine::protocol},
        Named{'.', &Machine::stop},
        Named{0x95, &Machine::skip<8>}, // FRAME: how the file was written in pieces
        // Values.
        Named{'N', &Machine::pushNone},
        Named{0x88, &Machine::pushBool<true>},
        Named{0x89, &Machine::pushBool<false>},
        Named{'J', &Machine::pushNumber<std::int32_t>},
        Named{'K', &Machine::pushNumber<std::uint8_t>},
        Named{'M', &Machine::pushNumber<std::uint16_t>},
        Named{0x8A, &Machine::pushLongOf<std::uint8_t>},
        Named{0x8B, &Machine::pushLongOf<std::uint32_t>},
        Named{'G', &Machine::pushReal},
        Named{'X', &Machine::pushTextOf<Kind::Text, std::uint32_t>},
        Named{0x8C, &Machine::pushTextOf<Kind::Text, std::uint8_t>},
        Named{0x8D, &Machine::pushTextOf<Kind::Text, std::uint64_t>},
        Named{'T', &Machine::pushTextOf<Kind::Text, std::uint32_t>}, // str of Python 2
        Named{'U', &Machine::pushTextOf<Kind::Text, std::uint8_t>},
        Named{'B', &Machine::pushTextOf<Kind::Bytes, std::uint32_t>},
        Named{'C', &Machine::pushTextOf<Kind::Bytes, std::uint8_t>},
        Named{0x8E, &Machine::pushTextOf<Kind::Bytes, std::uint64_t>},
        // Containers.
        Named{'}', &Machine::pushEmpty<Kind::Dict>},
        Named{']', &Machine::pushEmpty<Kind::List>},
        Named{')', &Machine::pushEmpty<Kind::Tuple>},
        Named{'(', &Machine::mark},
        Named{'t', &Machine::fromMark<Kind::Tuple>},
        Named{'l', &Machine::fromMark<Kind::List>},
        Named{'d', &Machine::dictFromMark},
        Named{0x85, &Machine::tupleOf<1>},
        Named{0x86, &Machine::tupleOf<2>},
        Named{0x87, &Machine::tupleOf<3>},
        Named{'a', &Machine::appendOne},
        Named{'e', &Machine::appendMarked},
        Named{'s', &Machine::setOne},
        Named{'u', &Machine::setMarked},
        Named{'0', &Machine::discard},
        Named{'1', &Machine::discardToMark},
        // What several places share.
        Named{'q', &Machine::put<std::uint8_t>},
        Named{'r', &Machine::put<std::uint32_t>},
        Named{0x94, &Machine::memoize},
        Named{'h', &Machine::get<std::uint8_t>},
        Named{'j', &Machine::get<std::uint32_t>},
        // Functions and classes.
        Named{'c', &Machine::global},
        Named{'i', &Machine::instance},
        Named{0x93, &Machine::stackGlobal},
        Named{'R', &Machine::call},
        Named{'b', &Machine::build},
        Named{'Q', &Machine::reference},
        Named{0x81, &Machine::make},
        Named{0x92, &Machine::make},
        Named{'o', &Machine::make},
    };
    return tableOf(kNamed);
}

Result<Pickle> Machine::run()
{
    static const auto kOperations = operations();
    while (!m_stopped && !m_error) {
        m_opcodeAt = m_reader.position();
        m_opcode = m_reader.number<unsigned char>();
        if (m_reader.isCutOff()) {
            return Error{ErrorCode::Malformed, "is cut off inside its pickle; copy or download it again", {}};
        }
        const bool done = (this->*kOperations[m_opcode])();
        if (m_reader.isCutOff()) {
            return Error{ErrorCode::Malformed, "is cut off inside its pickle; copy or download it again", {}};
        }
        if (!done && m_stack.isFull()) {
            fail(ErrorCode::Unsupported,
                 "holds more values beside its tensors, or nests them deeper, than any "
                 "network has; save the weights alone, in Python "
                 "torch.save(network.state_dict(), FILE)");
        }
        if (!done) {
            damaged("its structure makes no sense");
        }
    }
    if (m_error) {
        return *m_error;
    }
    return Pickle{m_stack.takeNodes(), m_root, m_reader.position()};
}

bool Machine::protocol()
{
    const auto number = m_reader.number<std::uint8_t>();
    if (number > kNewestProtocol) {
        return fail(ErrorCode::Unsupported, "is a pickle of protocol " + std::to_string(number) + "; up to " +
                                                std::to_string(kNewestProtocol) + " are known");
    }
    return true;
}

bool Machine::pushReal()
{
    Node node;
    node.kind = Kind::Real;
    std::uint64_t bits = 0;
    for (const auto byte : m_reader.take(8)) { // the one number that is big-endian
        bits = bits << 8 | std::to_integer<std::uint64_t>(byte);
    }
    node.real = std::bit_cast<double>(bits);
    return m_stack.push(std::move(node));
}

bool Machine::pushText(Kind kind, std::uint64_t length)
{
    Node node;
    node.kind = kind;
    node.text = m_reader.text(length);
    return m_stack.push(std::move(node));
}

bool Machine::pushLong(std::uint64_t length)
{
    Node node;
    node.text = m_reader.text(length);
    node.kind = Kind::LongInteger;
    if (node.text.size() <= sizeof(std::int64_t)) {
        node.kind = Kind::Integer;
        const bool negative =
            !node.text.empty() && (static_cast<unsigned char>(node.text.back()) & 0x80) != 0;
        auto bits = negative ? ~std::uint64_t{0} : 0;
        for (std::size_t i = node.text.size(); i-- > 0;) {
            bits = bits << 8 | static_cast<unsigned char>(node.text[i]);
        }
        node.integer = static_cast<std::int64_t>(bits);
    }
    return m_stack.push(std::move(node));
}

bool Machine::append(const std::vector<NodeId>& items)
{
    auto* list = m_stack.top(Kind::List);
    if (list != nullptr) {
        list->items.insert(list->items.end(), items.begin(), items.end());
    }
    return list != nullptr;
}

bool Machine::set(const std::vector<NodeId>& items)
{
    auto* dict = m_stack.top(Kind::Dict);
    if (dict != nullptr) {
        dict->items.insert(dict->items.end(), items.begin(), items.end());
    }
    return dict != nullptr && items.size() % 2 == 0;
}

bool Machine::dictFromMark()
{
    auto items = m_stack.popToMark();
    return items && items->size() % 2 == 0 && m_stack.pushItems(Kind::Dict, std::move(*items));
}

bool Machine::appendOne()
{
    const auto items = m_stack.popItems(1);
    return items && append(*items);
}

bool Machine::appendMarked()
{
    const auto items = m_stack.popToMark();
    return items && append(*items);
}

bool Machine::setOne()
{
    const auto items = m_stack.popItems(2);
    return items && set(*items);
}

bool Machine::setMarked()
{
    const auto items = m_stack.popToMark();
    return items && set(*items);
}

bool Machine::refuse(const std::string& qualifiedName)
{
    return fail(ErrorCode::Unsupported,
                "wants to call " + printable(qualifiedName) +
                    ", which no weights need, and was not read: save the weights alone, in Python "
                    "torch.save(network.state_dict(), FILE), and do not load a file that you do not trust");
}

bool Machine::name(std::string_view module, std::string_view attribute)
{
    const auto qualifiedName = qualified(module, attribute);
    if (qualifiedName != kOrderedDict && !m_isKnown(qualifiedName)) {
        return refuse(qualifiedName);
    }
    Node node;
    node.kind = Kind::Global;
    node.text = module;
    node.attribute = attribute;
    return m_stack.push(std::move(node));
}

bool Machine::global()
{
    const auto module = m_reader.line();
    const auto attribute = m_reader.line();
    return !m_reader.isCutOff() && name(module, attribute);
}

bool Machine::stackGlobal()
{
    const auto items = m_stack.popItems(2);
    if (!items) {
        return false;
    }
    const auto& module = m_stack.at(items->front());
    const auto& attribute = m_stack.at(items->back());
    return module.kind == Kind::Text && attribute.kind == Kind::Text && name(module.text, attribute.text);
}

bool Machine::call()
{
    auto items = m_stack.popItems(2);
    if (!items) {
        return false;
    }
    const auto& function = m_stack.at(items->front());
    const auto& arguments = m_stack.at(items->back());
    if (function.kind != Kind::Global || arguments.kind != Kind::Tuple) {
        return false;
    }
    if (qualified(function.text, function.attribute) != kOrderedDict) {
        return m_stack.pushItems(Kind::Call, std::move(*items));
    }
    // Python 2 gives the content as a list of pairs, which are lists; later ones set it afterwards.
    std::vector<NodeId> content;
    if (!arguments.items.empty()) {
        for (const auto id : m_stack.at(arguments.items.front()).items) {
            const auto& pair = m_stack.at(id);
            if (pair.items.size() != 2) {
                return false;
            }
            content.insert(content.end(), pair.items.begin(), pair.items.end());
        }
    }
    return m_stack.pushItems(Kind::Dict, std::move(content));
}

/// Gives an object its attributes. Those of an OrderedDict are notes of PyTorch's modules about their
/// version.
bool Machine::build()
{
    return m_stack.popItems(1).has_value() && m_stack.top(Kind::Dict) != nullptr;
}

bool Machine::reference()
{
    auto items = m_stack.popItems(1);
    return items && m_stack.pushItems(Kind::Reference, std::move(*items));
}

/// Names a class and makes an object of it in one.
bool Machine::instance()
{
    const auto module = m_reader.line();
    const auto attribute = m_reader.line();
    return !m_reader.isCutOff() && refuse(qualified(module, attribute));
}

/// Opcodes that make an object of a class: classes of containers and tensors are never made that way.
bool Machine::make()
{
    return fail(ErrorCode::Unsupported,
                "holds an object of a class of its own; save the weights alone, in Python "
                "torch.save(network.state_dict(), FILE)");
}

bool Machine::unknown()
{
    return damaged("stands what no weights hold (opcode " + std::to_string(m_opcode) + ")");
}

bool Machine::stop()
{
    const auto root = m_stack.popItems(1);
    if (!root || !m_stack.isEmpty()) {
        return false;
    }
    m_root = root->front();
    m_stopped = true;
    return true;
}

} // namespace

Result<Pickle> parse(std::span<const std::byte> bytes, const IsKnown& isKnown)
{
    return Machine(bytes, isKnown).run();
}

} // namespace sorby::learning::pickle
