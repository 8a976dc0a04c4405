// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/lookonlybar.h"

#include "models/store/settings.h"
#include "ui/widgets/picture.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace switchover::ui {

LookOnlyBar::LookOnlyBar(SettingsStore &settings, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_text(new PlainLabel(this))
{
    setObjectName(u"lookOnlyBar"_s);
    setAccessibleName(tr("Look only"));
    auto *layout = new QHBoxLayout(this);
    const int small = space(Space::Small, this);
    layout->setContentsMargins(small * 2, small / 2, small * 2, small / 2);
    layout->setSpacing(small);
    layout->addWidget(
        new Picture(Icon::Lock, SemanticColor::Attention, fontMetrics().height(), this));
    m_text->setObjectName(u"lookOnlyText"_s);
    m_text->setWordWrap(true);
    layout->addWidget(m_text, 1);
    connect(&settings, &SettingsStore::changed, this, [this] { update(); });
    update();
}

void LookOnlyBar::update()
{
    setVisible(m_settings.settings().safety.lookOnly);
    m_text->setText(m_settings.isLookOnlyForced()
                        ? tr("Look only: this program was started with --look-only and sends "
                             "nothing but questions and logins.")
                        : tr("Look only: by the settings, this program sends nothing but questions "
                             "and logins."));
}

void LookOnlyBar::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), semanticColor(SemanticColor::AttentionTint, palette()));
}

} // namespace switchover::ui

#include "moc_lookonlybar.cpp"
