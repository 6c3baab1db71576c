// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

/** Processes that share memory. */
final class MemoryProcesses extends Processes {

    private final SharedMemory memory = new SharedMemory();

    @Override
    SharedObjects process() {
        return add(SharedObjects.open(memory, SharedObjectsFixture::serializer, SharedScope.GLOBAL));
    }

    @Override
    SharedObjects steadyProcess() {
        return process();
    }

    @Override
    void lose(SharedObjects process) {
        process.abandon();
    }

    @Override
    long waitingCalls(String service) {
        return memory.unfinished(ObjectName.of("service", SharedScope.GLOBAL, service));
    }
}
