// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "tests/ui/look.h"
#include "ui/widgets/card.h"
#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/copylabel.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/environment.h"
#include "ui/widgets/environmentstripe.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/picture.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/secretedit.h"
#include "ui/widgets/sparkline.h"
#include "ui/widgets/statusdot.h"
#include "ui/widgets/typednamefield.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWheelEvent>

using namespace switchover;
using namespace switchover::ui;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

QImage drawn(QWidget &widget)
{
    QImage image(widget.sizeHint(), QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    widget.render(&image, {}, {}, {});
    return image;
}

Card *performanceCard(QWidget *parent)
{
    auto *card = new Card(s("Performance"), s("performanceCard"), parent);
    card->addHeaderWidget(new Pill(s("primary"), Tone::Accent, s("performanceRole"), card));
    card->setHeadline(s("running"),
                      s("This cluster takes writes and sends them to its secondaries."));
    auto *set = new CopyLabel(s("performanceSet"), s("Replication set"), card);
    set->setValue(s("4f2c9a71-1d0e-4a7c-9a44-0c9e14f0a1b2"));
    card->addRow(s("Replication set"), set);
    card->addRow(s("Last WAL"), s("performanceLastWal"))->setText(s("1,204,331"));
    card->addRow(s("Merkle root"), s("performanceRoot"))->setText(s("0b1c2d3e"));
    auto *spark = new Sparkline(s("performanceLag"), s("Lag over time"), card);
    QList<std::optional<double>> values;
    for (int i = 0; i < 60; ++i)
        values.append(i > 22 && i < 28
                          ? std::optional<double>()
                          : std::optional<double>(5 + 4 * std::sin(i / 4.0) + (i % 7)));
    spark->setValues(values);
    card->body()->addWidget(spark);
    return card;
}

Card *drCard(QWidget *parent)
{
    auto *card = new Card(s("Disaster recovery"), s("drCard"), parent);
    card->addHeaderWidget(new Pill(s("secondary"), Tone::Neutral, s("drRole"), card));
    card->setEdge(Tone::Attention);
    card->setHeadline(s("merkle-sync"), s("Differing keys are being fetched from the primary."),
                      Tone::Busy);
    auto *state = new StatusDot(s("drConnection"), card);
    state->setStatus(Tone::Good, s("ready"));
    card->addRow(s("Connection"), state);
    card->addRow(s("Lag"), s("drLag"))->setText(s("318 WALs, 1.2 s"));
    return card;
}

QWidget *form(QWidget *parent)
{
    auto *widget = new QWidget(parent);
    QFormLayout *layout = makeForm(widget);
    widget->setLayout(layout);
    auto *name = new QLineEdit(s("Amber east"));
    addFormRow(layout, s("&Name"), name, s("nameEdit"), s("A neutral name, because roles move."));
    auto *address = new QLineEdit;
    address->setPlaceholderText(s("https://vault.example.com:8200"));
    const FormRow row = addFormRow(layout, s("&Address"), address, s("addressEdit"));
    setFieldError(row, s("Type the address of the cluster."));
    auto *environment = new QComboBox;
    environment->addItems({ s("Production"), s("Staging") });
    addFormRow(layout, s("&Environment"), environment, s("environmentBox"));
    auto *seconds = new QSpinBox;
    seconds->setSuffix(s(" s"));
    addFormRow(layout, s("&Interval"), seconds, s("intervalBox"));
    auto *secret = new SecretEdit(s("tokenEdit"), s("Token"));
    secret->setText(s("hvs.abcdef"));
    addFormRow(layout, s("&Token"), secret, s("tokenEdit"));
    auto *look = new QCheckBox(s("&Look only"));
    look->setChecked(true);
    addFormRow(layout, {}, look, s("lookOnlyBox"),
               s("This program refuses every write to this cluster."));
    auto *radio = new QRadioButton(s("Ask each time"));
    radio->setChecked(true);
    layout->addRow(QString(), radio);
    auto *progress = new QProgressBar;
    progress->setRange(0, 100);
    progress->setValue(40);
    layout->addRow(s("Progress"), progress);
    return widget;
}

/// Everything at once, for people to look at.
QWidget *gallery()
{
    auto *window = new QWidget;
    auto *layout = new QVBoxLayout(window);
    auto *stripe = new EnvironmentStripe(s("stripe"), window);
    stripe->setEnvironment(Environment::Production);
    stripe->setDetail(s("Amber east"));
    layout->addWidget(stripe);
    for (const Tone tone :
         { Tone::Neutral, Tone::Good, Tone::Busy, Tone::Attention, Tone::Danger }) {
        auto *bar = new MessageBar(s("bar%1").arg(int(tone)), window);
        layout->addWidget(bar);
        bar->showMessage(tone,
                         s("The cluster does not answer. What is shown was read 4 minutes ago."),
                         tone == Tone::Danger ? s("Try again") : QString());
    }
    auto *cards = new QHBoxLayout;
    cards->addWidget(performanceCard(window));
    cards->addWidget(drCard(window));
    layout->addLayout(cards);
    auto *pills = new QHBoxLayout;
    for (const Tone tone :
         { Tone::Neutral, Tone::Accent, Tone::Good, Tone::Busy, Tone::Attention, Tone::Danger }) {
        auto *dot = new StatusDot(s("dot%1").arg(int(tone)), window);
        dot->setStatus(tone, s("state %1").arg(int(tone)));
        pills->addWidget(dot);
        pills->addWidget(new Pill(s("word"), tone, s("pill%1").arg(int(tone)), window));
    }
    pills->addStretch();
    layout->addLayout(pills);
    auto *lower = new QHBoxLayout;
    lower->addWidget(form(window), 3);
    auto *tabs = new QTabWidget(window);
    auto *empty = new EmptyState(Icon::Fleet, s("No clusters yet."), s("emptyFleet"));
    empty->setDetail(s("Add a cluster by its address, or import a fleet file."));
    empty->addButton(s("Add a cluster…"), s("emptyAddButton"));
    empty->addButton(s("Import…"), s("emptyImportButton"));
    tabs->setAccessibleName(s("Pages"));
    tabs->addTab(empty, s("Fleet"));
    tabs->addTab(new QWidget, s("Activity"));
    lower->addWidget(tabs, 2);
    layout->addLayout(lower);
    layout->addWidget(new TypedNameField(s("Amber east"), s("typedNameEdit"), window));
    auto *buttons =
        new ConfirmButtons(s("Demote Amber east…"), s("demoteButton"), Emphasis::Danger, window);
    buttons->addButton(s("Back"), s("backButton"));
    layout->addWidget(buttons);
    layout->addWidget(
        new ConfirmButtons(s("Sign in"), s("signInButton"), Emphasis::Primary, window));
    return window;
}

} // namespace

