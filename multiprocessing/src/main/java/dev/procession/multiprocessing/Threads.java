// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

/** Makes the threads of this package: daemons, so that a program can end without closing anything. */
final class Threads {

    /** So that none of them counts among the threads of a process that is a thread itself. */
    private static final ThreadGroup OURS = new ThreadGroup("procession");

    private Threads() {}

    static Thread start(String name, Runnable body) {
        Thread thread = new Thread(OURS, body, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
