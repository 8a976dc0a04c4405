// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct CommandLineText
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

Failure usage(const QString &detail)
{
    return Failure(Error { .kind = Error::Kind::InvalidInput, .detail = detail });
}

// One walk over the arguments. QCommandLineParser is not used because it knows neither an
// option with an optional value (--lab) nor options that belong to one subcommand.
class Walk
{
public:
    explicit Walk(QStringList arguments)
        : m_rest(std::move(arguments))
    {
    }

    [[nodiscard]] bool atEnd() const { return m_rest.isEmpty(); }
    [[nodiscard]] bool nextIsValue() const
    {
        return !m_rest.isEmpty() && !m_rest.first().startsWith(u'-');
    }

    // Splits "--name=value"; the value then waits for value().
    QString next()
    {
        QString word = m_rest.takeFirst();
        m_attached.reset();
        if (const qsizetype equals = word.indexOf(u'='); word.startsWith("--"_L1) && equals > 0) {
            m_attached = word.mid(equals + 1);
            word.truncate(equals);
        }
        m_current = word;
        return word;
    }

    [[nodiscard]] bool hasAttached() const { return m_attached.has_value(); }

    Result<QString> value()
    {
        if (m_attached)
            return *std::exchange(m_attached, std::nullopt);
        if (m_rest.isEmpty())
            return usage(CommandLineText::tr("%1 needs a value.").arg(m_current));
        return m_rest.takeFirst();
    }

    QStringList takeRest() { return std::exchange(m_rest, {}); }

private:
    QStringList m_rest;
    QString m_current;
    std::optional<QString> m_attached;
};

Failure unknownOption(const QString &word, CommandLine::Command command)
{
    switch (command) {
    case CommandLine::Command::Lab:
        return usage(
            CommandLineText::tr(
                "%1 is no option of \"lab\"; it takes --scenario, --port, --tls and --json.")
                .arg(word));
    case CommandLine::Command::Status:
        return usage(CommandLineText::tr(
                         "%1 is no option of \"status\"; it takes --json, --fail-on, --address, "
                         "--ca-cert, --fleet and --profile.")
                         .arg(word));
    case CommandLine::Command::Explain:
        return usage(
            CommandLineText::tr("%1 is no option of \"explain\"; it takes --json and file names.")
                .arg(word));
    case CommandLine::Command::Window:
    case CommandLine::Command::Help:
    case CommandLine::Command::Version:
        return usage(
            CommandLineText::tr("%1 is neither an option nor a command; see switchover --help.")
                .arg(word));
    }
    Q_UNREACHABLE();
}

Result<quint16> portFrom(const QString &text)
{
    bool ok = false;
    const uint number = text.toUInt(&ok);
    if (!ok || number > 65535)
        return usage(CommandLineText::tr(
                         "%1 is no port: give a number from 0 to 65535, where 0 takes a free one.")
                         .arg(text));
    return quint16(number);
}

// True if the option was one of the window's and status's common ones.
Result<bool> commonOption(const QString &word, Walk &walk, CommandLine &line)
{
    QString *target = word == "--fleet"_L1 ? &line.fleetFile
        : word == "--profile"_L1           ? &line.profileFolder
        : word == "--log-rules"_L1         ? &line.logRules
                                           : nullptr;
    if (!target)
        return false;
    Result<QString> value = walk.value();
    if (!value)
        return Failure(value.error());
    if (value->isEmpty())
        return usage(CommandLineText::tr("%1 needs a value that is not empty.").arg(word));
    *target = *value;
    return true;
}

Result<bool> windowOption(const QString &word, Walk &walk, CommandLine &line)
{
    if (word == "--look-only"_L1) {
        line.lookOnly = true;
        return true;
    }
    if (word != "--lab"_L1)
        return commonOption(word, walk, line);
    if (walk.hasAttached() || walk.nextIsValue())
        line.labScenario = *walk.value();
    else
        line.labScenario = u"full"_s;
    return true;
}

Result<bool> labOption(const QString &word, Walk &walk, CommandLine &line)
{
    if (word == "--tls"_L1) {
        line.tls = true;
    } else if (word == "--json"_L1) {
        line.json = true;
    } else if (word == "--scenario"_L1 || word == "--port"_L1) {
        Result<QString> value = walk.value();
        if (!value)
            return Failure(value.error());
        if (word == "--scenario"_L1) {
            line.scenario = *value;
        } else {
            const Result<quint16> port = portFrom(*value);
            if (!port)
                return Failure(port.error());
            line.port = *port;
        }
    } else {
        return false;
    }
    return true;
}

Result<ProblemSeverity> severityFrom(const QString &text)
{
    for (const ProblemSeverity severity : { ProblemSeverity::Attention, ProblemSeverity::Danger }) {
        if (text == wireName(severity))
            return severity;
    }
    return usage(CommandLineText::tr("--fail-on takes attention or danger."));
}

Result<bool> statusOption(const QString &word, Walk &walk, CommandLine &line)
{
    if (word == "--json"_L1) {
        line.json = true;
        return true;
    }
    if (word == "--fail-on"_L1) {
        const Result<QString> value = walk.value();
        if (!value)
            return Failure(value.error());
        const Result<ProblemSeverity> severity = severityFrom(*value);
        if (!severity)
            return Failure(severity.error());
        line.failOn = *severity;
        return true;
    }
    if (word == "--address"_L1 || word == "--ca-cert"_L1) {
        Result<QString> value = walk.value();
        if (!value)
            return Failure(value.error());
        if (word == "--address"_L1)
            line.addresses.append(*value);
        else
            line.caFile = *value;
        return true;
    }
    return commonOption(word, walk, line);
}

