// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.util.concurrent.CompletableFuture;

/** A process that is a JVM of its own. */
record JvmLife(ChildJvm jvm, CompletableFuture<Integer> end) implements Life {

    @Override
    public long pid() {
        return jvm.pid();
    }

    @Override
    public boolean isAlive() {
        return jvm.isAlive();
    }

    @Override
    public void terminate() {
        jvm.terminate();
    }

    @Override
    public void kill() {
        jvm.kill();
    }

    @Override
    public void abort() {
        jvm.kill();
    }
}
