// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/acknowledgements.h"

#include "ui/widgets/literaltext.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/typednamefield.h"

#include <QCheckBox>
#include <QVBoxLayout>

#include <algorithm>

namespace switchover::ui {

using namespace Qt::StringLiterals;

Acknowledgements::Acknowledgements(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
{
    setObjectName(u"acknowledgements"_s);
    m_layout->setContentsMargins(0, 0, 0, 0);
    hide();
}

void Acknowledgements::setHazards(const QList<Hazard> &hazards)
{
    delete m_rows;
    m_rows = new QWidget(this);
    m_given.clear();
    auto *rows = new QVBoxLayout(m_rows);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(space(Space::Small, this));
    int hazardNumber = 0;
    for (const Hazard &hazard : hazards) {
        if (!hazard.isGrave())
            continue;
        const QString number = QString::number(++hazardNumber);
        QCheckBox *box = nullptr;
        if (!hazard.acknowledgement.isEmpty()) {
            box = new QCheckBox(literalButtonText(hazard.acknowledgement), m_rows);
            box->setObjectName(u"acknowledge"_s + number);
            box->setAccessibleDescription(hazard.text);
            connect(box, &QCheckBox::toggled, this, &Acknowledgements::changed);
            rows->addWidget(box);
            m_given.emplace_back([box] { return box->isChecked(); });
        }
        if (!hazard.phrase.isEmpty()) {
            auto *field = new TypedNameField(hazard.phrase, u"confirm"_s + number, m_rows);
            field->setWords(
                { .prompt = box
                      ? tr("To override, type: %1").arg(hazard.phrase)
                      : tr("If this is true, confirm it by typing: %1").arg(hazard.phrase),
                  .accessibleName = tr("Confirmation: %1").arg(hazard.phrase),
                  .matching = tr("Confirmed."),
                  .different = tr("The words are different.") });
            connect(field, &TypedNameField::matchChanged, this, &Acknowledgements::changed);
            if (box) {
                field->setEnabled(false);
                connect(box, &QCheckBox::toggled, field, &QWidget::setEnabled);
            }
            rows->addWidget(field);
            m_given.emplace_back([field] { return field->matches(); });
        }
    }
    m_layout->addWidget(m_rows);
    setVisible(!m_given.empty());
}

bool Acknowledgements::areAllGiven() const
{
    return std::ranges::all_of(m_given, [](const auto &isGiven) { return isGiven(); });
}

} // namespace switchover::ui

#include "moc_acknowledgements.cpp"
