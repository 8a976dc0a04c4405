// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;

namespace switchover {
struct ClusterSnapshot;
}

namespace switchover::ui {

class CodeBlock;
class Disclosure;

/// What the signed-in token may not do here although the cluster's state would let it, and the
/// policy lines that would allow it, to copy. Hidden if there is nothing of the kind.
class LackedRights final : public QWidget
{
    Q_OBJECT

public:
    explicit LackedRights(QWidget *parent = nullptr);

    void show(const ClusterSnapshot &snapshot);

private:
    Disclosure *m_disclosure = nullptr;
    QLabel *m_what = nullptr;
    CodeBlock *m_lines = nullptr;
};

} // namespace switchover::ui
