// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/settings.h"

#include "models/base/json.h"
#include "models/base/jsonwriter.h"
#include "models/base/logging.h"
#include "models/store/storefiles.h"

#include <QTimer>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

using namespace std::chrono_literals;

namespace {

// Rises when a member changes its meaning; a new member alone needs no new version.
constexpr quint64 currentSchema = 1;
constexpr auto windowStateDelay = 1s;

using Scheme = AppearanceSettings::Scheme;
constexpr std::array<std::pair<Scheme, QLatin1StringView>, 3> schemeWords { {
    { Scheme::System, "system"_L1 },
    { Scheme::Light, "light"_L1 },
    { Scheme::Dark, "dark"_L1 },
} };

using TypedNames = SafetySettings::TypedNames;
constexpr std::array<std::pair<TypedNames, QLatin1StringView>, 3> typedNamesWords { {
    { TypedNames::ForDestroying, "destroying"_L1 },
    { TypedNames::OnProduction, "production"_L1 },
    { TypedNames::Everywhere, "everywhere"_L1 },
} };

template <typename Meaning, size_t Size>
QLatin1StringView wordFor(Meaning meaning,
                          const std::array<std::pair<Meaning, QLatin1StringView>, Size> &known)
{
    return std::ranges::find(known, meaning, [](const auto &each) { return each.first; })->second;
}

struct Content
{
    Settings settings;
    std::optional<bool> forcedOver; // what look_only was before the command line said so
    quint64 schema = currentSchema;
    std::map<QString, QByteArray> windowStates;
    QList<RawField> unknown; // outermost
    QList<RawField> unknownPolling;
    QList<RawField> unknownSafety;
    QList<RawField> unknownAppearance;
    QStringList notes;
};

// A value of the wrong type or outside its range keeps the default, and a sentence says so.
void readSeconds(JsonReader &reader, QLatin1StringView name, std::chrono::seconds least,
                 std::chrono::seconds most, std::chrono::seconds &value, QStringList &notes)
{
    if (!reader.has(name) || reader.isNull(name))
        return;
    const auto seconds = reader.integer(name);
    if (seconds && *seconds >= least.count() && *seconds <= most.count()) {
        value = std::chrono::seconds(*seconds);
        return;
    }
    notes.append(
        SettingsStore::tr("The setting \"%1\" was outside %2 to %3 seconds; it is %4 seconds now.")
            .arg(name)
            .arg(least.count())
            .arg(most.count())
            .arg(value.count()));
}

void readSwitch(JsonReader &reader, QLatin1StringView name, bool &value, QStringList &notes)
{
    if (!reader.has(name) || reader.isNull(name))
        return;
    if (const auto boolean = reader.boolean(name))
        value = *boolean;
    else
        notes.append(
            SettingsStore::tr("The setting \"%1\" was neither true nor false; it is %2 now.")
                .arg(name, value ? "true"_L1 : "false"_L1));
}

void readMinutes(JsonReader &reader, QLatin1StringView name, std::chrono::minutes most,
                 std::chrono::minutes &value, QStringList &notes)
{
    if (!reader.has(name) || reader.isNull(name))
        return;
    const auto minutes = reader.integer(name);
    if (minutes && *minutes >= 0 && *minutes <= most.count()) {
        value = std::chrono::minutes(*minutes);
        return;
    }
    notes.append(
        SettingsStore::tr("The setting \"%1\" was outside 0 to %2 minutes; it is %3 minutes now.")
            .arg(name)
            .arg(most.count())
            .arg(value.count()));
}

template <typename Meaning, size_t Size>
void readWord(JsonReader &reader, QLatin1StringView name,
              const std::array<std::pair<Meaning, QLatin1StringView>, Size> &known, Meaning &value,
              QStringList &notes)
{
    if (!reader.has(name) || reader.isNull(name))
        return;
    const auto word = reader.text(name);
    const auto found =
        std::ranges::find_if(known, [&word](const auto &each) { return word == each.second; });
    if (found != known.end()) {
        value = found->first;
        return;
    }
    QStringList words;
    for (const auto &[meaning, wire] : known)
        words.append(wire);
    notes.append(SettingsStore::tr("The setting \"%1\" was none of %2; it is %3 now.")
                     .arg(name, words.join(", "_L1), wordFor(value, known)));
}

void readSection(JsonReader &reader, QLatin1StringView name, QStringList &notes,
                 const std::function<void(JsonReader &)> &read)
{
    if (!reader.object(name, read) && reader.has(name) && !reader.isNull(name))
        notes.append(
            SettingsStore::tr("The settings \"%1\" could not be read; they are the defaults now.")
                .arg(name));
}

Result<Content> decodeSettings(const QByteArray &json)
{
    const auto document = JsonDocument::parse(json);
    if (!document)
        return Failure(document.error());
    JsonReader reader(*document);
    if (reader.error())
        return Failure(*reader.error());
    Content content;
    // What a newer version wrote keeps its number, so that the newer version knows its own file.
    content.schema =
        std::max(currentSchema, reader.count("schema_version"_L1).value_or(currentSchema));
    QStringList &notes = content.notes;
    Settings &settings = content.settings;
    readSection(reader, "polling"_L1, notes, [&](JsonReader &section) {
        readSeconds(section, "interval_seconds"_L1, PollingSettings::fastest,
                    PollingSettings::slowest, settings.polling.interval, notes);
        content.unknownPolling = section.rest();
    });
    readSection(reader, "safety"_L1, notes, [&](JsonReader &section) {
        readSwitch(section, "look_only"_L1, settings.safety.lookOnly, notes);
        readSeconds(section, "clipboard_clear_seconds"_L1, SafetySettings::soonestClear,
                    SafetySettings::latestClear, settings.safety.clipboardClearAfter, notes);
        readMinutes(section, "lock_minutes"_L1, SafetySettings::latestLock,
                    settings.safety.lockAfter, notes);
        readWord(section, "typed_names"_L1, typedNamesWords, settings.safety.typedNames, notes);
        content.unknownSafety = section.rest();
    });
    readSection(reader, "appearance"_L1, notes, [&](JsonReader &section) {
        readWord(section, "scheme"_L1, schemeWords, settings.appearance.scheme, notes);
        content.unknownAppearance = section.rest();
    });
    readSection(reader, "window_states"_L1, notes, [&](JsonReader &section) {
        for (const QString &name : section.names()) {
            const QByteArray latin = name.toLatin1();
            if (const auto state = section.text(QLatin1StringView(latin)))
                content.windowStates[name] = QByteArray::fromBase64(state->toLatin1());
        }
    });
    content.unknown = reader.rest();
    return content;
}

void writeUnknown(JsonWriter &writer, const QList<RawField> &fields)
{
    for (const RawField &field : fields)
        writer.key(field.name).raw(field.json);
}

QByteArray encode(const Content &content)
{
    const Settings &settings = content.settings;
    JsonWriter writer(JsonWriter::Style::Indented);
    writer.beginObject().member("schema_version"_L1, content.schema);
    writer.key("polling"_L1).beginObject();
    writer.member("interval_seconds"_L1, qint64(settings.polling.interval.count()));
    writeUnknown(writer, content.unknownPolling);
    writer.endObject().key("safety"_L1).beginObject();
    writer.member("look_only"_L1, content.forcedOver.value_or(settings.safety.lookOnly));
    writer.member("clipboard_clear_seconds"_L1,
                  qint64(settings.safety.clipboardClearAfter.count()));
    writer.member("lock_minutes"_L1, qint64(settings.safety.lockAfter.count()));
    writer.member("typed_names"_L1, wordFor(settings.safety.typedNames, typedNamesWords));
    writeUnknown(writer, content.unknownSafety);
    writer.endObject().key("appearance"_L1).beginObject();
    writer.member("scheme"_L1, wordFor(settings.appearance.scheme, schemeWords));
    writeUnknown(writer, content.unknownAppearance);
    writer.endObject().key("window_states"_L1).beginObject();
    for (const auto &[name, state] : content.windowStates)
        writer.member(name, QString::fromLatin1(state.toBase64()));
    writer.endObject();
    writeUnknown(writer, content.unknown);
    writer.endObject();
    return writer.result() + '\n';
}

Result<void> checked(const Settings &settings)
{
    const auto invalid = [](const QString &where, const QString &detail) {
        return Failure(
            Error { .kind = Error::Kind::InvalidInput, .where = where, .detail = detail });
    };
    const auto interval = settings.polling.interval;
    if (interval < PollingSettings::fastest || interval > PollingSettings::slowest) {
        return invalid(u"interval_seconds"_s,
                       SettingsStore::tr("Choose %1 to %2 seconds.")
                           .arg(PollingSettings::fastest.count())
                           .arg(PollingSettings::slowest.count()));
    }
    const auto clear = settings.safety.clipboardClearAfter;
    if (clear < SafetySettings::soonestClear || clear > SafetySettings::latestClear) {
        return invalid(u"clipboard_clear_seconds"_s,
                       SettingsStore::tr("Choose %1 to %2 seconds.")
                           .arg(SafetySettings::soonestClear.count())
                           .arg(SafetySettings::latestClear.count()));
    }
    const auto lock = settings.safety.lockAfter;
    if (lock.count() < 0 || lock > SafetySettings::latestLock) {
        return invalid(u"lock_minutes"_s,
                       SettingsStore::tr("Choose 0 to %1 minutes, where 0 is never.")
                           .arg(SafetySettings::latestLock.count()));
    }
    return {};
}

} // namespace