class TestWidgets : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(s("^(?!This plugin does not support)")));
        applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), Scheme::Light);
    }

    void theGalleryShowsEverythingUnclipped_data()
    {
        QTest::addColumn<int>("scheme");
        QTest::addColumn<double>("points");
        QTest::addRow("light") << int(Scheme::Light) << 10.0;
        QTest::addRow("dark") << int(Scheme::Dark) << 10.0;
        QTest::addRow("large type") << int(Scheme::Light) << 18.0;
    }

    void theGalleryShowsEverythingUnclipped()
    {
        QFETCH(int, scheme);
        QFETCH(double, points);
        applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), Scheme(scheme));
        const QFont before = QApplication::font();
        QFont font = before;
        font.setPointSizeF(points);
        QApplication::setFont(font);
        const std::unique_ptr<QWidget> window(gallery());
        window->resize(QSize(1000, 800).expandedTo(window->minimumSizeHint()));
        window->show();
        QVERIFY(QTest::qWaitForWindowExposed(window.get()));
        look::save(*window, s("gallery-%1").arg(QString::fromUtf8(QTest::currentDataTag())));
        const QStringList clipped = look::clippedTexts(*window);
        const QStringList nameless = look::namelessInputs(*window);
        QApplication::setFont(before);
        QVERIFY2(clipped.isEmpty(), qPrintable(clipped.join(u'\n')));
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));
    }

    void identifiersAreShortenedToWhatTellsThemApart_data()
    {
        QTest::addColumn<QString>("full");
        QTest::addColumn<QString>("shown");
        QTest::newRow("uuid") << s("4f2c9a71-1d0e-4a7c-9a44-0c9e14f0a1b2") << s("4f2c9a71");
        QTest::newRow("merkle root")
            << s("0b1c2d3e4f5061728394a5b6c7d8e9f001122334") << s("0b1c2d3e");
        QTest::newRow("address") << s("https://vault-a.example.com:8200")
                                 << s("vault-a.example.com:8200");
        QTest::newRow("address without port")
            << s("https://vault.example.com/") << s("vault.example.com");
        QTest::newRow("ipv6") << s("http://[::1]:8200") << s("[::1]:8200");
        QTest::newRow("a name stays") << s("dr-east") << s("dr-east");
        QTest::newRow("nothing") << QString() << QString();
    }

    void identifiersAreShortenedToWhatTellsThemApart()
    {
        QFETCH(QString, full);
        QFETCH(QString, shown);
        QCOMPARE(shortened(full), shown);
    }

    void aCopyLabelCopiesTheWholeValueByMouseAndKeyboard()
    {
        CopyLabel label(s("setLabel"), s("Replication set"));
        label.setValue(s("4f2c9a71-1d0e-4a7c-9a44-0c9e14f0a1b2"));
        label.show();
        QVERIFY(QTest::qWaitForWindowExposed(&label));
        QSignalSpy copied(&label, &CopyLabel::copied);
        QTest::mouseClick(&label, Qt::LeftButton);
        QCOMPARE(copied.size(), 1);
        QCOMPARE(QGuiApplication::clipboard()->text(), label.value());
        QGuiApplication::clipboard()->clear();
        QTest::keyClick(&label, Qt::Key_Space);
        QCOMPARE(QGuiApplication::clipboard()->text(), label.value());
        QVERIFY(label.toolTip().contains(label.value()));
        label.setValue({});
        QVERIFY(!label.isEnabled());
    }

    void aMessageBarShowsItsTextAndItsActionAndCloses()
    {
        QWidget window;
        MessageBar bar(s("messageBar"), &window);
        window.show();
        QVERIFY(!bar.isVisible());
        bar.showMessage(Tone::Danger, s("The cluster does not answer."), s("Try again"));
        QVERIFY(bar.isVisible());
        QCOMPARE(bar.text(), s("The cluster does not answer."));
        QCOMPARE(bar.accessibleName(), bar.text());
        QSignalSpy triggered(&bar, &MessageBar::actionTriggered);
        QSignalSpy dismissed(&bar, &MessageBar::dismissed);
        bar.findChild<QPushButton *>(s("messageBarAction"))->click();
        QCOMPARE(triggered.size(), 1);
        bar.findChild<QToolButton *>(s("messageBarClose"))->click();
        QCOMPARE(dismissed.size(), 1);
        QVERIFY(!bar.isVisible());
        bar.showMessage(Tone::Neutral, s("Import finished: 3 clusters added."));
        QVERIFY(!bar.findChild<QPushButton *>(s("messageBarAction"))->isVisible());
    }

    void goodNewsGoesByItselfAndBadNewsStays()
    {
        QWidget window;
        MessageBar bar(s("messageBar"), &window);
        bar.setGoodNewsStays(std::chrono::milliseconds(1));
        window.resize(600, 400);
        bar.move(300, 300); // away from where the pointer may be
        window.show();
        bar.showMessage(Tone::Good, s("Promoted."));
        QTRY_VERIFY(!bar.isVisible());
        QCOMPARE(bar.text(), QString());
        // The time of the good news does not end the bad news that follows.
        for (const Tone tone : { Tone::Attention, Tone::Danger, Tone::Busy }) {
            bar.showMessage(Tone::Good, s("Promoted."));
            bar.showMessage(tone, s("Something is wrong."));
            auto *timer = bar.findChild<QTimer *>();
            QVERIFY(timer && !timer->isActive());
            bar.dismissGoodNews();
            QVERIFY(bar.isVisible());
        }
        bar.setGoodNewsStays(std::chrono::milliseconds(0));
        bar.showMessage(Tone::Good, s("Promoted."));
        QVERIFY(!bar.findChild<QTimer *>()->isActive());
        bar.dismissGoodNews();
        QVERIFY(!bar.isVisible());
    }

    void aFormRowNamesEverything()
    {
        QWidget window;
        QFormLayout *layout = makeForm(&window);
        window.setLayout(layout);
        auto *edit = new QLineEdit;
        const FormRow row =
            addFormRow(layout, s("&Address"), edit, s("addressEdit"), s("Where the API listens."));
        QCOMPARE(edit->objectName(), s("addressEdit"));
        QCOMPARE(edit->accessibleName(), s("Address"));
        QCOMPARE(edit->accessibleDescription(), s("Where the API listens."));
        QCOMPARE(row.label->buddy(), edit);
        QVERIFY(row.error->isHidden());
        setFieldError(row, s("This is not an address."));
        QVERIFY(!row.error->isHidden());
        setFieldError(row, {});
        QVERIFY(row.error->isHidden());
        auto *box = new QCheckBox(s("&Look only"));
        addFormRow(layout, {}, box, s("lookOnlyBox"));
        QCOMPARE(box->accessibleName(), s("Look only"));
    }

    void aCardHidesWholeRows()
    {
        Card card(s("Performance"), s("performanceCard"));
        QLabel *wal = card.addRow(s("Last WAL"), s("performanceLastWal"));
        wal->setText(s("12"));
        card.show();
        QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(wal);
        QCOMPARE(spoken->text(QAccessible::Name), s("12"));
        QCOMPARE(spoken->relations(QAccessible::Label).size(), 1);
        QVERIFY(wal->isVisible());
        card.setRowVisible(wal, false);
        QVERIFY(!wal->isVisible());
        int visibleNames = 0;
        for (const QLabel *label : card.findChildren<QLabel *>())
            visibleNames += label->isVisible() && label->text() == s("Last WAL") ? 1 : 0;
        QCOMPARE(visibleNames, 0);
    }

    void aCardFollowsThePalette()
    {
        Card card(s("Performance"), s("performanceCard"));
        card.setHeadline(s("running"), s("in order"));
        card.addRow(s("Last WAL"), s("performanceLastWal"))->setText(s("12"));
        card.resize(300, 150);
        card.setPalette(lightPalette());
        const QColor light = card.grab().toImage().pixelColor(20, 10);
        card.setPalette(darkPalette());
        const QColor dark = card.grab().toImage().pixelColor(20, 10);
        QCOMPARE(light, semanticColor(SemanticColor::CardBackground, lightPalette()));
        QCOMPARE(dark, semanticColor(SemanticColor::CardBackground, darkPalette()));
        for (const QLabel *label : card.findChildren<QLabel *>())
            QVERIFY2(label->palette().color(QPalette::WindowText).lightness() > 128,
                     qPrintable(label->text()));
    }

    void pillsDotsAndStripesSayTheirWordToTheScreenReader()
    {
        const Pill pill(s("primary"), Tone::Accent, s("rolePill"));
        QCOMPARE(pill.accessibleName(), s("primary"));
        StatusDot dot(s("stateDot"));
        dot.setStatus(Tone::Danger, s("disconnected"));
        QCOMPARE(dot.accessibleName(), s("disconnected"));
        EnvironmentStripe stripe(s("stripe"));
        QVERIFY(stripe.isHidden());
        stripe.setEnvironment(Environment::Staging);
        QVERIFY(!stripe.isHidden());
        QVERIFY(stripe.accessibleName().contains(environmentWord(Environment::Staging)));
    }

    void anElidedLabelKeepsItsTextInTheToolTip()
    {
        ElidedLabel label(s("addressLabel"));
        label.setText(s("a rather long address that does not fit into very little room"));
        label.resize(60, 20);
        label.show();
        QCOMPARE(label.toolTip(), label.text());
        label.resize(2000, 20);
        QVERIFY(label.toolTip().isEmpty());
    }

    void anElidedLabelGivesWayToItsWindow()
    {
        QWidget window;
        auto *label = new ElidedLabel(s("clusterName"), &window);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        (new QHBoxLayout(&window))->addWidget(label);
        const int least = window.minimumSizeHint().width();
        label->setText(QString(300, u'm'));
        QVERIFY(window.minimumSizeHint().width() < least + 200);
        QVERIFY(window.sizeHint().width() > 1000);
    }

    void aPictureTakesTheColourOfTheNewPalette()
    {
        Picture picture(Icon::Lab, SemanticColor::Lab, 32);
        picture.show();
        const QPalette before = QApplication::palette();
        QApplication::setPalette(lightPalette());
        const QImage light = drawn(picture);
        QApplication::setPalette(darkPalette());
        QVERIFY(drawn(picture) != light);
        QApplication::setPalette(before);
    }

    // Else who scrolls a form with the mouse turns “allow” into “deny” on the way.
    void theWheelOverAChoiceIsLeftToTheForm()
    {
        QComboBox box;
        box.addItems({ s("allow"), s("deny") });
        box.show();
        const QPoint middle = box.rect().center();
        QWheelEvent wheel(middle, box.mapToGlobal(middle), {}, QPoint(0, -120), Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&box, &wheel);
        QCOMPARE(box.currentText(), s("allow"));
        QVERIFY(!wheel.isAccepted());
    }

    void anEmptyStateDropsItsPictureBeforeItCutsItsWords()
    {
        QWidget window;
        window.resize(500, 400);
        EmptyState empty(Icon::Check, s("No problems are known."), s("noProblems"), &window);
        empty.resize(500, 400);
        window.show();
        const auto *sentence = empty.findChild<QLabel *>(s("noProblemsSentence"));
        const auto pictures = [&empty] {
            int shown = 0;
            for (const QLabel *label : empty.findChildren<QLabel *>())
                shown += label->isVisible() && !label->pixmap().isNull();
            return shown;
        };
        QCOMPARE(pictures(), 1);
        empty.resize(500, empty.fontMetrics().height() * 4);
        QCOMPARE(pictures(), 0);
        QTRY_VERIFY(sentence->height() >= sentence->heightForWidth(sentence->width()));
        empty.resize(500, 400);
        QCOMPARE(pictures(), 1);
    }

    void marksDifferInShapeNotOnlyInColour()
    {
        QList<QImage> shapes;
        for (const Tone tone :
             { Tone::Neutral, Tone::Good, Tone::Busy, Tone::Attention, Tone::Danger }) {
            QImage image(40, 40, QImage::Format_ARGB32_Premultiplied);
            image.fill(Qt::transparent);
            QPainter painter(&image);
            StatusDot::paintMark(painter, QRectF(2, 2, 36, 36), tone, lightPalette());
            painter.end();
            QImage shape = image.convertToFormat(QImage::Format_Alpha8);
            QVERIFY(!shapes.contains(shape));
            shapes.append(shape);
        }
    }
};

QTEST_MAIN(TestWidgets)
#include "tst_widgets.moc"
