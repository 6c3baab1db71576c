// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Calls of services that are in this JVM's memory. */
final class MemoryCalls implements CallPath {

    private final SharedMemory memory;
    private final MemoryParticipant participant;
    private final ServiceCalls calls;

    private MemoryCalls(SharedMemory memory, MemoryParticipant participant) {
        this.memory = memory;
        this.participant = participant;
        this.calls = new ServiceCalls(participant.id(), this);
    }

    static ServiceCalls open(SharedMemory memory, MemoryParticipant participant) {
        return new MemoryCalls(memory, participant).calls;
    }

    /** A call in a queue, and among which it waits. */
    record Sent(ServiceCall call, ServiceCalls caller) {}

    @Override
    public boolean isEnded() {
        return participant.isEnded();
    }

    @Override
    public void send(ServiceCall call) {
        participant.beforeOperation();
        participant.checkOpen(call.service);
        memory.put(call.service, new Sent(call, calls));
    }

    @Override
    public boolean withdraw(ServiceCall call) {
        return memory.remove(call.service, new Sent(call, calls));
    }

    @Override
    public int servers(ServiceCall call) {
        return memory.users(call.service);
    }

    @Override
    public void later(Runnable work) {
        work.run(); // nothing of it blocks
    }

    @Override
    public Runnable after(long nanos, Runnable work) {
        CompletableFuture<Boolean> timer = new CompletableFuture<>();
        var unused = timer.thenAccept(isTimeUp -> {
            if (isTimeUp) {
                work.run();
            }
        });
        timer.completeOnTimeout(true, nanos, TimeUnit.NANOSECONDS);
        return () -> timer.complete(false);
    }
}
