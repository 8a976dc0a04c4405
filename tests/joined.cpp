// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/joined.h"

#include <QFileInfo>

#include <cstdio>
#include <utility>

namespace switchover::test {

namespace {

// Zero before any constructor runs, in whatever order the sources' ones do.
const JoinedTest *all = nullptr;

} // namespace

JoinedTest::JoinedTest(const char *file, Run function)
    : sourceFile(file)
    , run(function)
    , next(std::exchange(all, this))
{
}

} // namespace switchover::test

int main(int argc, char **argv)
{
    using switchover::test::JoinedTest;
    const QString wanted = QString::fromLocal8Bit(argc > 1 ? argv[1] : "");
    for (const JoinedTest *each = switchover::test::all; each; each = each->next) {
        if (QFileInfo(QString::fromLocal8Bit(each->sourceFile)).baseName() == wanted) {
            argv[1] = argv[0];
            return each->run(argc - 1, argv + 1);
        }
    }
    std::fputs("The first argument names a test of this executable, for example tst_json.\n",
               stderr);
    return 2;
}
