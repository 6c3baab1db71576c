// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Who this process is, and where it prints. */
final class ThisProcess {

    private static final Names NAMES = new Names();
    private static volatile ProcessIdentity self =
            new ProcessIdentity("MainProcess", ProcessHandle.current().pid());
    private static volatile @Nullable ProcessIdentity parent;
    private static volatile @Nullable ShownOutput output;

    private ThisProcess() {}

    static ProcessIdentity self() {
        ThreadProcess thread = ThreadProcess.current();
        return thread == null ? self : thread.self();
    }

    static @Nullable ProcessIdentity parent() {
        ThreadProcess thread = ThreadProcess.current();
        return thread == null ? parent : thread.parent();
    }

    static Names names() {
        ThreadProcess thread = ThreadProcess.current();
        return thread == null ? NAMES : thread.names();
    }

    static void become(ProcessIdentity identity, ProcessIdentity startedBy) {
        self = identity;
        parent = startedBy;
    }

    /** Its output goes by way of its parent from now on. */
    static void showBy(ShownOutput shown) {
        output = shown;
    }

    /** Returns when what this process has printed is shown. */
    static void awaitShown() {
        ShownOutput shown = output;
        if (shown != null) {
            shown.await();
        }
    }

    static PrintStream out() {
        return System.out;
    }

    /** Prints there from now on. */
    static void print(PrintStream out, PrintStream err) {
        System.setOut(out);
        System.setErr(err);
    }

    static PrintStream err() {
        return System.err;
    }
}
