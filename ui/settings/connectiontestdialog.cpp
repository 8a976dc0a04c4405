// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/connectiontestdialog.h"

#include "models/base/tooltip.h"
#include "models/fleet/fleet.h"
#include "models/fleet/recordconnection.h"
#include "models/store/clusterregistry.h"
#include "ui/services.h"
#include "ui/settings/teststepview.h"
#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/contentscroll.h"
#include "ui/widgets/copytext.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/statusdot.h"
#include "ui/widgets/theme.h"

#include <QCheckBox>
#include <QCryptographicHash>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

QString fingerprintOf(const QSslCertificate &certificate)
{
    return QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex(':').toUpper());
}

} // namespace

ConnectionTestDialog::ConnectionTestDialog(Services &services, ClusterRecord record,
                                           SecretString keyPassphrase, QWidget *parent)
    : DialogFrame(tr("Connection test"), u"connectionTestDialog"_s, parent)
    , m_services(services)
    , m_record(std::move(record))
    , m_keyPassphrase(std::move(keyPassphrase))
{
    setMinimumWidth(fontMetrics().averageCharWidth() * 118);
    setTarget(m_record.identity);
    setHeading(tr("Test the connection to %1")
                   .arg(m_record.identity.name.isEmpty() ? m_record.identity.address
                                                         : m_record.identity.name));
    auto *verdict = new QHBoxLayout;
    verdict->setSpacing(space(Space::Small, this));
    m_mark = new StatusDot(u"testVerdictMark"_s, this);
    m_verdict = new PlainLabel(this);
    m_verdict->setObjectName(u"testVerdict"_s);
    m_verdict->setWordWrap(true);
    m_verdict->setFont(titleFont(font()));
    verdict->addWidget(m_mark, 0, Qt::AlignVCenter);
    verdict->addWidget(m_verdict, 1);
    content()->addLayout(verdict);

    auto *scroll = new ContentScroll(this);
    scroll->setObjectName(u"testSteps"_s);
    scroll->setAccessibleName(tr("Steps"));
    auto *steps = new QWidget(scroll);
    auto *column = new QVBoxLayout(steps);
    column->setContentsMargins({});
    column->setSpacing(space(Space::Small, this));
    for (int step = 0; step < connectionStepCount; ++step) {
        m_steps.append(new TestStepView(ConnectionStep(step), steps));
        column->addWidget(m_steps.constLast());
    }
    m_details = new QCheckBox(tr("Show the &details of every step"), steps);
    m_details->setObjectName(u"testDetailsBox"_s);
    m_details->setAccessibleName(withoutMnemonic(m_details->text()));
    column->addWidget(m_details);
    buildPinning();
    column->addWidget(m_pinning);
    column->addStretch();
    scroll->setWidget(steps);
    content()->addWidget(scroll, 1);

    auto *buttons = new QHBoxLayout;
    const auto make = [&](const QString &text, const QString &name) {
        auto *button = new QPushButton(text, this);
        button->setObjectName(name);
        button->setAccessibleName(withoutMnemonic(text));
        button->setAutoDefault(false);
        return button;
    };
    m_again = make(tr("&Test again"), u"testAgainButton"_s);
    m_copy = make(tr("&Copy report"), u"testCopyButton"_s);
    m_addNodes = make(tr("&Add the nodes"), u"testAddNodesButton"_s);
    m_close = make(tr("Close"), u"testCloseButton"_s);
    m_close->setDefault(true);
    buttons->addWidget(m_again);
    buttons->addWidget(m_copy);
    buttons->addWidget(m_addNodes);
    buttons->addStretch();
    buttons->addWidget(m_close);
    content()->addLayout(buttons);

    connect(m_details, &QCheckBox::toggled, this, [this](bool on) {
        for (TestStepView *view : std::as_const(m_steps))
            view->setDetailed(on);
        growToContent(this);
    });
    connect(m_again, &QPushButton::clicked, this, [this] {
        if (m_test->isRunning())
            m_test->cancel();
        else
            run();
    });
    connect(m_copy, &QPushButton::clicked, this, &ConnectionTestDialog::copyReport);
    connect(m_addNodes, &QPushButton::clicked, this, [this] {
        const QStringList found = m_test->foundNodes();
        m_record.moreAddresses += found;
        m_addNodes->hide();
        messages().showMessage(Tone::Good, tr("%n address(es) added.", nullptr, int(found.size())));
        m_again->setFocus();
        emit nodesChosen(found);
    });
    connect(m_close, &QPushButton::clicked, this, &QDialog::accept);
    growWithContent(this);
    m_close->setFocus();
    run();
}

