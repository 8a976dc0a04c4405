// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

#ifdef QT_WIDGETS_LIB
#include <QApplication>
#endif

namespace switchover::test {

/// One of the test classes that switchover_add_tests() joins to one executable, chosen by the name
/// of its source. Comes before each of the sources and takes the place of their main().
struct JoinedTest
{
    using Run = int (*)(int argc, char **argv);

    JoinedTest(const char *file, Run function);

    const char *const sourceFile;
    const Run run;
    const JoinedTest *const next;
};

} // namespace switchover::test

#define SWITCHOVER_JOINED_TEST(TestClass, Application)                                             \
    static const switchover::test::JoinedTest joined##TestClass(                                   \
        __FILE__, [](int argc, char **argv) {                                                      \
            const Application app(argc, argv);                                                     \
            TestClass test;                                                                        \
            return QTest::qExec(&test, argc, argv);                                                \
        });
#undef QTEST_GUILESS_MAIN
#define QTEST_GUILESS_MAIN(TestClass) SWITCHOVER_JOINED_TEST(TestClass, QCoreApplication)
#undef QTEST_MAIN
#define QTEST_MAIN(TestClass) SWITCHOVER_JOINED_TEST(TestClass, QApplication)
