// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;

/** A process that is a thread of this JVM, and the threads that it starts in turn. */
final class ThreadProcess {

    private static final InheritableThreadLocal<@Nullable ThreadProcess> CURRENT = new InheritableThreadLocal<>();

    private final ProcessIdentity self;
    private final ProcessIdentity parent = ThisProcess.self();
    private final ThreadGroup group;
    private final ThreadStart startMethod;
    private final Names names = new Names();
    private @Nullable Multiprocessing multiprocessing;
    private volatile boolean terminated;

    ThreadProcess(String name, ThreadStart startMethod) {
        this.self = new ProcessIdentity(name, ProcessHandle.current().pid());
        this.group = new ThreadGroup(name);
        this.startMethod = startMethod;
    }

    /** The process to which this thread belongs; null if that is this JVM. */
    static @Nullable ThreadProcess current() {
        // It says nothing which process happened to have a thread of the common pool started.
        boolean common = Thread.currentThread() instanceof ForkJoinWorkerThread worker
                && worker.getPool() == ForkJoinPool.commonPool();
        return common ? null : CURRENT.get();
    }

    ProcessIdentity self() {
        return self;
    }

    ProcessIdentity parent() {
        return parent;
    }

    Names names() {
        return names;
    }

    /** What its code works with: the same shared objects, and children of its own. */
    synchronized Multiprocessing multiprocessing() {
        Multiprocessing present = multiprocessing;
        if (present == null) {
            present = Multiprocessing.ofThread(startMethod);
            multiprocessing = present;
        }
        return present;
    }

    /** Its code has started another one, or closed the one it had. */
    synchronized void use(@Nullable Multiprocessing other) {
        multiprocessing = other;
    }

    synchronized @Nullable Multiprocessing ifThere() {
        return multiprocessing;
    }

    /** Runs this in it; {@code afterwards} belongs to whoever started it. */
    Thread start(boolean daemon, Runnable body, Runnable afterwards) {
        Thread thread = new Thread(
                group,
                () -> {
                    CURRENT.set(this);
                    try {
                        body.run();
                    } finally {
                        CURRENT.remove();
                        boolean unused = Thread.interrupted();
                        afterwards.run();
                    }
                },
                self.name());
        thread.setDaemon(daemon);
        thread.start();
        return thread;
    }

    private List<Thread> threads() {
        Thread[] all = new Thread[group.activeCount() + 16];
        int count = group.enumerate(all, false);
        return Arrays.asList(all).subList(0, count);
    }

    /** Waits for threads that its code left, as a JVM does. */
    void awaitThreads() throws InterruptedException {
        for (Thread thread : threads()) {
            if (!thread.isDaemon() && thread != Thread.currentThread()) {
                thread.join();
            }
        }
    }

    /** Asks it to end. */
    void terminate() {
        terminated = true;
        threads().forEach(Thread::interrupt);
    }

    boolean isTerminated() {
        return terminated;
    }

    /** Ends what it has begun, as when a process ends in order. */
    void close() {
        Multiprocessing present = ifThere();
        if (present != null) {
            present.close();
        }
    }

    /** Ends what it has begun, as when a process is killed. */
    void abandon() {
        Multiprocessing present = ifThere();
        if (present != null) {
            present.abandon();
        }
    }
}