ConnectionTestDialog::~ConnectionTestDialog()
{
    if (m_test)
        m_test->disconnect(this);
}

void ConnectionTestDialog::buildPinning()
{
    m_pinning = new QWidget(this);
    m_pinning->setObjectName(u"testPinning"_s);
    auto *layout = new QVBoxLayout(m_pinning);
    layout->setContentsMargins(0, space(Space::Medium, this), 0, 0);
    layout->setSpacing(space(Space::Small, this));
    layout->addWidget(makeHeading(tr("Trust exactly this certificate"), m_pinning));
    auto *explained = makeHelpLabel(
        tr("Where there is no authority to trust, one certificate can be pinned: this one is "
           "accepted for the cluster and no other. Its name and dates are still verified, and when "
           "it is renewed, the new one has to be pinned. Ask who runs the server for its SHA-256 "
           "fingerprint by another way than this connection, and compare."),
        m_pinning);
    layout->addWidget(explained);
    m_fingerprint = new PlainLabel(m_pinning);
    m_fingerprint->setObjectName(u"testFingerprint"_s);
    m_fingerprint->setWordWrap(true);
    m_fingerprint->setMinimumWidth(1); // it has no spaces, and would hold the window wide
    m_fingerprint->setFont(monospaceFont(font()));
    m_fingerprint->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_fingerprint);
    QFormLayout *form = makeForm(m_pinning);
    m_given = new QLineEdit(m_pinning);
    m_givenRow =
        addFormRow(form, tr("&Fingerprint given to you"), m_given, u"testGivenFingerprintEdit"_s,
                   tr("Paste it here to have it compared, or compare by eye and say so."));
    layout->addLayout(form);
    m_compared = new QCheckBox(
        tr("I co&mpared every digit with a fingerprint that came another way"), m_pinning);
    m_compared->setObjectName(u"testComparedBox"_s);
    m_compared->setAccessibleName(withoutMnemonic(m_compared->text()));
    layout->addWidget(m_compared);
    m_pin = new QPushButton(tr("&Pin this certificate"), m_pinning);
    m_pin->setObjectName(u"testPinButton"_s);
    m_pin->setAccessibleName(withoutMnemonic(m_pin->text()));
    m_pin->setAutoDefault(false);
    setEmphasis(m_pin, Emphasis::Danger);
    layout->addWidget(m_pin, 0, Qt::AlignLeft);
    connect(m_given, &QLineEdit::textChanged, this, &ConnectionTestDialog::checkPin);
    connect(m_compared, &QCheckBox::toggled, this, &ConnectionTestDialog::checkPin);
    connect(m_pin, &QPushButton::clicked, this, &ConnectionTestDialog::pin);
    m_pinning->hide();
}