Result<bool> explainOption(const QString &word, Walk &walk, CommandLine &line)
{
    if (word == "--json"_L1) {
        line.json = true;
        return true;
    }
    if (word == "--"_L1) {
        line.files.append(walk.takeRest());
        return true;
    }
    if (word.startsWith(u'-') && word != "-"_L1)
        return false;
    line.files.append(word);
    return true;
}

Result<bool> optionOf(CommandLine::Command command, const QString &word, Walk &walk,
                      CommandLine &line)
{
    switch (command) {
    case CommandLine::Command::Lab:
        return labOption(word, walk, line);
    case CommandLine::Command::Status:
        return statusOption(word, walk, line);
    case CommandLine::Command::Explain:
        return explainOption(word, walk, line);
    case CommandLine::Command::Window:
    case CommandLine::Command::Help:
    case CommandLine::Command::Version:
        return windowOption(word, walk, line);
    }
    Q_UNREACHABLE();
}

std::optional<CommandLine::Command> commandNamed(const QString &word)
{
    if (word == "lab"_L1)
        return CommandLine::Command::Lab;
    if (word == "status"_L1)
        return CommandLine::Command::Status;
    if (word == "explain"_L1)
        return CommandLine::Command::Explain;
    return std::nullopt;
}

} // namespace

Result<CommandLine> CommandLine::parse(const QStringList &arguments)
{
    CommandLine line;
    QStringList rest = arguments;
    if (!rest.isEmpty()) {
        if (const auto command = commandNamed(rest.first())) {
            line.command = *command;
            rest.removeFirst();
        }
    }
    Walk walk(rest);
    while (!walk.atEnd()) {
        const QString word = walk.next();
        if (word == "--help"_L1 || word == "-h"_L1) {
            line.helpFor = line.command;
            line.command = Command::Help;
            return line;
        }
        if (word == "--version"_L1) {
            line.command = Command::Version;
            return line;
        }
        const Result<bool> known = optionOf(line.command, word, walk, line);
        if (!known)
            return Failure(known.error());
        if (!*known)
            return unknownOption(word, line.command);
        if (walk.hasAttached())
            return usage(CommandLineText::tr("%1 takes no value.").arg(word));
    }
    if (line.command == Command::Explain && line.files.isEmpty())
        return usage(CommandLineText::tr(
            "\"explain\" needs at least one file with a status payload or an error text."));
    if (line.command == Command::Window && line.labScenario && !line.fleetFile.isEmpty())
        return usage(CommandLineText::tr(
            "--lab and --fleet exclude each other: the lab brings its own clusters."));
    return line;
}

QString CommandLine::helpText(Command command)
{
    switch (command) {
    case Command::Lab:
        return CommandLineText::tr(
            "Usage: switchover lab [--scenario NAME] [--port PORT] [--tls] [--json]\n"
            "Serves simulated Vault clusters on this computer for any Vault client, curl "
            "included.\n\n"
            "  --scenario NAME  which clusters there are; the default is \"full\"\n"
            "  --port PORT      first of the ports used, the others follow; 0 takes free ones\n"
            "  --tls            HTTPS with a certificate authority made at the start\n"
            "  --json           print one JSON object with addresses and keys first\n\n"
            "It stops on SIGINT and SIGTERM.\n");
    case Command::Status:
        return CommandLineText::tr(
            "Usage: switchover status [--json] [--fail-on SEVERITY] [--address URL]... [--ca-cert "
            "FILE]\n"
            "                         [--fleet FILE] [--profile DIR]\n"
            "Asks each cluster once and prints its replication. Without --address the saved "
            "clusters are\n"
            "asked, and without any the one of VAULT_ADDR. No token is needed or sent.\n\n"
            "  --json          one object with clusters[] and problems[]\n"
            "  --fail-on SEVERITY  exit 3 if there is a problem this bad: attention or danger\n"
            "  --address URL   ask this address; may be given several times\n"
            "  --ca-cert FILE  trust this CA; the default is VAULT_CACERT, "
            "VAULT_CACERT_BYTES or VAULT_CAPATH\n"
            "  --fleet FILE    ask the clusters of an exported file\n"
            "  --profile DIR   where this program's files are\n\n"
            "Exit status: 0 the replication status of every cluster was read, 1 some could "
            "not be read\n"
            "(unreachable, sealed, hidden or failing), 2 wrong usage, 3 --fail-on found a problem "
            "(goes before 1).\n");
    case Command::Explain:
        return CommandLineText::tr(
            "Usage: switchover explain [--json] FILE...\n"
            "Says what saved status payloads or error texts mean and what is wrong. Nothing "
            "is contacted.\n\n"
            "  --json  an array with one object for each file\n\n"
            "FILE may be - for standard input. Exit status: 0 all read, 1 some could not be, "
            "2 wrong usage.\n");
    case Command::Window:
    case Command::Help:
    case Command::Version:
        return CommandLineText::tr(
            "Usage: switchover [--lab [SCENARIO]] [--fleet FILE] [--profile DIR] [--look-only]\n"
            "       switchover lab | status | explain ...   (see switchover COMMAND --help)\n"
            "A console for Vault Enterprise replication.\n\n"
            "  --lab [SCENARIO]   open on simulated clusters; the default scenario is \"full\"\n"
            "  --fleet FILE       open the clusters of an exported file instead of the saved ones\n"
            "  --profile DIR      keep all files of this program in DIR\n"
            "  --look-only        send nothing that changes anything, whatever the settings say\n"
            "  --log-rules RULES  diagnostics, for example \"switchover.http.debug=true\"\n"
            "  --version, --help\n");
    }
    Q_UNREACHABLE();
}

} // namespace switchover
