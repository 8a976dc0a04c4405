// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/rolewords.h"

#include "models/items/clustertext.h"
#include "ui/widgets/celldelegates.h"

#include <QCoreApplication>
#include <QStringList>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

struct RoleWordsText
{
    Q_DECLARE_TR_FUNCTIONS(RoleWords)
};

} // namespace

QString roleWord(const ReplicationBlock *block)
{
    if (!block)
        return RoleWordsText::tr("unknown");
    if (block->mode == Mode::Missing)
        return RoleWordsText::tr("being set up");
    return block->mode.text.isEmpty() ? RoleWordsText::tr("unknown") : block->mode.text;
}

Tone roleTone(Mode mode)
{
    switch (mode) {
    case Mode::Primary:
        return Tone::Accent;
    case Mode::Bootstrapping:
    case Mode::Missing:
        return Tone::Busy;
    case Mode::Unrecognized:
    case Mode::NotKnown:
        return Tone::Attention;
    case Mode::Secondary: // a role is no health: green is for links that work
    case Mode::Disabled:
    case Mode::Unsupported:
        return Tone::Neutral;
    }
    Q_UNREACHABLE();
}

Tone roleTone(const ReplicationBlock *block)
{
    return block ? roleTone(block->mode.meaning) : Tone::Neutral;
}

QString rolesLine(const ClusterSnapshot &snapshot)
{
    const ReplicationBlock *performance = snapshot.block(ReplicationType::Performance);
    const ReplicationBlock *dr = snapshot.block(ReplicationType::DisasterRecovery);
    if (!performance && !dr)
        return RoleWordsText::tr("Role not known");
    if (!dr)
        return RoleWordsText::tr("Performance %1").arg(roleWord(performance));
    return RoleWordsText::tr("Performance %1 · DR %2").arg(roleWord(performance), roleWord(dr));
}

QString stateWords(const ReplicationBlock &block)
{
    QStringList words;
    if (block.state && !block.state->text.isEmpty())
        words.append(block.state->text);
    if (block.connectionState && !block.connectionState->text.isEmpty())
        words.append(RoleWordsText::tr("connection %1").arg(block.connectionState->text));
    return words.join(u", "_s);
}

Tone stateTone(const ReplicationBlock &block, LinkProof proof)
{
    return toneFor(stateHealth(block, proof));
}

} // namespace switchover::ui
