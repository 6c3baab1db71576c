// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.RemoteFailure;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A process of the user's that is a thread. */
final class ThreadLife implements Life {

    /** As of a process that SIGTERM ended. */
    private static final int TERMINATED = -15;

    private static final Logger LOG = Logger.getLogger("dev.procession.multiprocessing");

    private final ThreadProcess process;
    private final Courier courier;
    private final StartMethod.Order order;
    private final Consumer<RemoteFailure> failed;
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private volatile int exitCode;

    private ThreadLife(
            ThreadProcess process, Courier courier, StartMethod.Order order, Consumer<RemoteFailure> failed) {
        this.process = process;
        this.courier = courier;
        this.order = order;
        this.failed = failed;
    }

    static ThreadLife start(
            ThreadProcess process, Courier courier, StartMethod.Order order, Consumer<RemoteFailure> failed) {
        ThreadLife life = new ThreadLife(process, courier, order, failed);
        Thread unused = process.start(order.daemon(), life::run, () -> life.end.complete(life.exitCode));
        return life;
    }

    private void run() {
        log("begins");
        try {
            Target target = (Target) courier.fromBytes(order.target(), "the target of " + order.name());
            if (target != null) {
                target.run();
            }
            if (!process.isTerminated()) {
                process.close();
                process.awaitThreads();
            }
        } catch (Throwable e) { // an Error ends a process too
            if (!process.isTerminated()) {
                exitCode = 1;
                ThisProcess.err().println("Process " + order.name() + ":");
                e.printStackTrace(ThisProcess.err());
                failed.accept(RemoteFailure.of(e));
            }
        } finally {
            exitCode = process.isTerminated() ? TERMINATED : exitCode;
            process.abandon(); // nothing if it ended in order
            log("ends with exit code " + exitCode);
        }
    }

    private void log(String event) {
        if (order.log().lifecycle()) {
            LOG.log(Level.INFO, "process {0} {1}", new Object[] {String.valueOf(pid()), event});
        }
    }

    @Override
    public long pid() {
        return process.self().pid();
    }

    @Override
    public boolean isAlive() {
        return !end.isDone();
    }

    @Override
    public void terminate() {
        if (isAlive()) {
            process.terminate();
        }
    }

    @Override
    public void kill() {
        if (isAlive()) {
            throw new UnsupportedOperationException(
                    order.name() + " is a thread of this JVM and cannot be killed; terminate() interrupts it");
        }
    }

    @Override
    public void abort() {
        terminate();
    }

    @Override
    public CompletableFuture<Integer> end() {
        return end;
    }
}