class SettingsStore::Private
{
public:
    Result<void> save();

    QString path;
    Content content;
    bool unreadable = false;
    QTimer windowStateTimer;
};

Result<void> SettingsStore::Private::save()
{
    windowStateTimer.stop();
    if (path.isEmpty())
        return {};
    if (unreadable) {
        return Failure(Error {
            .kind = Error::Kind::File,
            .where = path,
            .detail = SettingsStore::tr("The saved settings could not be read, so they are not "
                                        "overwritten.") });
    }
    auto written = writeStoreFile(path, encode(content));
    if (!written)
        qCWarning(lcStore) << "the settings cannot be written:" << written.error().detail;
    return written;
}

SettingsStore::SettingsStore(QString path, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->path = std::move(path);
    d->windowStateTimer.setSingleShot(true);
    d->windowStateTimer.setInterval(windowStateDelay);
    connect(&d->windowStateTimer, &QTimer::timeout, this, [this] { (void)d->save(); });
}

SettingsStore::~SettingsStore()
{
    if (d->windowStateTimer.isActive())
        (void)d->save();
}

Result<QStringList> SettingsStore::load()
{
    d->unreadable = false;
    if (d->path.isEmpty())
        return QStringList();
    const auto file = readStoreFile(d->path);
    if (!file) {
        d->unreadable = true;
        return Failure(file.error());
    }
    if (!*file)
        return QStringList();
    if (auto content = decodeSettings(**file)) {
        QStringList notes = std::exchange(content->notes, {});
        content->forcedOver = d->content.forcedOver;
        if (content->forcedOver)
            content->forcedOver = std::exchange(content->settings.safety.lookOnly, true);
        const bool differs = content->settings != d->content.settings;
        d->content = *std::move(content);
        if (differs)
            emit changed(d->content.settings);
        return notes;
    }
    if (const auto aside = moveStoreFileAside(d->path))
        return QStringList {
            tr("The settings could not be read and are the defaults now. The file was moved to %1.")
                .arg(*aside)
        };
    d->unreadable = true;
    return QStringList { tr("The settings could not be read and are the defaults now. The file "
                            "could not be moved aside, so "
                            "nothing is saved.") };
}

