// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settingsdialog.h"

#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/contentscroll.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/messagebar.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QSpinBox>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace switchover::ui {

SettingsDialog::SettingsDialog(SettingsStore &store, QWidget *parent)
    : DialogFrame(tr("Settings"), u"settingsDialog"_s, parent)
    , m_store(store)
{
    QFormLayout *form = makeForm(this);
    addAppearance(form);
    addPolling(form);
    addSafety(form);
    content()->addLayout(form);
    content()->addStretch();

    auto *buttons =
        new ConfirmButtons(tr("&Save"), u"saveSettingsButton"_s, Emphasis::Primary, this);
    setButtons(buttons);
    connect(buttons, &ConfirmButtons::confirmed, this, &SettingsDialog::save);
    growWithContent(this);
}

void SettingsDialog::addAppearance(QFormLayout *form)
{
    using Saved = AppearanceSettings::Scheme;
    form->addRow(makeHeading(tr("Appearance"), this));
    m_scheme = new QComboBox(this);
    m_scheme->addItem(tr("As the desktop"), int(Saved::System));
    m_scheme->addItem(tr("Light"), int(Saved::Light));
    m_scheme->addItem(tr("Dark"), int(Saved::Dark));
    m_scheme->setCurrentIndex(m_scheme->findData(int(m_store.settings().appearance.scheme)));
    addFormRow(form, tr("&Colours"), m_scheme, u"schemeBox"_s);
}

void SettingsDialog::addPolling(QFormLayout *form)
{
    form->addItem(new QSpacerItem(0, space(Space::Tiny, this)));
    form->addRow(makeHeading(tr("Polling"), this));
    m_interval = new QSpinBox(this);
    m_interval->setRange(5, 3600);
    m_interval->setSuffix(tr(" s", "seconds"));
    m_interval->setValue(int(m_store.settings().polling.interval.count()));
    addFormRow(form, tr("Ask each cluster &every"), m_interval, u"pollIntervalBox"_s,
               tr("At least 5 s, because reading the status counts against a cluster's rate limit "
                  "quotas. A cluster can "
                  "have an interval of its own."));
}

void SettingsDialog::addSafety(QFormLayout *form)
{
    form->addItem(new QSpacerItem(0, space(Space::Tiny, this)));
    form->addRow(makeHeading(tr("Safety"), this));
    m_lookOnly = new QCheckBox(tr("&Look only"), this);
    m_lookOnly->setChecked(m_store.settings().safety.lookOnly);
    addFormRow(
        form, {}, m_lookOnly, u"lookOnlyBox"_s,
        m_store.isLookOnlyForced()
            ? tr("On until the program ends: it was started with --look-only.")
            : tr("Nothing but questions and logins leaves this program, whichever cluster it is "
                 "for. Tokens are not renewed then."));
    m_lookOnly->setEnabled(!m_store.isLookOnlyForced());
    using Typed = SafetySettings::TypedNames;
    m_typedNames = new QComboBox(this);
    m_typedNames->addItem(tr("Calls that destroy"), int(Typed::ForDestroying));
    m_typedNames->addItem(tr("On production also calls that interrupt"), int(Typed::OnProduction));
    m_typedNames->addItem(tr("Everywhere also calls that interrupt"), int(Typed::Everywhere));
    m_typedNames->setCurrentIndex(
        m_typedNames->findData(int(m_store.settings().safety.typedNames)));
    addFormRow(form, tr("Type the cluster's &name for"), m_typedNames, u"typedNamesBox"_s,
               tr("Such calls have a review page and are sent only after the name of the cluster "
                  "was typed."));
    m_lockAfter = new QSpinBox(this);
    m_lockAfter->setRange(0, int(SafetySettings::latestLock.count()));
    m_lockAfter->setSuffix(tr(" min", "minutes"));
    m_lockAfter->setSpecialValueText(tr("Never"));
    m_lockAfter->setValue(int(m_store.settings().safety.lockAfter.count()));
    addFormRow(form, tr("Loc&k without input after"), m_lockAfter, u"lockAfterBox"_s,
               tr("Drops all tokens from memory and covers the window. Operations under way are "
                  "not interrupted. The lab is not locked by itself."));
    m_clipboard = new QSpinBox(this);
    m_clipboard->setRange(5, 600);
    m_clipboard->setSuffix(tr(" s", "seconds"));
    m_clipboard->setValue(int(m_store.settings().safety.clipboardClearAfter.count()));
    addFormRow(form, tr("Clear co&pied secrets after"), m_clipboard, u"clipboardClearBox"_s,
               tr("Only if the clipboard still holds them. They are also cleared when this program "
                  "ends."));
}

Settings SettingsDialog::edited() const
{
    Settings settings = m_store.settings();
    settings.appearance.scheme = AppearanceSettings::Scheme(m_scheme->currentData().toInt());
    settings.polling.interval = std::chrono::seconds(m_interval->value());
    if (!m_store.isLookOnlyForced())
        settings.safety.lookOnly = m_lookOnly->isChecked();
    settings.safety.typedNames = SafetySettings::TypedNames(m_typedNames->currentData().toInt());
    settings.safety.lockAfter = std::chrono::minutes(m_lockAfter->value());
    settings.safety.clipboardClearAfter = std::chrono::seconds(m_clipboard->value());
    return settings;
}

void SettingsDialog::save()
{
    if (const Result<void> saved = m_store.setSettings(edited()); !saved) {
        messages().showMessage(
            Tone::Danger, tr("The settings were not saved. %1").arg(errorSentence(saved.error())));
        return;
    }
    accept();
}

} // namespace switchover::ui

#include "moc_settingsdialog.cpp"
