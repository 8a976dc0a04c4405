// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/cluster/problemlist.h"

#include "models/items/problemsmodel.h"
#include "models/replication/problems/detectors.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/mutedlabel.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

// What is below must stay within reach.
constexpr qsizetype mostRows = 8;

struct Look
{
    Icon icon;
    SemanticColor color;
    SemanticColor tint;
};

Look lookOf(ProblemSeverity severity)
{
    switch (severity) {
    case ProblemSeverity::Info:
        return { Icon::Info, SemanticColor::Neutral, SemanticColor::NeutralTint };
    case ProblemSeverity::Attention:
        return { Icon::Attention, SemanticColor::Attention, SemanticColor::AttentionTint };
    case ProblemSeverity::Danger:
        return { Icon::Danger, SemanticColor::Danger, SemanticColor::DangerTint };
    }
    Q_UNREACHABLE();
}

/// One problem on the tint of its severity.
class ProblemRow final : public QFrame
{
public:
    ProblemRow(const Problem &problem, QWidget *parent)
        : QFrame(parent)
        , m_look(lookOf(problem.severity))
    {
        setObjectName(u"problem."_s + problem.key.detector);
        setAccessibleName(problem.text);
        auto *layout = new QHBoxLayout(this);
        const int small = space(Space::Small, this);
        layout->setContentsMargins(small * 3 / 2, small, small * 3 / 2, small);
        layout->setSpacing(small);
        m_icon = new PlainLabel(this);
        layout->addWidget(m_icon, 0, Qt::AlignTop);
        auto *words = new QVBoxLayout;
        words->setSpacing(space(Space::Tiny, this) / 2);
        auto *text = new PlainLabel(problem.text, this);
        text->setFont(strongFont(font()));
        auto *advice = new PlainLabel(adviceText(problem), this);
        for (QLabel *label : { text, advice }) {
            label->setWordWrap(true);
            label->setTextInteractionFlags(Qt::TextSelectableByMouse);
            words->addWidget(label);
        }
        advice->setVisible(!problem.advice.isEmpty());
        layout->addLayout(words, 1);
        updateLook();
    }

    void addButton(QPushButton *button) { layout()->addWidget(button); }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(semanticColor(m_look.tint, palette()));
        const int radius = space(Space::Tiny, this);
        painter.drawRoundedRect(rect(), radius, radius);
        QFrame::paintEvent(event);
    }
    void changeEvent(QEvent *event) override
    {
        QFrame::changeEvent(event);
        if (event->type() == QEvent::PaletteChange)
            updateLook();
    }

private:
    void updateLook()
    {
        const int size = fontMetrics().height();
        m_icon->setPixmap(
            icon(m_look.icon, m_look.color).pixmap(QSize(size, size), devicePixelRatioF()));
    }

    Look m_look;
    QLabel *m_icon = nullptr;
};

} // namespace

ProblemList::ProblemList(QWidget *parent)
    : QFrame(parent)
{
    setObjectName(u"clusterProblems"_s);
    setAccessibleName(tr("Problems of this cluster"));
    m_layout = new QVBoxLayout(this);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(space(Space::Tiny, this));
    hide();
}

void ProblemList::setProblems(const QList<Problem> &problems)
{
    if (problems == m_problems)
        return;
    m_problems = problems;
    for (QWidget *row : std::as_const(m_rows)) {
        row->hide();
        row->deleteLater();
    }
    m_rows.clear();
    const auto addRow = [this](QWidget *row) {
        m_layout->addWidget(row);
        m_rows.append(row);
    };
    for (const Problem &problem : problems.mid(0, mostRows)) {
        auto *row = new ProblemRow(problem, this);
        if (isFrom(problem, DetectorId::TwoPrimaries) && problem.key.type) {
            auto *compare = new QPushButton(tr("Compare primaries…"), row);
            compare->setObjectName(u"comparePrimaries"_s);
            compare->setAccessibleName(tr("Compare primaries"));
            connect(compare, &QPushButton::clicked, this,
                    [this, key = problem.key] { emit compareRequested(*key.type, key.set); });
            row->addButton(compare);
        }
        addRow(row);
    }
    if (problems.size() > mostRows) {
        auto *rest = new MutedLabel(
            tr("And %Ln more in the list of problems.", nullptr, int(problems.size() - mostRows)),
            this);
        rest->setObjectName(u"moreProblems"_s);
        addRow(rest);
    }
    setVisible(!problems.isEmpty());
}

} // namespace switchover::ui

#include "moc_problemlist.cpp"