const Settings &SettingsStore::settings() const
{
    return d->content.settings;
}

Result<void> SettingsStore::setSettings(const Settings &settings)
{
    if (auto good = checked(settings); !good)
        return good;
    Settings wanted = settings;
    if (isLookOnlyForced())
        wanted.safety.lookOnly = true;
    if (wanted == d->content.settings)
        return {};
    d->content.settings = wanted;
    auto saved = d->save();
    emit changed(d->content.settings);
    return saved;
}

void SettingsStore::forceLookOnly()
{
    if (isLookOnlyForced())
        return;
    bool &lookOnly = d->content.settings.safety.lookOnly;
    d->content.forcedOver = lookOnly;
    if (!std::exchange(lookOnly, true))
        emit changed(d->content.settings);
}

bool SettingsStore::isLookOnlyForced() const
{
    return d->content.forcedOver.has_value();
}

QByteArray SettingsStore::windowState(const QString &name) const
{
    const auto found = d->content.windowStates.find(name);
    return found == d->content.windowStates.end() ? QByteArray() : found->second;
}

void SettingsStore::setWindowState(const QString &name, const QByteArray &state)
{
    if (windowState(name) == state)
        return;
    if (state.isEmpty())
        d->content.windowStates.erase(name);
    else
        d->content.windowStates[name] = state;
    // Windows report each pixel of a resize; one write is enough for all of it.
    if (!d->windowStateTimer.isActive())
        d->windowStateTimer.start();
}

} // namespace switchover

#include "moc_settings.cpp"
