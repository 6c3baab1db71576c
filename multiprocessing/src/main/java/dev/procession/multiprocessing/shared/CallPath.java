// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

/** How the calls of a process get to where services are. */
interface CallPath {

    boolean isEnded();

    /** Hands a call over to whoever serves it, now or later. */
    void send(ServiceCall call);

    /** Takes a call back, and says whether it was there: then nobody had begun it. */
    boolean withdraw(ServiceCall call);

    /** How many threads serve what it calls. */
    int servers(ServiceCall call);

    /** Runs what may block, soon. */
    void later(Runnable work);

    /** Runs what may block, after a while; what is returned cancels it. */
    Runnable after(long nanos, Runnable work);
}
