// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/teststepview.h"

#include "ui/widgets/mutedlabel.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/statusdot.h"

#include <QGridLayout>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

QLabel *wrapping(QLabel *label, const QString &objectName)
{
    label->setWordWrap(true);
    label->setObjectName(objectName);
    label->hide();
    return label;
}

} // namespace

Tone toneOf(ConnectionFinding::State state)
{
    using State = ConnectionFinding::State;
    switch (state) {
    case State::Waiting:
    case State::Skipped:
        return Tone::Neutral;
    case State::Running:
        return Tone::Busy;
    case State::Good:
        return Tone::Good;
    case State::Attention:
        return Tone::Attention;
    case State::Failed:
        return Tone::Danger;
    }
    Q_UNREACHABLE();
}

TestStepView::TestStepView(ConnectionStep step, QWidget *parent)
    : QWidget(parent)
    , m_finding { .step = step }
{
    const QString base = u"testStep%1"_s.arg(int(step));
    setObjectName(base);
    m_mark = new StatusDot(base + u"Mark"_s, this);
    m_name = new PlainLabel(connectionStepName(step), this);
    m_name->setObjectName(base + u"Name"_s);
    m_name->setFont(strongFont(font()));
    m_summary = wrapping(new PlainLabel(this), base + u"Summary"_s);
    m_details = new MutedLabel({}, this);
    wrapping(m_details, base + u"Details"_s);
    m_details->setFont(smallFont(font()));
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_advice = wrapping(new PlainLabel(this), base + u"Advice"_s);

    auto *grid = new QGridLayout(this);
    grid->setContentsMargins({});
    grid->setHorizontalSpacing(space(Space::Medium, this));
    grid->setVerticalSpacing(space(Space::Tiny, this) / 2);
    grid->addWidget(m_name, 0, 0, Qt::AlignTop);
    grid->addWidget(m_mark, 0, 1, Qt::AlignTop);
    grid->addWidget(m_summary, 0, 2);
    grid->addWidget(m_details, 1, 2);
    grid->addWidget(m_advice, 2, 2);
    // All rows in line, for whatever words the states have.
    int nameWidth = 0;
    int wordWidth = 0;
    const QFontMetrics strong(m_name->font());
    for (int other = 0; other < connectionStepCount; ++other)
        nameWidth =
            qMax(nameWidth, strong.horizontalAdvance(connectionStepName(ConnectionStep(other))));
    using State = ConnectionFinding::State;
    for (const State state : { State::Waiting, State::Running, State::Good, State::Attention,
                               State::Failed, State::Skipped }) {
        m_mark->setStatus(toneOf(state), stateWord(state));
        wordWidth = qMax(wordWidth, m_mark->sizeHint().width());
    }
    grid->setColumnMinimumWidth(0, nameWidth + 2);
    grid->setColumnMinimumWidth(1, wordWidth + space(Space::Tiny, this));
    grid->setColumnStretch(2, 1);
    update();
}

void TestStepView::show(const ConnectionFinding &finding)
{
    m_finding = finding;
    update();
}

void TestStepView::setDetailed(bool detailed)
{
    m_detailed = detailed;
    update();
}

void TestStepView::update()
{
    using State = ConnectionFinding::State;
    const QString word = stateWord(m_finding.state);
    m_mark->setStatus(toneOf(m_finding.state), word);
    const bool troubles = m_finding.state == State::Failed || m_finding.state == State::Attention;
    const auto set = [](QLabel *label, const QString &text, bool visible) {
        label->setText(text);
        label->setVisible(visible && !text.isEmpty());
    };
    set(m_summary, m_finding.summary, true);
    QStringList details = m_finding.details;
    static const QRegularExpression fingerprintColon(u"(?<=[0-9A-F]{2}):(?=[0-9A-F]{2}(?::|$))"_s);
    for (QString &line : details) {
        // Lets a fingerprint wrap, which is hexadecimal pairs.
        line.replace(fingerprintColon, u":\u200b"_s);
    }
    set(m_details, details.join(u'\n'), m_detailed || troubles);
    m_details->setAccessibleName(m_finding.details.join(u'\n'));
    set(m_advice, m_finding.advice, true);
    // The summary is a sentence with its own full stop.
    QString said = connectionStepName(m_finding.step) + u": "_s + word + u'.';
    for (const QString &sentence : { m_finding.summary, m_finding.advice }) {
        if (!sentence.isEmpty())
            said += u' ' + sentence;
    }
    setAccessibleName(said);
}

} // namespace switchover::ui

#include "moc_teststepview.cpp"