void ConnectionTestDialog::run()
{
    messages().dismiss();
    m_pinning->hide();
    m_addNodes->hide();
    m_given->clear();
    m_compared->setChecked(false);
    const ClusterSession *session =
        m_record.identity.id.isValid() ? m_services.fleet.session(m_record.identity.id) : nullptr;
    if (m_test)
        m_test.release()->deleteLater(); // may be inside its own signal
    m_test = makeConnectionTest(m_record, m_keyPassphrase, session);
    connect(m_test.get(), &ConnectionTest::stepChanged, this, &ConnectionTestDialog::onStep);
    connect(m_test.get(), &ConnectionTest::finished, this, &ConnectionTestDialog::onFinished);
    m_again->setText(tr("S&top"));
    m_again->setAccessibleName(tr("Stop"));
    m_copy->setEnabled(false);
    m_copy->setToolTip(plainToolTip(tr("The report is complete when the test is.")));
    m_test->start();
    for (int step = 0; step < connectionStepCount; ++step)
        onStep(ConnectionStep(step));
}

void ConnectionTestDialog::onStep(ConnectionStep step)
{
    m_steps.at(int(step))->show(m_test->finding(step));
    showVerdict();
}

void ConnectionTestDialog::showVerdict()
{
    using State = ConnectionFinding::State;
    m_verdict->setText(m_test->verdictSentence());
    Tone tone = Tone::Busy;
    if (!m_test->isRunning()) {
        const ConnectionFinding *worst = m_test->verdict();
        const bool through = m_test->finding(ConnectionStep::Health).state == State::Good;
        tone = worst && worst->state != State::Good ? toneOf(worst->state)
            : through                               ? Tone::Good
                                                    : Tone::Neutral;
    }
    m_mark->setStatus(tone, {});
    m_mark->setAccessibleName(m_test->verdictSentence());
}

void ConnectionTestDialog::onFinished()
{
    showVerdict();
    m_again->setText(tr("&Test again"));
    m_again->setAccessibleName(tr("Test again"));
    m_copy->setEnabled(true);
    m_copy->setToolTip({});
    const auto found = int(m_test->foundNodes().size());
    m_addNodes->setText(tr("&Add %n address(es)", nullptr, found));
    m_addNodes->setAccessibleName(withoutMnemonic(m_addNodes->text()));
    m_addNodes->setVisible(found > 0);
    if (const auto certificate = m_test->pinnable()) {
        const QString fingerprint = fingerprintOf(*certificate);
        m_fingerprint->setText(QString(fingerprint).replace(u':', u":\u200b"_s));
        m_fingerprint->setAccessibleName(tr("SHA-256 fingerprint: %1").arg(fingerprint));
        m_pinning->show();
        checkPin();
    }
    growToContent(this);
}

void ConnectionTestDialog::checkPin()
{
    const auto certificate = m_test ? m_test->pinnable() : std::nullopt;
    if (!certificate)
        return;
    const QString typed = m_given->text().trimmed();
    QString problem;
    bool matches = false;
    if (!typed.isEmpty()) {
        const Result<QString> given = ClusterRegistry::normalizedFingerprint(typed);
        matches = given && *given == fingerprintOf(*certificate);
        if (!given)
            problem = given.error().detail;
        else if (!matches)
            problem = tr("The server shows another certificate than the one this fingerprint "
                         "belongs to. Do not pin it; somebody else may be answering.");
    }
    setFieldError(m_givenRow, problem);
    const bool allowed = problem.isEmpty() && (matches || m_compared->isChecked());
    m_pin->setEnabled(allowed);
    const QString whyNot = allowed ? QString() : tr("Compare the fingerprint first.");
    m_pin->setToolTip(plainToolTip(whyNot));
    m_pin->setAccessibleDescription(whyNot);
}

void ConnectionTestDialog::pin()
{
    const auto certificate = m_test->pinnable();
    if (!certificate || !m_pin->isEnabled())
        return;
    const QString fingerprint = fingerprintOf(*certificate);
    m_record.pinnedCertificates.append(fingerprint);
    emit pinned(fingerprint);
    run();
    m_again->setFocus();
}

void ConnectionTestDialog::copyReport()
{
    copyText(m_test->report());
    messages().showMessage(Tone::Good, tr("The report is on the clipboard."));
}

} // namespace switchover::ui

#include "moc_connectiontestdialog.cpp"
