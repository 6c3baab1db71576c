// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The threads of this process that serve one implementation. */
final class ServiceHost implements ServiceRegistration {

    private final ObjectName name;
    private final List<ServiceThread> threads;
    private final Consumer<ServiceHost> onEnd;

    ServiceHost(Supplier<Participant> participants, ServiceTarget target, int threads, Consumer<ServiceHost> onEnd) {
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads cannot serve anything");
        }
        this.name = target.name();
        this.onEnd = onEnd;
        this.threads = IntStream.range(0, threads)
                .mapToObj(number -> new ServiceThread(participants, target))
                .toList();
    }

    ObjectName name() {
        return name;
    }

    void begin() {
        threads.forEach(ServiceThread::begin);
    }

    @Override
    public void close() {
        threads.forEach(ServiceThread::takeNoMore);
        try {
            for (ServiceThread thread : threads) {
                thread.awaitEnd();
            }
        } catch (InterruptedException e) {
            threads.forEach(ServiceThread::end);
            Thread.currentThread().interrupt();
        }
        onEnd.accept(this);
    }

    /** Interrupts what runs here, tells the callers, and ends. */
    void end() {
        threads.forEach(ServiceThread::end);
        onEnd.accept(this);
    }

    /** Leaves what runs here to itself, as a process does that is killed: its callers learn that their server is gone. */
    void abandon() {
        threads.forEach(ServiceThread::abandon);
        onEnd.accept(this);
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
