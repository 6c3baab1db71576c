// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

/** Makes the threads of this package: daemons, so that a program can end without closing anything. */
final class Threads {

    private Threads() {}

    static Thread start(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
